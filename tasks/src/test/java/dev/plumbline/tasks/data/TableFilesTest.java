package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON lines, JSON arrays and separated values. */
final class TableFilesTest {

    @TempDir
    private Path folder;

    @Test
    void missingKeysAreNullAndNumbersAreUnified() throws IOException {
        Table table = json("""
                {"a": 1, "b": [1, 2.5]}

                {"a": 2.5, "c": "x", "b": null}
                {"b": [3]}
                """);

        assertThat(table.columns()).containsExactly("a", "b", "c");
        assertThat(table.column("a")).containsExactly(1.0, 2.5, null);
        assertThat(table.column("c")).containsExactly(null, "x", null);
        assertThat(table.column("b").get(2)).hasToString("[3.0]");
    }

    @Test
    void pythonsNumbersAreRead() throws IOException {
        Table table = json("{\"a\": NaN, \"b\": -Infinity, \"c\": 1e-3, \"d\": true}");

        assertThat(table.column("a")).containsExactly(Double.NaN);
        assertThat(table.column("b")).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(table.doubles("c")).containsExactly(0.001);
        assertThat(table.doubles("d")).containsExactly(1);
    }

    @Test
    void oneArrayOfObjects() throws IOException {
        assertThat(json(" [{\"a\": \"x\"},\n {\"a\": \"y\"}]").strings("a")).containsExactly("x", "y");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(json("\uFEFF{\"a\": \"x\"}").strings("a")).containsExactly("x");
    }

    @Test
    void unicodeSeparatorsDoNotEndALine() throws IOException {
        assertThat(json("{\"a\": \"x\u2028y\u0085z\"}").strings("a")).containsExactly("x\u2028y\u0085z");
    }

    @Test
    void malformedLinesAreNamed() {
        assertThatThrownBy(() -> json("{\"a\": 1}\n\n{\"a\": \n"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("a.jsonl, line 3: malformed JSON");
        assertThatThrownBy(() -> json("{\"a\": 1}, {\"a\": 2}")).hasMessageContaining("line 1: malformed JSON");
        assertThatThrownBy(() -> json("\"a\"")).hasMessageContaining("line 1: a JSON object is wanted");
        assertThatThrownBy(() -> json("{\"a\": 1, \"a\": 2}")).hasMessageContaining("occurs twice");
        assertThatThrownBy(() -> json("[{\"a\": 1}")).hasMessageContaining("a.jsonl");
    }

    @Test
    void textThatIsNotUtf8() throws IOException {
        Files.write(folder.resolve("a.jsonl"), "{\"a\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> FileFormat.JSON.read(folder.resolve("a.jsonl"), "a.jsonl", Columns.all(), null))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void deepNestingIsAnErrorAndNotACrash() {
        String deep = "{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> json(deep))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void compressedFiles() throws IOException {
        Path gz = folder.resolve("a.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write("{\"a\": \"x\"}".getBytes(StandardCharsets.UTF_8));
        }
        Path zst = folder.resolve("a.csv.zst");
        Files.write(zst, Zstd.compress("a,b\nx,1\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(read(gz).strings("a")).containsExactly("x");
        assertThat(read(zst).column("b")).containsExactly(1L);
    }

    @Test
    void truncatedCompressionIsAnError() throws IOException {
        byte[] whole = Zstd.compress("{\"a\": \"x\"}".repeat(100).getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("a.jsonl.zst");
        Files.write(file, Arrays.copyOf(whole, whole.length - 5));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("a.jsonl.zst");
    }

    @Test
    void columnTypesOfCsv() throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, """
                id,whole,gap,real,truth,text,none
                007,1,1,1,True,"a, ""b""\u3000",
                123456789012345678,-2,,2.5e1,false,NA,nan
                """);

        Table table = read(file);

        assertThat(table.column("id")).containsExactly(7L, 123456789012345678L);
        assertThat(table.column("whole")).containsExactly(1L, -2L);
        assertThat(table.column("gap")).containsExactly(1.0, null);
        assertThat(table.column("real")).containsExactly(1.0, 25.0);
        assertThat(table.column("truth")).containsExactly(true, false);
        assertThat(table.column("text")).containsExactly("a, \"b\"\u3000", null);
        assertThat(table.column("none")).containsExactly(null, null);
    }

    @Test
    void tabSeparatedValues() throws IOException {
        Path file = folder.resolve("a.tsv");
        Files.writeString(file, "a\tb\nx,y\t2\n");

        assertThat(read(file).strings("a")).containsExactly("x,y");
    }

    @Test
    void csvErrorsNameTheLine() throws IOException {
        Path file = folder.resolve("a.csv");
        Files.writeString(file, "a\nx\ny,z\n");

        assertThatThrownBy(() -> read(file)).hasMessageContaining("a.csv, line 3: 2 fields");
    }

    @Test
    void onlyWantedColumnsAreKept() throws IOException {
        Path file = folder.resolve("a.jsonl");
        Files.writeString(file, "{\"a\": {\"deep\": [1]}, \"b\": 2}");

        assertThat(FileFormat.JSON
                        .read(file, "a.jsonl", Columns.of("b", "c"), null)
                        .get(0)
                        .columns())
                .containsExactly("b");
    }

    private Table json(String text) throws IOException {
        Path file = folder.resolve("a.jsonl");
        Files.writeString(file, text);
        return read(file);
    }

    private static Table read(Path file) {
        String name = file.getFileName().toString();
        return FileFormat.of(name)
                .orElseThrow()
                .read(file, name, Columns.all(), null)
                .get(0);
    }
}
