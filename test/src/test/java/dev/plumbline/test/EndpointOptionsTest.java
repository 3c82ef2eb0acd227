package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line's options of endpoints put into requests; a retrieval task has queries and documents. */
class EndpointOptionsTest {

    @TempDir
    Path folder;

    private CommandLineRun run(EmbeddingServer server, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("run", "--task", "NFCorpus", "--allow-modified-data", "--no-cache"));
        words.addAll(List.of("--data", TaskCasesTest.CASES.resolve("NFCorpus/data"), "--results", folder, "--fresh"));
        words.addAll(List.of("--model", server.address(), "--api", "openai", "--api-model", "test/any"));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    private static EmbeddingServer server() {
        return new EmbeddingServer(EndpointOptionsTest::vector, number -> EmbeddingServer.Fault.NONE, 1000);
    }

    private static float[] vector(String text) {
        SplittableRandom random = new SplittableRandom(text.hashCode());
        float[] vector = new float[8];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
        }
        return vector;
    }

    @Test
    void withoutThemARequestHasNothingOfItsOwn() {
        try (EmbeddingServer server = server()) {
            CommandLineRun run = run(server);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(server.sent()).isNotEmpty().allSatisfy(sent -> {
                assertThat(sent.fields().path("model").asText()).isEqualTo("test/any");
                assertThat(sent.fields().has("input_type")).isFalse();
                assertThat(sent.fields().has("truncate")).isFalse();
                assertThat(sent.headers()).doesNotContainKeys("x-team", "x-more");
            });
        }
    }

    @Test
    void headersAndFieldsReachTheServerByRole() {
        try (EmbeddingServer server = server()) {
            CommandLineRun run = run(
                    server,
                    "--api-header",
                    "X-Team: search",
                    "--api-header",
                    "X-More: a: b",
                    "--api-body",
                    "truncate=END",
                    "--api-body",
                    "{\"nested\": {\"level\": 2}, \"input_type\": \"other\"}",
                    "--api-body-query",
                    "input_type=query",
                    "--api-body-document",
                    "input_type=passage");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(server.sent()).isNotEmpty().allSatisfy(sent -> {
                assertThat(sent.headers()).containsEntry("x-team", "search").containsEntry("x-more", "a: b");
                assertThat(sent.fields().path("truncate").asText()).isEqualTo("END");
                assertThat(sent.fields().at("/nested/level").asInt()).isEqualTo(2);
            });
            assertThat(types(server)).contains("query", "passage");
        }
    }

    @Test
    void aMistakeIsOneErrorBeforeAnythingIsSent() {
        try (EmbeddingServer server = server()) {
            for (List<Object> wrong : List.of(
                    List.<Object>of("--api-header", "no colon"),
                    List.<Object>of("--api-body", "{broken"),
                    List.<Object>of("--api-body-query", "input=x"))) {
                CommandLineRun run = run(server, wrong.toArray());
                assertThat(run.code()).as(wrong + run.err()).isEqualTo(2);
                assertThat(run.err()).contains(wrong.get(0).toString());
            }
            assertThat(server.sent()).isEmpty();
        }
    }

    private static Stream<String> types(EmbeddingServer server) {
        return server.sent().stream()
                .map(sent -> sent.fields().path("input_type").asText())
                .distinct();
    }
}
