package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text is paid for once: whatever has been answered is there for the next run, however this one ends. */
final class KeptVectorsTest {

    @TempDir
    private Path store;

    private final Asking asking = new Asking();

    private Encoder stored(StubServer server, EndpointSettings settings) {
        return StoredEncoder.over(asking.open(server, settings), store, asking);
    }

    private float[] encode(StubServer server, EndpointSettings settings, Role role, List<String> texts) {
        try (Encoder encoder = stored(server, settings)) {
            return encoder.encode(TestTasks.request(texts, role)).data();
        }
    }

    private static List<String> sent(StubServer server) {
        return server.requests().stream()
                .flatMap(request -> request.texts().stream())
                .filter(text -> !text.equals(Endpoint.SAMPLE))
                .toList();
    }

    @Test
    void aServerThatDiesHalfWayHasItsAnswersKept() {
        List<String> texts = Asking.texts(40);
        List<String> accepted = new CopyOnWriteArrayList<>();
        AtomicInteger left = new AtomicInteger(6);
        // one server that comes back, since another address is another model
        AtomicReference<Boolean> dead = new AtomicReference<>(false);
        try (StubServer server = new StubServer((request, wire) -> {
            if (dead.get() || left.getAndDecrement() <= 0) {
                dead.set(true);
                wire.answer(401, "{\"error\": \"your account was closed\"}");
            } else {
                wire.answer(200, Replies.openAi(request.texts()));
                accepted.addAll(request.texts());
            }
        })) {
            PlumblineException failure = Asking.failure(() -> encode(server, Asking.openAi(), Role.NONE, texts));
            assertThat(failure).hasMessageContaining("your account was closed");
            // the sample and five requests of four texts
            assertThat(accepted).hasSize(21);

            dead.set(false);
            left.set(Integer.MAX_VALUE);
            List<String> before = sent(server);
            float[] vectors = encode(server, Asking.openAi(), Role.NONE, texts);
            assertThat(vectors).isEqualTo(Replies.vectors(texts).data());
            List<String> rest = new ArrayList<>(texts);
            rest.removeAll(accepted.subList(0, 21));
            assertThat(sent(server).subList(before.size(), sent(server).size()))
                    .containsExactlyInAnyOrderElementsOf(rest);

            int after = server.requests().size();
            assertThat(encode(server, Asking.openAi(), Role.NONE, texts)).isEqualTo(vectors);
            assertThat(server.requests()).hasSize(after + 1);
        }
    }

    @Test
    void anInterruptedRunKeepsWhatWasUnderWay() throws InterruptedException {
        List<String> texts = Asking.texts(40);
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        try (StubServer server = new StubServer((request, wire) -> {
            if (number.incrementAndGet() == 3) {
                underWay.countDown();
                await(interrupted);
            }
            wire.answer(200, Replies.openAi(request.texts()));
        })) {
            EndpointSettings settings = Asking.openAi().withConcurrency(1);
            AtomicReference<PlumblineException> failure = new AtomicReference<>();
            Thread run =
                    new Thread(() -> failure.set(Asking.failure(() -> encode(server, settings, Role.NONE, texts))));
            run.start();
            underWay.await();
            run.interrupt();
            interrupted.countDown();
            run.join();
            assertThat(failure.get()).hasMessageContaining("interrupted");
            int before = sent(server).size();
            assertThat(before).isLessThan(texts.size());

            assertThat(encode(server, settings, Role.NONE, texts))
                    .isEqualTo(Replies.vectors(texts).data());
            assertThat(sent(server)).containsExactlyElementsOf(texts);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server is told no role: the same text has the same vector. Another prompt makes another text. */
    @Test
    void aTextIsPaidForOnceWhateverItsRole() {
        try (StubServer server = new StubServer(Replies::openAi);
                Encoder encoder = stored(server, Asking.openAi());
                Encoder prompted = StoredEncoder.over(
                        EndpointEncoder.open(
                                server.address() + "/v1",
                                Asking.openAi(),
                                PromptTable.of(Map.of("query", "query: ")),
                                UnaryOperator.identity(),
                                false,
                                EncodeProgress.NONE),
                        store,
                        asking)) {
            encoder.encode(TestTasks.request(List.of("a", "b"), Role.DOCUMENT));
            encoder.encode(TestTasks.request(List.of("b", "a", "c"), Role.QUERY));
            prompted.encode(TestTasks.request(List.of("a"), Role.QUERY));
            prompted.encode(TestTasks.request(List.of("a", "query: a"), Role.DOCUMENT));
            assertThat(sent(server)).containsExactly("a", "b", "c", "query: a");
        }
    }

    @Test
    void whatWasMadeUpForEmptyTextsIsNotKept() {
        List<String> texts = List.of("", "a");
        try (StubServer server = new StubServer(Replies::openAi)) {
            assertThat(encode(server, Asking.openAi(), Role.NONE, texts)).startsWith(0, 0, 0);
            encode(server, Asking.openAi().withEmptyText(EmptyText.SPACE), Role.NONE, texts);
            assertThat(sent(server)).containsExactly("a", " ");
            assertThat(encode(server, Asking.openAi().withEmptyText(EmptyText.SEND), Role.NONE, texts))
                    .isEqualTo(Replies.vectors(texts).data());
            assertThat(encode(server, Asking.openAi(), Role.NONE, texts)).startsWith(0, 0, 0);
            assertThat(sent(server)).containsExactly("a", " ", "");
        }
    }

    @Test
    void aTextThatWasCutIsKeptAsCut() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            encode(server, Asking.openAi().withMaxChars(3), Role.NONE, List.of("abcdef"));
            encode(server, Asking.openAi().withMaxChars(4), Role.NONE, List.of("abcdef"));
            encode(server, Asking.openAi(), Role.NONE, List.of("abc", "abcd", "abcdef"));
            assertThat(sent(server)).containsExactly("abc", "abcd", "abcdef");
        }
    }

    @Test
    void modelsWidthsAndServersAreKeptApart() {
        List<String> texts = List.of("a");
        try (StubServer server = new StubServer(Replies::openAi);
                StubServer other = new StubServer(Replies::openAi)) {
            encode(server, Asking.openAi(), Role.NONE, texts);
            encode(server, Asking.openAi().withModel("another"), Role.NONE, texts);
            encode(server, Asking.openAi().withDimensions(Replies.WIDTH), Role.NONE, texts);
            encode(other, Asking.openAi(), Role.NONE, texts);
            encode(server, Asking.openAi().withBatchTexts(1).withConcurrency(7), Role.NONE, texts);
            assertThat(sent(server)).hasSize(3);
            assertThat(sent(other)).hasSize(1);
        }
    }

    /** Nobody says so when the model behind a name is exchanged: the vectors do. */
    @Test
    void aModelThatChangedIsNotMixedWithWhatItWas() {
        AtomicReference<String> twist = new AtomicReference<>("");
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                200,
                Replies.openAi(
                        request.texts().stream().map(text -> twist.get() + text).toList())))) {
            encode(server, Asking.openAi(), Role.NONE, List.of("a"));
            twist.set("other weights: ");
            assertThat(Asking.failure(() -> encode(server, Asking.openAi(), Role.NONE, List.of("b"))))
                    .hasMessageContainingAll("endpoint/some-model", "cosine", "--no-cache", store.toString())
                    .extracting(PlumblineException::kind)
                    .isEqualTo(PlumblineException.Kind.MODEL);
        }
    }

    @Test
    void anotherWeightsCommitOfTeiIsAnotherModel() {
        AtomicReference<String> commit = new AtomicReference<>("5c38ec7c");
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                200,
                request.path().endsWith("/info")
                        ? Replies.info(32).replace("5c38ec7c", commit.get())
                        : Replies.tei(request.texts())))) {
            encode(server, Asking.tei(), Role.NONE, List.of("a"));
            encode(server, Asking.tei(), Role.NONE, List.of("a"));
            commit.set("ffffffff");
            encode(server, Asking.tei(), Role.NONE, List.of("a"));
            assertThat(server.requests().stream()
                            .filter(request -> request.path().endsWith("/embed"))
                            .flatMap(request -> request.texts().stream())
                            .filter("a"::equals))
                    .hasSize(2);
        }
    }

    @Test
    void theKeyIsNotInTheStore() throws IOException {
        String key = "sk-Zq8xT4vN1mB7cE0hJ3";
        try (StubServer server = new StubServer(Replies::openAi)) {
            encode(
                    server,
                    Asking.openAi().withKeyVariable("K").withEnvironment(Map.of("K", key)),
                    Role.NONE,
                    List.of("a"));
        }
        try (Stream<Path> files = Files.walk(store)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(key));
        }
    }
}
