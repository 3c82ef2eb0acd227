package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextStoreTest {

    @TempDir
    private Path folder;

    /** Read while they are still in the buffer, after it has been written, and longer than it. */
    @Test
    void textsComeBackWhateverTheirLength() {
        try (TextStore store = TextStore.create()) {
            List<String> texts = new ArrayList<>();
            for (int length : new int[] {0, 5, 30_000, 40_000, 1, 200_000, 3, 65_536, 0, 65_535, 1}) {
                texts.add("é一😀".repeat(length / 9 + 1).substring(0, length / 3));
                assertThat(store.add(texts.get(texts.size() - 1))).isEqualTo(texts.size() - 1);
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(store.get(i)).isEqualTo(texts.get(i));
                }
            }
            assertThat(store.asList()).isEqualTo(texts).hasSize(store.size());
        }
    }

    @Test
    void linesAreWrittenWholeOrNotAtAll() throws IOException {
        Path file = folder.resolve("out/rows.jsonl.gz");
        JsonLinesWriter.write(file, out -> {
            out.row(Map.of("a", List.of("é", 1L, 0.5f, Double.NaN)));
            out.line("{\"b\": 2}");
        });
        List<SourceRow> rows = new ArrayList<>();
        new RowFile(file).forEach(rows::add);
        assertThat(rows.get(0).line()).hasValue("{\"a\":[\"é\",1,0.5,NaN]}");
        assertThat(rows.get(1).line()).hasValue("{\"b\": 2}");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> JsonLinesWriter.write(file, out -> {
                    out.line("{}");
                    throw PlumblineException.data("no more");
                }))
                .hasMessage("no more");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }
}
