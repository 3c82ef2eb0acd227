package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a server fails and may be asked again, or must not be, alone. */
final class MisbehavingServerTest {

    private final Asking asking = new Asking();

    /** Does something else at the second and third request, and answers the others. */
    private static StubServer faulty(StubServer.Handler fault, List<String> accepted) {
        AtomicInteger number = new AtomicInteger();
        return new StubServer((request, wire) -> {
            int position = number.incrementAndGet();
            if (position == 2 || position == 3) {
                fault.answer(request, wire);
            } else {
                wire.answer(200, Replies.openAi(request.texts()));
                accepted.addAll(request.texts());
            }
        });
    }

    static Stream<Arguments> passingFaults() {
        List<Arguments> faults = new ArrayList<>();
        for (int status : new int[] {408, 424, 425, 429, 500, 502, 503, 504, 529}) {
            faults.add(fault("HTTP " + status, (request, wire) -> wire.answer(status, "{\"error\": \"busy\"}")));
        }
        faults.add(fault("Retry-After: 0", (request, wire) -> wire.answer(429, "", "Retry-After: 0")));
        faults.add(fault(
                "a date in the past",
                (request, wire) -> wire.answer(
                        503, "", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", "Date: Wed, 21 Oct 2015 07:28:09 GMT")));
        faults.add(fault("an unreadable Retry-After", (request, wire) -> wire.answer(503, "", "Retry-After: soon")));
        faults.add(fault("a page", (request, wire) -> wire.answer(502, "<html><h1>Bad gateway</h1></html>")));
        faults.add(fault("closed without a word", (request, wire) -> wire.end()));
        faults.add(fault("reset without a word", (request, wire) -> wire.reset()));
        faults.add(fault("reset in mid-body", (request, wire) -> {
            String whole = Replies.openAi(request.texts());
            wire.head(200, whole.length());
            wire.half(whole);
            wire.reset();
        }));
        faults.add(fault("closed in mid-body", (request, wire) -> {
            String whole = Replies.openAi(request.texts());
            wire.head(200, whole.length());
            wire.half(whole);
            wire.end();
        }));
        faults.add(fault("a chunk that never comes", (request, wire) -> {
            wire.head(200, -1, "Transfer-Encoding: chunked");
            wire.write("a\r\n{\"data\": [\r\n".getBytes(StandardCharsets.UTF_8));
            wire.end();
        }));
        faults.add(fault("half a body of unknown length", (request, wire) -> {
            wire.head(200, -1, "Connection: close");
            wire.half(Replies.openAi(request.texts()));
            wire.end();
        }));
        faults.add(fault("an empty body", (request, wire) -> wire.answer(200, "")));
        return faults.stream();
    }

    private static Arguments fault(String name, StubServer.Handler fault) {
        return Arguments.of(name, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passingFaults")
    void whatPassesIsWaitedOutAndEachTextAnsweredOnce(String name, StubServer.Handler fault) {
        List<String> texts = Asking.texts(20);
        List<String> accepted = new CopyOnWriteArrayList<>();
        try (StubServer server = faulty(fault, accepted)) {
            FloatMatrix vectors = asking.encode(server, Asking.openAi(), texts);
            assertThat(vectors.data()).as(name).isEqualTo(Replies.vectors(texts).data());
            assertThat(accepted).hasSize(21).containsAll(texts).doesNotHaveDuplicates();
            assertThat(server.requests()).hasSize(8);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatDoesNotComeIsAskedForAgain(boolean begins) {
        List<String> accepted = new CopyOnWriteArrayList<>();
        try (StubServer server = faulty(
                (request, wire) -> {
                    if (begins) {
                        String whole = Replies.openAi(request.texts());
                        wire.head(200, whole.length());
                        wire.half(whole);
                    }
                    wire.hang();
                },
                accepted)) {
            List<String> texts = Asking.texts(12);
            FloatMatrix vectors = asking.encode(server, Asking.openAi().withTimeout(Duration.ofSeconds(3)), texts);
            assertThat(vectors.data()).isEqualTo(Replies.vectors(texts).data());
            assertThat(accepted).hasSize(13).doesNotHaveDuplicates();
        }
    }

    @Test
    void aServerThatAsksToWaitIsLeftAloneAsLong() {
        List<Long> times = new CopyOnWriteArrayList<>();
        try (StubServer server = new StubServer((request, wire) -> {
            times.add(System.nanoTime());
            if (times.size() == 2) {
                wire.answer(429, "", "Retry-After: 1");
            } else {
                wire.answer(200, Replies.openAi(request.texts()));
            }
        })) {
            asking.encode(server, Asking.openAi().withConcurrency(1), Asking.texts(2));
            assertThat(times).hasSize(3);
            assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(1_000_000_000L);
        }
    }

    @Test
    void whoAsksToWaitTooLongIsNotWaitedFor() {
        try (StubServer server = new StubServer(
                (request, wire) -> wire.answer(429, "{\"message\": \"slow down\"}", "Retry-After: 3600"))) {
            assertEndpoint(
                    Asking.openAi(),
                    server,
                    server.address(),
                    "HTTP 429",
                    "slow down",
                    "asks to wait 3600 s",
                    "--api-deadline 600 s");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void theDeadlineEndsIt() {
        try (StubServer server = new StubServer(
                (request, wire) -> wire.answer(503, "{\"error\": {\"message\": \"no\\u001b[31m GPU\"}}"))) {
            assertEndpoint(
                    Asking.openAi().withDeadline(Duration.ofMillis(200)),
                    server,
                    server.address() + "/v1 answered HTTP 503 ('no[31m GPU')",
                    "attempts",
                    "--api-deadline");
            assertThat(server.requests()).hasSizeGreaterThan(1);
        }
    }

    /** Each of many tasks would wait out the deadline otherwise. */
    @Test
    void afterAServerWasGivenUpItIsSoonGivenUpAgain() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StubServer server = new StubServer((request, wire) -> {
                    seen.addAll(request.texts());
                    if (request.texts().contains("dead")) {
                        wire.answer(503, "");
                    } else {
                        wire.answer(200, Replies.openAi(request.texts()));
                    }
                });
                EndpointEncoder encoder = asking.open(server, Asking.openAi().withDeadline(Duration.ofMillis(300)))) {
            assertThat(Asking.failure(() -> encoder.encode(TestTasks.request(List.of("dead"), Role.NONE))))
                    .hasMessageContaining("--api-deadline");
            seen.clear();
            assertThat(Asking.failure(() -> encoder.encode(TestTasks.request(List.of("dead"), Role.NONE))))
                    .hasMessageContaining("4 attempts");
            assertThat(seen).hasSize(4);
            encoder.encode(TestTasks.request(List.of("alive"), Role.NONE));
            assertThat(Asking.failure(() -> encoder.encode(TestTasks.request(List.of("dead"), Role.NONE))))
                    .hasMessageContaining("--api-deadline");
        }
    }

    @Test
    void anInternalErrorThatStaysIsGivenUpSoon() {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(500, "boom"))) {
            assertEndpoint(Asking.openAi(), server, "HTTP 500 ('boom') at the last of 4 attempts");
            assertThat(server.requests()).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410, 422, 501})
    void whatWillNotPassIsNotRepeated(int status) {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(status, "{\"detail\": \"no way\"}"))) {
            assertEndpoint(Asking.openAi(), server, server.address(), "HTTP " + status, "no way");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void anEmptyAccountIsNotWaitedFor() {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                429, "{\"error\": {\"message\": \"You exceeded your quota\", \"code\": \"insufficient_quota\"}}"))) {
            assertEndpoint(Asking.openAi(), server, "insufficient_quota", "nothing left to spend");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void nobodyThereIsSaidSoon() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            port = socket.getLocalPort();
        }
        assertThat(Asking.failure(() -> asking.open("http://127.0.0.1:" + port, Asking.openAi())))
                .hasMessageContainingAll("http://127.0.0.1:" + port, "cannot be reached", "4 attempts")
                .extracting(PlumblineException::kind)
                .isEqualTo(PlumblineException.Kind.ENDPOINT);
        assertThat(Asking.failure(() -> asking.open("http://no-such-host.invalid", Asking.openAi())))
                .hasMessageContainingAll("there is no host no-such-host.invalid");
    }

    @ParameterizedTest
    @ValueSource(ints = {413, 400, 422})
    void aRequestTooLargeIsHalvedAndLaterOnesStaySmall(int status) {
        List<String> texts = Asking.texts(40);
        List<String> accepted = new CopyOnWriteArrayList<>();
        try (StubServer server = new StubServer((request, wire) -> {
            if (request.texts().size() > 3) {
                wire.answer(status, "{\"error\": \"batch size 16 > maximum allowed batch size 3\"}");
            } else {
                wire.answer(200, Replies.openAi(request.texts()));
                accepted.addAll(request.texts());
            }
        })) {
            FloatMatrix vectors = asking.encode(server, Asking.openAi().withBatchTexts(16), texts);
            assertThat(vectors.data()).isEqualTo(Replies.vectors(texts).data());
            assertThat(accepted).hasSize(41).containsAll(texts).doesNotHaveDuplicates();
            long refused = server.requests().stream()
                    .filter(request -> request.texts().size() > 3)
                    .count();
            // two requests are under way at first, and each goes from 16 by way of 8 and 4
            assertThat(refused).isBetween(3L, 14L);
        }
    }

    @Test
    void oneTextTooLongIsNamedAndTheOthersAreHandedOver() {
        List<String> texts = new ArrayList<>(Asking.texts(16));
        texts.set(5, "A long story " + "and so on ".repeat(100));
        List<Integer> places = new ArrayList<>();
        try (StubServer server = new StubServer((request, wire) -> {
                    if (request.texts().stream().anyMatch(text -> text.length() > 500)) {
                        wire.answer(
                                400,
                                "{\"error\": {\"message\": \"This model's maximum context length is 8192 tokens\"}}");
                    } else {
                        wire.answer(200, Replies.openAi(request.texts()));
                    }
                });
                EndpointEncoder encoder =
                        asking.open(server, Asking.openAi().withBatchTexts(8).withConcurrency(1))) {
            PlumblineException failure =
                    Asking.failure(() -> encoder.encode(TestTasks.request(texts, Role.NONE), (at, vectors) -> {
                        for (int place : at) {
                            places.add(place);
                        }
                    }));
            assertThat(failure)
                    .hasMessageContainingAll(
                            "1013 characters", "A long story", "maximum context length", "--api-max-chars");
            assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.ENDPOINT);
            // all others of its request
            assertThat(places).containsExactly(0, 1, 2, 3, 4, 6, 7);
        }
    }

    @Test
    void aRedirectToAnotherServerIsNotFollowed() {
        try (StubServer other = new StubServer(Replies::openAi);
                StubServer server = new StubServer(
                        (request, wire) -> wire.answer(307, "", "Location: " + other.address() + "/v1/embeddings"))) {
            assertEndpoint(Asking.openAi(), server, "HTTP 307", other.address(), "not followed");
            assertThat(other.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void aRedirectThatLosesTheTextsIsNotFollowed(int status) {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(status, "", "Location: /elsewhere"))) {
            assertEndpoint(Asking.openAi(), server, "HTTP " + status);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aRedirectWithinTheServerIsFollowedButNotForEver() {
        try (StubServer server = new StubServer((request, wire) -> {
            if (request.path().equals("/v2/embeddings")) {
                wire.answer(200, Replies.openAi(request.texts()));
            } else {
                wire.answer(308, "", "Location: /v2/embeddings");
            }
        })) {
            assertThat(asking.encode(server, Asking.openAi(), List.of("a")).data())
                    .isEqualTo(Replies.vectors(List.of("a")).data());
        }
        try (StubServer server = new StubServer((request, wire) -> wire.answer(308, "", "Location: /v1/embeddings"))) {
            assertEndpoint(Asking.openAi(), server, "HTTP 308");
            assertThat(server.requests()).hasSize(4);
        }
    }

    private void assertEndpoint(EndpointSettings settings, StubServer server, String... parts) {
        PlumblineException failure = Asking.failure(() -> asking.open(server, settings));
        assertThat(failure).hasMessageContainingAll(parts);
        assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.ENDPOINT);
    }
}
