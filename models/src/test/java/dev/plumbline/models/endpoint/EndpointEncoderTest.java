package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.prompt.Prompts;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to a server that behaves, and what is made of its answers. */
final class EndpointEncoderTest {

    private final Asking asking = new Asking();

    @Test
    void openAiIsAskedAsItsReferenceSaysAndAnswersAreOrderedByIndex() {
        List<String> texts = Asking.texts(10);
        try (StubServer server = new StubServer(Replies::openAi)) {
            float[] vectors = asking.encode(server, Asking.openAi().withDimensions(64), texts)
                    .data();
            assertThat(vectors).isEqualTo(Replies.vectors(texts).data());
            assertThat(server.requests()).hasSize(4).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/v1/embeddings");
                assertThat(request.headers()).containsEntry("content-type", "application/json");
                assertThat(request.headers()).doesNotContainKey("authorization");
                JsonNode json = request.json();
                assertThat(json.path("model").asText()).isEqualTo("some-model");
                assertThat(json.path("encoding_format").asText()).isEqualTo("base64");
                assertThat(json.path("dimensions").asInt()).isEqualTo(64);
                assertThat(json.path("input").size()).isBetween(1, 4);
            });
        }
    }

    @Test
    void vectorsAsNumbersAreTheSameFloats() {
        List<String> texts = Asking.texts(3);
        try (StubServer server =
                new StubServer((request, wire) -> wire.answer(200, Replies.openAiNumbers(request.texts())))) {
            assertThat(asking.encode(server, Asking.openAi(), texts).data())
                    .isEqualTo(Replies.vectors(texts).data());
        }
    }

    @Test
    void aServerThatDoesNotKnowBase64IsAskedWithout() {
        List<String> texts = Asking.texts(3);
        try (StubServer server = new StubServer((request, wire) -> {
            if (request.json().has("encoding_format")) {
                wire.answer(400, "{\"error\": {\"message\": \"Unrecognized request argument: encoding_format\"}}");
            } else {
                wire.answer(200, Replies.openAiNumbers(request.texts()));
            }
        })) {
            assertThat(asking.encode(server, Asking.openAi(), texts).data())
                    .isEqualTo(Replies.vectors(texts).data());
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void teiSaysWhatItIs() {
        List<String> texts = Asking.texts(8);
        try (StubServer server = tei(3);
                EndpointEncoder encoder = asking.open(
                        server.address() + "/",
                        Asking.tei().withNormalise(false).withBatchTexts(100))) {
            assertThat(encoder.card())
                    .isEqualTo(new ModelCard(
                            "BAAI/bge-small-en-v1.5", "endpoint", Replies.WIDTH, 512, 0, Similarity.COSINE));
            assertThat(encoder.encode(TestTasks.request(texts, Role.NONE)).data())
                    .isEqualTo(Replies.vectors(texts).data());
            assertThat(server.requests().get(0).path()).isEqualTo("/info");
            assertThat(server.requests().subList(1, 5)).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/embed");
                assertThat(request.json().path("truncate").asBoolean(false)).isTrue();
                assertThat(request.json().path("normalize").asBoolean(true)).isFalse();
                assertThat(request.texts().size()).isBetween(1, 3);
            });
        }
    }

    private static StubServer tei(int mostTexts) {
        return new StubServer((request, wire) -> {
            if (request.path().equals("/info")) {
                wire.answer(200, Replies.info(mostTexts));
            } else {
                wire.answer(200, Replies.tei(request.texts()));
            }
        });
    }

    @Test
    void teiWithARerankerIsRefused() {
        try (StubServer server = new StubServer(
                (request, wire) -> wire.answer(200, Replies.info(32).replace("\"embedding\"", "\"reranker\"")))) {
            assertThat(Asking.failure(() -> asking.open(server, Asking.tei())))
                    .hasMessageContaining("reranker")
                    .extracting(PlumblineException::kind)
                    .isEqualTo(PlumblineException.Kind.ENDPOINT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text-embedding-3-small, endpoint/text-embedding-3-small",
        "BAAI/bge-m3, BAAI/bge-m3",
        "/data/bge-large-zh-v1.5/, endpoint/bge-large-zh-v1.5",
        "accounts/fireworks/models/nomic, accounts/fireworks/models/nomic"
    })
    void resultsCarryTheModelsNameThere(String model, String name) {
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder = asking.open(server, Asking.openAi().withModel(model))) {
            assertThat(encoder.card().name()).isEqualTo(name);
        }
    }

    @Test
    void promptsArePutBeforeTextsHere() {
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder = EndpointEncoder.open(
                        server.address(),
                        Asking.openAi(),
                        PromptTable.of(Map.of("query", "query: ")),
                        UnaryOperator.identity(),
                        false,
                        EncodeProgress.NONE)) {
            encoder.encode(TestTasks.request(List.of("a"), Role.QUERY));
            encoder.encode(TestTasks.request(List.of("a"), Role.DOCUMENT));
            assertThat(server.requests().get(1).texts()).containsExactly("query: a");
            assertThat(server.requests().get(2).texts()).containsExactly("a");
        }
    }

    @Test
    void equalTextsAreSentOnce() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            List<String> texts = List.of("a", "b", "a", "c", "b", "a");
            assertThat(asking.encode(server, Asking.openAi(), texts).data())
                    .isEqualTo(Replies.vectors(texts).data());
            assertThat(server.requests().get(1).texts()).containsExactly("a", "b", "c");
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** The server answers nothing before three requests are there: one after the other would never end. */
    @Test
    void requestsAreUnderWayTogetherAndNoMoreThanAsked() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(4);
        try (StubServer server = new StubServer((request, wire) -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            three.countDown();
            if (!request.texts().get(0).equals(Endpoint.SAMPLE)) {
                await(three);
            }
            underWay.decrementAndGet();
            wire.answer(200, Replies.openAi(request.texts()));
        })) {
            asking.encode(server, Asking.openAi().withConcurrency(3).withBatchTexts(1), Asking.texts(12));
            assertThat(most).hasValue(3);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void requestsAreSpreadOverTheMinute() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            long start = System.nanoTime();
            asking.encode(
                    server,
                    Asking.openAi()
                            .withRequestsPerMinute(1200)
                            .withBatchTexts(1)
                            .withConcurrency(8),
                    Asking.texts(9));
            // ten requests, one every 50 ms, and the first may fall late into its 50 ms
            assertThat(System.nanoTime() - start).isGreaterThan(8 * 50 * 1_000_000L);
        }
    }

    @Test
    void tokensAreSpreadOverTheMinute() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            long start = System.nanoTime();
            // each about 11 tokens for 40 characters
            List<String> texts = Asking.texts(8).stream()
                    .map(text -> (text + " ".repeat(40)).substring(0, 39) + ".")
                    .toList();
            asking.encode(server, Asking.openAi().withTokensPerMinute(6000).withBatchTexts(1), texts);
            // 88 tokens and the sample's, ten every 100 ms
            assertThat(System.nanoTime() - start).isGreaterThan(7 * 100 * 1_000_000L);
        }
    }

    @Test
    void whatIsMissingOrDoesNotFitIsAUsageError() {
        assertUsage("http://127.0.0.1:1/v1", EndpointSettings.defaults(), "--api", "openai", "tei");
        assertUsage("http://127.0.0.1:1/v1", EndpointSettings.defaults().withApi(Api.OPENAI), "--api-model");
        assertUsage("http:///v1", Asking.openAi(), "names no host");
        assertUsage("http://127.0.0.1:1/v1", Asking.openAi().withMaxTokens(5), "--api-tokenizer");
        assertUsage("http://127.0.0.1:1/v1", Asking.openAi().withKeyVariable("NONE"), "NONE", "no such");
        assertThat(Asking.failure(() -> EndpointEncoder.open(
                        "https://api.example.org/v1",
                        Asking.openAi(),
                        Prompts.none(),
                        UnaryOperator.identity(),
                        true,
                        asking)))
                .hasMessageContainingAll("--offline", "api.example.org")
                .extracting(PlumblineException::kind)
                .isEqualTo(PlumblineException.Kind.USAGE);
    }

    /** A proxy that answers itself, so that no host of that name need be; this machine is asked without. */
    @Test
    void theEnvironmentsProxyIsAskedForOtherMachinesOnly() {
        try (StubServer proxy = new StubServer(Replies::openAi);
                StubServer server = new StubServer(Replies::openAi)) {
            EndpointSettings settings = Asking.openAi()
                    .withEnvironment(Map.of("HTTP_PROXY", proxy.address().replace("http://", "http://me:pw@")));
            try (EndpointEncoder encoder = asking.open("http://gpu-box.invalid/v1", settings)) {
                assertThat(encoder.card().dimensions()).isEqualTo(Replies.WIDTH);
            }
            assertThat(proxy.requests()).singleElement().satisfies(request -> {
                assertThat(request.path()).isEqualTo("http://gpu-box.invalid/v1/embeddings");
                assertThat(request.headers()).containsEntry("proxy-authorization", "Basic bWU6cHc=");
            });
            asking.encode(server, settings, List.of("a"));
            assertThat(proxy.requests()).hasSize(1);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void anEndpointOnThisMachineIsAskedOffline() {
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder = EndpointEncoder.open(
                        server.address(), Asking.openAi(), Prompts.none(), UnaryOperator.identity(), true, asking)) {
            assertThat(encoder.card().dimensions()).isEqualTo(Replies.WIDTH);
        }
    }

    private void assertUsage(String address, EndpointSettings settings, String... parts) {
        assertThat(Asking.failure(() -> asking.open(address, settings)))
                .hasMessageContainingAll(parts)
                .extracting(PlumblineException::kind)
                .isEqualTo(PlumblineException.Kind.USAGE);
    }
}
