package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline model probe} on what --model names. */
class ModelProbeTest {

    private static final String MODEL = "embedded:all-MiniLM-L6-v2";

    @TempDir
    private Path folder;

    private static Function<String, float[]> vectors(Encoder encoder) {
        return text -> encoder.encode(new EncodeRequest(
                        List.of(text), Role.NONE, Manifest.bundled().task("STSBenchmark")))
                .data();
    }

    private static JsonNode json(CommandLineRun run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void anEmbeddedModelShowsWhatItIs() throws IOException {
        CommandLineRun run = CommandLineRun.of("model", "probe", "--json", "--model", MODEL, "--reference", MODEL);
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode report = json(run);
        assertThat(report.path("model").asText()).isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
        assertThat(report.path("dimensions").asInt()).isEqualTo(384);
        assertThat(report.at("/norms/normalised").asBoolean()).isTrue();
        assertThat(report.at("/repeated/max_difference").asDouble(1)).isZero();
        assertThat(report.at("/batched/min_cosine").asDouble()).isGreaterThan(0.99999);
        // 256 tokens with the two special ones, and each of these words is one
        assertThat(report.at("/long_text/outcome").asText()).isEqualTo("cut");
        assertThat(report.at("/long_text/words_read").asInt()).isBetween(238, 254);
        assertThat(report.at("/long_text/words_limit").asInt()).isBetween(254, 270);
        assertThat(report.at("/empty_text/norm").asDouble()).isBetween(0.999, 1.001);
        assertThat(report.at("/reference/min_cosine").asDouble()).isGreaterThan(0.99999);
        assertThat(report.path("holds").asBoolean()).isTrue();
    }

    @Test
    void anEndpointIsComparedWithTheModelItIsSaidToServe() throws IOException {
        try (Encoder local = Models.openEncoder(MODEL, ModelOptions.defaults());
                EmbeddingServer server =
                        new EmbeddingServer(vectors(local), number -> EmbeddingServer.Fault.NONE, 100)) {
            CommandLineRun same = probe(server, "--reference", MODEL);
            assertThat(same.code()).as(same.out() + same.err()).isZero();
            assertThat(same.out()).contains("gives the reference's vectors", "test/served");
            CommandLineRun other = probe(server, "--reference", "random");
            assertThat(other.code()).isEqualTo(1);
            assertThat(other.out()).contains("another width", "does not give the reference's vectors");
        }
    }

    /** The same model with a prompt put before every text is another model to a benchmark. */
    @Test
    void aForgottenPromptShows() throws IOException {
        try (Encoder local = Models.openEncoder(MODEL, ModelOptions.defaults());
                EmbeddingServer server = new EmbeddingServer(
                        text -> vectors(local).apply("passage: " + text), number -> EmbeddingServer.Fault.NONE, 100)) {
            CommandLineRun run = probe(server, "--reference", MODEL);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("another model, pooling, prompt or precision");
        }
    }

    @Test
    void whatCannotBeUsedIsAnErrorOfTheModel() {
        try (EmbeddingServer server =
                new EmbeddingServer(text -> new float[3], number -> EmbeddingServer.Fault.FORBIDDEN, 100)) {
            CommandLineRun run = probe(server);
            assertThat(run.code()).isEqualTo(4);
            assertThat(run.err()).contains("HTTP 403", server.address());
        }
        CommandLineRun missing =
                CommandLineRun.of("model", "probe", "--model", "embeddings:" + new SmallSts(folder).vectors());
        assertThat(missing.code()).isEqualTo(4);
        CommandLineRun ranks = CommandLineRun.of("model", "probe", "--model", "bm25");
        assertThat(ranks.code()).isEqualTo(2);
        assertThat(ranks.err()).contains("gives no vectors");
    }

    private static CommandLineRun probe(EmbeddingServer server, String... more) {
        List<String> words = new ArrayList<>(List.of("model", "probe", "--model", server.address(), "--api", "openai"));
        words.addAll(List.of("--api-model", "test/served", "--max-words", "64"));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }
}
