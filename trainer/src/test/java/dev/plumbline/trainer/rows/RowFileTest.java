package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowFileTest {

    @TempDir
    private Path folder;

    private static List<SourceRow> rows(Path file) {
        List<SourceRow> rows = new ArrayList<>();
        new RowFile(file).forEach(rows::add);
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.jsonl", "rows.jsonl.gz"})
    void linesAreCountedAndBlankOnesAreNoRows(String name) {
        Path file = TrainingFiles.lines(folder.resolve(name), "{\"query\": \"一\"}", "", "  ", "{\"query\": \"b\"}\r");
        List<SourceRow> rows = rows(file);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).fields()).containsEntry("query", "一");
        assertThat(rows.get(1).fields()).containsEntry("query", "b");
        assertThat(rows.get(1).place()).hasToString(file + ", line 4");
    }

    @Test
    void offsetsLeadBackToTheLines() throws IOException {
        String text = "\uFEFF{\"a\": \"é一😀\"}\n\n{\"a\": 2}\r\n{\"a\": 3}";
        Path file = Files.writeString(folder.resolve("rows.jsonl"), text);
        byte[] bytes = Files.readAllBytes(file);
        List<String> found = new ArrayList<>();
        for (SourceRow row : rows(file)) {
            int from = (int) row.offset();
            found.add(new String(Arrays.copyOfRange(bytes, from, from + row.length()), StandardCharsets.UTF_8));
        }
        assertThat(found).containsExactly("{\"a\": \"é一😀\"}", "{\"a\": 2}", "{\"a\": 3}");
    }

    /** Lines that end at, before and after the reader's buffer. */
    @Test
    void longLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int length : new int[] {(1 << 16) - 9, 1 << 16, 1, (1 << 17) + 3, 200_000}) {
            lines.add("{\"a\":\"" + "x".repeat(length) + "\"}");
        }
        Path file = TrainingFiles.lines(folder.resolve("rows.jsonl"), lines);
        List<SourceRow> rows = rows(file);
        assertThat(rows).hasSameSizeAs(lines);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).length()).isEqualTo(lines.get(i).length());
            assertThat((String) rows.get(i).fields().get("a"))
                    .hasSize(lines.get(i).length() - 8);
        }
    }

    @Test
    void aLineOfTooManyBytesIsAProblemAndTheNextIsRead() throws IOException {
        Path file = folder.resolve("rows.jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i <= LineReader.LONGEST_LINE >> 20; i++) {
                out.write(piece);
            }
            out.write("\n{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8));
        }
        List<SourceRow> rows = rows(file);
        assertThat(rows.get(0).content().problem().orElseThrow()).hasMessageContaining("line 1: longer than 64 MB");
        assertThat(rows.get(1).fields()).containsEntry("a", 1L);
    }

    @Test
    void malformedLinesAreProblemsOfTheirOwn() throws IOException {
        Path file = folder.resolve("rows.jsonl");
        byte[] latin = "{\"a\": \"\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("{\"a\": \n[1]\n{\"a\": 1, \"a\": 2}\n{} {}\n".getBytes(StandardCharsets.UTF_8));
            out.write(latin);
            out.write("{\"a\": NaN}\n".getBytes(StandardCharsets.UTF_8));
        }
        List<SourceRow> rows = rows(file);
        assertThat(rows).hasSize(6);
        List<String> words = List.of("malformed", "object is wanted", "twice", "more than one", "UTF-8");
        for (int i = 0; i < words.size(); i++) {
            assertThat(rows.get(i).content().problem().orElseThrow())
                    .hasMessageContaining("line " + (i + 1))
                    .hasMessageContaining(words.get(i));
        }
        assertThat(rows.get(5).fields()).containsEntry("a", Double.NaN);
    }

    @Test
    void parquetRowsOneByOne() {
        Path file = TrainingFiles.parquet(folder.resolve("rows.parquet"), Arrays.asList("a", null, "c"));
        List<SourceRow> rows = rows(file);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(2).fields()).containsEntry("query", "c").containsEntry("neg", List.of("n2.0", "n2.1"));
        assertThat(rows.get(1).fields()).containsEntry("query", null);
        assertThat(rows.get(2).place()).hasToString(file + ", row 2");
    }

    @Test
    void theHashIsTheFiles() throws IOException {
        for (Path file : List.of(
                TrainingFiles.rows(folder.resolve("a.jsonl"), "a", 3, 1),
                TrainingFiles.rows(folder.resolve("a.jsonl.gz"), "a", 3, 1),
                TrainingFiles.parquet(folder.resolve("a.parquet"), List.of("a", "b")))) {
            assertThat(new RowFile(file).forEach(row -> {})).isEqualTo(Sha256.hex(Files.readAllBytes(file)));
        }
    }

    /** What a file is shows in its bytes; people rename files. */
    @Test
    void compressionIsKnownByContent() throws IOException {
        Path gzip = TrainingFiles.rows(folder.resolve("a.jsonl.gz"), "a", 3, 1);
        Path named = Files.move(gzip, folder.resolve("packed.jsonl"));
        assertThat(rows(named)).hasSize(3);
        Path plain = Files.move(TrainingFiles.rows(folder.resolve("b.jsonl"), "b", 2, 1), folder.resolve("b.jsonl.gz"));
        assertThat(rows(plain)).hasSize(2);
    }

    @Test
    void damagedFilesAreOneError() throws IOException {
        Path gzip = TrainingFiles.rows(folder.resolve("a.jsonl.gz"), "a", 1000, 1);
        byte[] bytes = Files.readAllBytes(gzip);
        Files.write(gzip, Arrays.copyOf(bytes, bytes.length / 2));
        Path parquet = TrainingFiles.parquet(folder.resolve("a.parquet"), List.of("a", "b"));
        Files.write(parquet, Arrays.copyOf(Files.readAllBytes(parquet), 100));
        for (Path file : List.of(gzip, parquet, folder.resolve("absent.jsonl"))) {
            assertThatThrownBy(() -> rows(file))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
