package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fewer dimensions and fewer bits, from the command line. */
class VectorFormsTest {

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void setUp() {
        sts = new SmallSts(folder);
    }

    private CommandLineRun run(String model, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("run", "--json", "--task-file", sts.taskFile()));
        arguments.addAll(List.of("--model", model, "--results", sts.results()));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private static JsonNode json(CommandLineRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void aTextIsEncodedOnceForAllForms() throws IOException {
        JsonNode summary = json(
                run("embedded:all-MiniLM-L6-v2", "--no-cache", "--dims", "64,384", "--vector-type", "f32,int8,binary"));
        assertThat(summary.path("texts_encoded").asInt()).isEqualTo(8);
        assertThat(summary.path("texts_from_store").asInt()).isEqualTo(8 * 5);
        assertThat(summary.path("forms").findValuesAsText("experiment"))
                .containsExactly(
                        "embed_dim_64",
                        "embed_dim_64__output_dtypes_int8",
                        "embed_dim_64__output_dtypes_binary",
                        "null",
                        "output_dtypes_int8",
                        "output_dtypes_binary");
    }

    @Test
    void everyFormHasItsResultInTheFolderMtebReads() throws IOException {
        JsonNode summary = json(run("embedded:all-MiniLM-L6-v2", "--no-cache", "--dims", "64,384"));
        Path whole = Path.of(summary.at("/forms/1/results").asText());
        Path shorter = whole.resolve("experiments/embed_dim_64");
        assertThat(Path.of(summary.at("/forms/0/results").asText())).isEqualTo(shorter);
        assertThat(shorter.resolve("OwnSts.json")).exists();
        assertThat(whole.resolve("OwnSts.json")).exists();
        JsonNode meta = new ObjectMapper().readTree(Files.readString(shorter.resolve("model_meta.json")));
        assertThat(meta.path("embed_dim").asInt()).isEqualTo(64);
        assertThat(meta.path("experiment_kwargs").toString()).isEqualTo("{\"embed_dim\":64}");
        assertThat(new ObjectMapper()
                        .readTree(Files.readString(whole.resolve("model_meta.json")))
                        .has("experiment_kwargs"))
                .isFalse();
    }

    /** The vectors of the model have length 1: cut ones do not, which a dot product notices and cosine similarity does not. */
    @Test
    void scalingAfterTheCutIsAFormOfItsOwn() throws IOException {
        JsonNode cut = json(run("embedded:all-MiniLM-L6-v2", "--no-cache", "--similarity", "dot", "--dims", "64,384"));
        JsonNode scaled = json(run(
                "embedded:all-MiniLM-L6-v2",
                "--no-cache",
                "--similarity",
                "dot",
                "--dims",
                "64,384",
                "--normalize-dims"));
        assertThat(scaled.path("forms").findValuesAsText("experiment"))
                .containsExactly("unit_embed_dim_64", "unit_embed_dim_384");
        JsonNode plain = scores(cut, 0);
        JsonNode unit = scores(scaled, 0);
        assertThat(unit.path("cosine_pearson").asDouble())
                .isCloseTo(plain.path("cosine_pearson").asDouble(), within(1e-5));
        assertThat(unit.path("pearson").asDouble())
                .isNotCloseTo(plain.path("pearson").asDouble(), within(1e-3));
    }

    private static JsonNode scores(JsonNode summary, int form) throws IOException {
        Path folder = Path.of(summary.at("/forms/" + form + "/results").asText());
        return new ObjectMapper()
                .readTree(Files.readString(folder.resolve("OwnSts.json")))
                .at("/scores/test/0");
    }

    @Test
    void allDimensionsAreTheOrdinaryResult() throws IOException {
        JsonNode plain = json(run("embedded:all-MiniLM-L6-v2"));
        JsonNode again = json(run("embedded:all-MiniLM-L6-v2", "--dims", "384", "--vector-type", "f32"));
        assertThat(again.at("/tasks/0/status").asText()).isEqualTo("reused");
        assertThat(again.path("results")).isEqualTo(plain.path("results"));
    }

    @ParameterizedTest
    @CsvSource({
        "embedded:all-MiniLM-L6-v2, --dims, 385, is more than the 384 dimensions",
        "embedded:all-MiniLM-L6-v2, --dims, 0, must be at least 1",
        "embedded:all-MiniLM-L6-v2, --vector-type, int5, 'choose among f32, int8, binary'",
        "bm25, --dims, 64, gives none"
    })
    void aFormThatTheModelDoesNotHaveIsWrongUsage(String model, String option, String value, String message) {
        CommandLineRun run = run(model, option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }
}
