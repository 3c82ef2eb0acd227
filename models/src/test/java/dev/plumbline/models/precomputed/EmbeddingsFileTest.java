package dev.plumbline.models.precomputed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbeddingsFileTest {

    private static final MessageType FLOATS = schema("float");
    private static final MessageType DOUBLES = schema("double");

    @TempDir
    private Path folder;

    @Test
    void looksUpTheRoleFirstAndThenTheTextAlone() throws IOException {
        Path file = write(
                FLOATS, row("a", null, 1, 2), row("a", "query", 3, 4), row("", null, 0, 0), row("d", "document", 5, 6));
        try (Encoder encoder = open(file)) {
            assertThat(encode(encoder, Role.QUERY, "a", "")).containsExactly(3, 4, 0, 0);
            assertThat(encode(encoder, Role.DOCUMENT, "d", "a", "d")).containsExactly(5, 6, 1, 2, 5, 6);
            assertThat(encode(encoder, Role.NONE, "a")).containsExactly(1, 2);
            assertThat(encode(encoder, Role.NONE)).isEmpty();
        }
    }

    @Test
    void cardNamesFileAndHash() throws IOException {
        Path file = write(FLOATS, row("a", null, 1, 2));
        try (Encoder encoder = open(file)) {
            assertThat(encoder.card().name()).isEqualTo("embeddings/vectors");
            assertThat(encoder.card().revision()).matches("[0-9a-f]{12}");
            assertThat(encoder.card().dimensions()).isEqualTo(2);
            assertThat(encoder.card().similarity()).isEqualTo(Similarity.COSINE);
        }
        ModelOptions dot = ModelOptions.defaults().withSimilarity(Similarity.DOT);
        try (Encoder encoder = Models.openEncoder("embeddings:" + file, dot)) {
            assertThat(encoder.card().similarity()).isEqualTo(Similarity.DOT);
        }
    }

    @Test
    void doublesAreNarrowed() throws IOException {
        try (Encoder encoder = open(write(DOUBLES, row("a", null, 0.1, 0.2)))) {
            assertThat(encode(encoder, Role.NONE, "a")).containsExactly(0.1f, 0.2f);
        }
    }

    @Test
    void theSameRowTwiceIsFine() throws IOException {
        try (Encoder encoder = open(write(FLOATS, row("a", null, 1, 2), row("a", null, 1, 2)))) {
            assertThat(encode(encoder, Role.NONE, "a")).containsExactly(1, 2);
        }
    }

    @Test
    void missingTextsAreCountedAndTheFirstIsShown() throws IOException {
        try (Encoder encoder = open(write(FLOATS, row("a", "query", 1, 2)))) {
            String longText = "long ".repeat(40);
            assertThatThrownBy(() -> encode(encoder, Role.DOCUMENT, longText, "b", "b", "a"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class,
                            e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                    .hasMessageContainingAll(
                            "vectors.parquet",
                            "TestRetrieval",
                            "3 texts",
                            "as document",
                            longText.substring(0, 80) + "...");
            assertThatThrownBy(() -> encode(encoder, Role.NONE, "a")).hasMessageContaining("without a prompt type");
        }
    }

    @Test
    void contradictingRowsAreNamed() throws IOException {
        assertRefused(
                write(FLOATS, row("b", null, 1, 2), row("a", null, 1, 2), row("a", null, 1, 3)), "in row 1", "row 2");
    }

    /** Rows are decoded some thousands at a time, of row groups of any size. */
    @Test
    void rowsOfEveryPartAreFoundAndNamed() throws IOException {
        Row[] rows = IntStream.range(0, 10_000)
                .mapToObj(i -> row("text " + i, i % 3 == 0 ? "query" : null, i, -i, i / 7.0))
                .toArray(Row[]::new);
        try (Encoder encoder = open(write(FLOATS, rows))) {
            assertThat(encode(
                            encoder,
                            Role.QUERY,
                            Arrays.stream(rows).map(Row::text).toArray(String[]::new)))
                    .containsExactly(Arrays.stream(rows)
                            .flatMap(row -> row.vector.stream())
                            .map(Double::floatValue)
                            .toArray(Float[]::new));
        }
        rows[9_000] = row("text 5000", null, 0, 0, 0);
        assertRefused(write(FLOATS, rows), "in row 5000", "row 9000");
        rows[9_000] = row("other", null, 0, 0);
        assertRefused(write(FLOATS, rows), "2 values", "row 9000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 24, 1000})
    void vectorsAreFoundInAnyNumberOfMappings(int segment) {
        try (VectorFile file = VectorFile.create(3, segment)) {
            for (int i = 0; i < 50; i++) {
                file.add(new float[] {i, i + 0.5f, -i});
                float[] last = new float[3];
                file.copy(i, last);
                assertThat(last).containsExactly(i, i + 0.5f, -i);
            }
            VectorFile.Vectors vectors = file.map();
            float[] all = new float[151];
            for (int i = 0; i < 50; i++) {
                vectors.copy(i, all, 1 + 3 * i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(Arrays.copyOfRange(all, 1 + 3 * i, 4 + 3 * i)).containsExactly(i, i + 0.5f, -i);
            }
        }
    }

    @Test
    void vectorsOfAnotherWidthAreNamed() throws IOException {
        assertRefused(write(FLOATS, row("a", null, 1, 2), row("b", null, 1)), "1 values", "has 2", "row 1");
        assertRefused(write(FLOATS, row("a", null)), "empty", "row 0");
    }

    @Test
    void vectorsThatAreNotFiniteAreNamed() throws IOException {
        assertRefused(write(FLOATS, row("a", null, 1, 2), row("b", null, 1, Double.NaN)), "NaN", "row 1");
        assertRefused(write(DOUBLES, row("a", null, 1e300, 2)), "Infinity", "row 0");
    }

    @Test
    void unknownPromptTypesAreNamed() throws IOException {
        assertRefused(write(FLOATS, row("a", "passage", 1)), "'passage'", "query nor document", "row 0");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        assertRefused(folder.resolve("absent.parquet"), "absent.parquet", "no such file");
        assertRefused(write(FLOATS), "no rows");
        Path whole = write(FLOATS, row("a", null, 1, 2));
        byte[] bytes = Files.readAllBytes(whole);
        assertRefused(
                Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, bytes.length / 2)), "cut.parquet");
        MessageType other = MessageTypeParser.parseMessageType("message m { required binary words (STRING); }");
        Path wrong = folder.resolve("wrong.parquet");
        try (ParquetWriter<Group> writer = writer(wrong, other)) {
            writer.write(new SimpleGroup(other).append("words", "a"));
        }
        assertRefused(wrong, "wrong.parquet", "no column 'text'");
    }

    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void readsTheConformanceFiles() {
        Path cases = Path.of(System.getProperty("plumbline.shared"), "conformance");
        try (Encoder encoder = open(cases.resolve("s05_sts_int8_dot/embeddings.parquet"))) {
            assertThat(encoder.card().name()).isEqualTo("embeddings/embeddings");
            assertThat(encoder.card().dimensions()).isPositive();
        }
    }

    private static void assertRefused(Path file, String... message) {
        assertThatThrownBy(() -> open(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageStartingWith("embeddings:")
                .hasMessageContainingAll(message);
    }

    private static Encoder open(Path file) {
        return Models.openEncoder("embeddings:" + file, ModelOptions.defaults());
    }

    private static float[] encode(Encoder encoder, Role role, String... texts) {
        return encoder.encode(TestTasks.request(List.of(texts), role)).data();
    }

    private static MessageType schema(String element) {
        return MessageTypeParser.parseMessageType("message m { required binary text (STRING);"
                + " optional binary prompt_type (STRING);"
                + " required group vector (LIST) { repeated group list { required " + element + " element; } } }");
    }

    private record Row(String text, String promptType, List<Double> vector) {}

    private static Row row(String text, String promptType, double... vector) {
        return new Row(text, promptType, Arrays.stream(vector).boxed().toList());
    }

    private Path write(MessageType schema, Row... rows) throws IOException {
        Path file = folder.resolve("vectors.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = writer(file, schema)) {
            for (Row row : rows) {
                Group group = new SimpleGroup(schema).append("text", row.text);
                if (row.promptType != null) {
                    group.append("prompt_type", row.promptType);
                }
                Group vector = group.addGroup("vector");
                for (double value : row.vector) {
                    Group element = vector.addGroup("list");
                    if (schema.equals(FLOATS)) {
                        element.append("element", (float) value);
                    } else {
                        element.append("element", value);
                    }
                }
                writer.write(group);
            }
        }
        return file;
    }

    private static ParquetWriter<Group> writer(Path file, MessageType schema) throws IOException {
        return ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withRowGroupSize(100_000L)
                .build();
    }
}
