package dev.plumbline.harness.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.trainer.mine.Miner;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextsEncodingTest {

    private static final String POISON = "poison";
    private static final String NAN = "not a number";

    @TempDir
    private Path folder;

    /** A vector is a text's length and first letter. One text it cannot do, of another it makes nonsense. */
    private static final class Lengths implements Encoder {

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            FloatMatrix vectors = FloatMatrix.zeros(request.texts().size(), 2);
            for (int i = 0; i < vectors.rows(); i++) {
                String text = request.texts().get(i);
                if (text.equals(POISON)) {
                    throw PlumblineException.model("cannot encode '" + POISON + "'");
                }
                vectors.data()[2 * i] = text.equals(NAN) ? Float.NaN : text.length();
                vectors.data()[2 * i + 1] = text.isEmpty() ? 0 : text.charAt(0);
            }
            return vectors;
        }

        @Override
        public ModelCard card() {
            return new ModelCard("test/lengths", "1", 2, 0, 0, Similarity.DOT);
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }

    private long encode(Path input, Path output, int window, OnError onError, List<String> warnings) {
        return new TextsEncoding(
                        new Lengths(),
                        new TextsEncoding.Columns("text", Optional.of("id")),
                        new TextsEncoding.Prompting(Miner.TASK, Role.NONE),
                        window,
                        new RowErrors(onError, warnings::add))
                .write(List.of(input), output);
    }

    private Path rows(String... lines) throws IOException {
        return Files.write(folder.resolve("rows.jsonl"), List.of(lines));
    }

    @Test
    void bytesDoNotDependOnTheWindow() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lines.add("{\"text\": \"" + "t".repeat(i * 7 % 13) + "\", \"id\": " + i + "}");
        }
        Path input = rows(lines.toArray(String[]::new));
        Path whole = folder.resolve("whole.parquet");
        assertThat(encode(input, whole, 1000, OnError.STOP, List.of())).isEqualTo(50);
        for (int window : new int[] {1, 3, 49, 50}) {
            Path parts = folder.resolve("parts" + window + ".parquet");
            assertThat(encode(input, parts, window, OnError.STOP, List.of())).isEqualTo(50);
            assertThat(parts).hasSameBinaryContentAs(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void theRowThatCannotBeEncodedIsNamed(int bad) throws IOException {
        for (String text : List.of(POISON, NAN)) {
            List<String> lines = new ArrayList<>();
            for (int line = 1; line <= 7; line++) {
                lines.add("{\"text\": \"" + (line == bad ? text : "t" + line) + "\", \"id\": \"i\"}");
            }
            Path output = folder.resolve("out.parquet");
            Path input = rows(lines.toArray(String[]::new));
            for (int window : new int[] {2, 100}) {
                assertThatThrownBy(() -> encode(input, output, window, OnError.STOP, List.of()))
                        .isInstanceOf(PlumblineException.class)
                        .hasMessageContaining("rows.jsonl, line " + bad + ":");
            }
            assertThat(output).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": null, \"id\": 1}",
                "{\"text\": 5, \"id\": 1}",
                "{\"texts\": \"a\", \"id\": 1}",
                "{\"text\": \"a\"}",
                "{\"text\": \"a\", \"id\": 1.5}",
                "{\"text\": "
            })
    void aRowWithoutATextIsNamedOrLeftOut(String line) throws IOException {
        Path input = rows("{\"text\": \"a\", \"id\": 1}", line, "{\"text\": \"b\", \"id\": 2}");
        Path output = folder.resolve("out.parquet");
        assertThatThrownBy(() -> encode(input, output, 10, OnError.STOP, List.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("rows.jsonl, line 2");
        List<String> warnings = new ArrayList<>();
        assertThat(encode(input, output, 10, OnError.SKIP, warnings)).isEqualTo(2);
        assertThat(warnings).hasSize(1).first().asString().contains("line 2");
    }

    @Test
    void noRowsAreNoError() throws IOException {
        assertThat(encode(rows(), folder.resolve("none.parquet"), 10, OnError.STOP, List.of()))
                .isZero();
    }
}
