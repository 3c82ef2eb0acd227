package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key goes to the endpoint it is for, in a header, and shows up nowhere. */
final class ApiKeyTest {

    private static final String KEY = "sk-Zq8xT4vN1mB7cE0hJ3";

    private static final String OTHER = "sk-Pw5rY2uL9kD6sG1fH8";

    private final Asking asking = new Asking();

    private static EndpointSettings keyed() {
        return Asking.openAi().withKeyVariable("SOME_KEY").withEnvironment(Map.of("SOME_KEY", KEY));
    }

    @Test
    void isSentAsBearer() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(server, keyed(), List.of("a"));
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(
                            request -> assertThat(request.headers()).containsEntry("authorization", "Bearer " + KEY));
            assertThat(asking.warnings).isEmpty();
        }
    }

    /** Servers that repeat what they were sent, in bodies and headers of every kind of answer. */
    @ParameterizedTest
    @ValueSource(ints = {200, 307, 400, 401, 403, 404, 413, 422, 429, 500, 503})
    void isMaskedWhereTheServerRepeatsIt(int status) {
        try (StubServer server = new StubServer((request, wire) -> {
            String header = request.headers().get("authorization");
            String said = "{\"error\": {\"message\": \"bad header '" + header + "', key " + KEY + "\"}}";
            wire.answer(status, said, "Retry-After: 5000", "Location: http://127.0.0.9/" + KEY);
        })) {
            assertHidden(Asking.failure(() -> asking.open(server, keyed())));
        }
        assertThat(asking.notes).noneMatch(note -> note.contains(KEY));
    }

    /** What a server says of itself goes into run.json. */
    @Test
    void isMaskedInWhatIsRecorded() {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                        200,
                        request.path().endsWith("/info")
                                ? Replies.info(32).replace("1.7.2", KEY).replace("bge-small", "bge-" + KEY)
                                : Replies.tei(request.texts())));
                EndpointEncoder encoder = asking.open(
                        server, Asking.tei().withKeyVariable("SOME_KEY").withEnvironment(Map.of("SOME_KEY", KEY)))) {
            assertThat(encoder.about().toString()).contains("***").doesNotContain(KEY);
            assertThat(encoder.card().toString()).doesNotContain(KEY);
            assertThat(encoder.about())
                    .containsEntry("endpoint", server.address() + "/v1")
                    .containsEntry("api", "tei")
                    .containsEntry("model_dtype", "float32");
        }
    }

    @Test
    void isMaskedInWhatIsNotJson() {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(200, "<p>Your key: " + KEY))) {
            assertHidden(Asking.failure(() -> asking.open(server, keyed())));
        }
        try (StubServer server = new StubServer((request, wire) -> {
            wire.write(("HTTP/1.1 " + KEY + " \r\n\r\n").getBytes(StandardCharsets.UTF_8));
            wire.end();
        })) {
            assertHidden(Asking.failure(() -> asking.open(server, keyed())));
        }
    }

    private static void assertHidden(PlumblineException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(KEY).doesNotContain(KEY.substring(3));
    }

    @Test
    void whoeverRefusesItIsNamedWithItsVariable() {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(401, ""))) {
            assertThat(Asking.failure(() -> asking.open(server, keyed())))
                    .hasMessageContainingAll("HTTP 401", "does not accept the key", "SOME_KEY");
            assertThat(Asking.failure(() -> asking.open(server, Asking.openAi())))
                    .hasMessageContainingAll("HTTP 401", "wants a key", "OPENAI_API_KEY");
        }
    }

    /** Under way, and some time after the old one went: requests wait for it, and no text is answered twice. */
    @Test
    void isReadAgainWhenItIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key");
        Files.writeString(file, KEY + "\n");
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<String> accepted = new CopyOnWriteArrayList<>();
        try (StubServer server = new StubServer((request, wire) -> {
            String wanted = answered.get() < 3 ? KEY : OTHER;
            if (!request.headers().get("authorization").equals("Bearer " + wanted)) {
                if (refused.incrementAndGet() == 5) {
                    Files.writeString(file, OTHER + "\n");
                }
                wire.answer(
                        401, "{\"error\": \"no such key: " + request.headers().get("authorization") + "\"}");
            } else {
                answered.incrementAndGet();
                accepted.addAll(request.texts());
                wire.answer(200, Replies.openAi(request.texts()));
            }
        })) {
            List<String> texts = Asking.texts(40);
            EndpointSettings settings = Asking.openAi().withKeyFile(file);
            assertThat(asking.encode(server, settings, texts).data())
                    .isEqualTo(Replies.vectors(texts).data());
            assertThat(accepted).hasSize(41).doesNotHaveDuplicates();
            assertThat(refused).hasValueGreaterThanOrEqualTo(5);
        }
        assertThat(asking.notes).noneMatch(note -> note.contains(KEY) || note.contains(OTHER));
    }

    @Test
    void isWaitedForAsLongAsTheDeadlineAndNotAtAllWhereItWasNeverGood(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key");
        Files.writeString(file, KEY);
        AtomicInteger number = new AtomicInteger();
        EndpointSettings settings = Asking.openAi()
                .withKeyFile(file)
                .withDeadline(Duration.ofMillis(300))
                .withConcurrency(1);
        try (StubServer server = new StubServer((request, wire) -> {
            if (number.incrementAndGet() > 2) {
                wire.answer(401, "{\"error\": \"gone: " + KEY + "\"}");
            } else {
                wire.answer(200, Replies.openAi(request.texts()));
            }
        })) {
            PlumblineException failure = Asking.failure(() -> asking.encode(server, settings, Asking.texts(20)));
            assertThat(failure).hasMessageContainingAll("HTTP 401", file.toString(), "no other", "--api-deadline");
            assertHidden(failure);
            assertThat(number).hasValueGreaterThan(4);

            number.set(2);
            assertThat(Asking.failure(() -> asking.open(server, settings)))
                    .hasMessageContainingAll("does not accept the key in the file " + file);
            assertThat(number).hasValue(3);
        }
    }

    @Test
    void aFileWithoutAKeyIsAUsageError(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path two = Files.writeString(folder.resolve("two"), KEY + "\n" + OTHER);
        Path missing = folder.resolve("missing");
        for (Path file : List.of(empty, two, missing)) {
            PlumblineException failure = Asking.failure(
                    () -> asking.open("http://127.0.0.1:1/v1", Asking.openAi().withKeyFile(file)));
            assertThat(failure).hasMessageContaining("--api-key-file " + file);
            assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.USAGE);
            assertHidden(failure);
        }
        assertThat(Asking.failure(() -> asking.open("http://127.0.0.1:1/v1", keyed().withKeyFile(two))))
                .hasMessageContainingAll("--api-key-file", "--api-key-env", "give one");
    }

    @ParameterizedTest
    @CsvSource({
        // address, api, sent
        "https://api.openai.com/v1, OPENAI, true",
        "http://localhost:8000/v1, OPENAI, true",
        "http://127.0.0.1/v1, OPENAI, true",
        "http://gpu-box:8000/v1, OPENAI, false",
        "https://abc.eu-west-1.aws.endpoints.huggingface.cloud, TEI, true",
        "https://router.huggingface.co/hf-inference, TEI, true",
        "http://abc.endpoints.huggingface.cloud, TEI, false",
        "https://evilhuggingface.co, TEI, false",
        "http://localhost:8080, TEI, false"
    })
    void theUsualKeyGoesWhereItIsMeantToGo(String address, Api api, boolean sent) {
        Map<String, String> variables = Map.of("OPENAI_API_KEY", KEY, "HF_TOKEN", KEY);
        ApiKey key = ApiKey.of(
                EndpointAddress.parse(address), api, EndpointSettings.defaults().withEnvironment(variables));
        assertThat(key.present()).isEqualTo(sent);
        assertThat(key.toString()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "line\nbreak", "schlüssel"})
    void whatIsNoKeyIsRefusedUnseen(String value) {
        PlumblineException failure = Asking.failure(() -> ApiKey.of(
                EndpointAddress.parse("http://localhost"),
                Api.OPENAI,
                keyed().withEnvironment(Map.of("SOME_KEY", value))));
        assertThat(failure).hasMessageContaining("SOME_KEY");
        assertThat(failure.getMessage()).doesNotContain(value);
    }

    @Test
    void aLineBreakAtItsEndIsNotPartOfIt() throws IOException {
        try (StubServer server = new StubServer(Replies::openAi)) {
            asking.encode(server, keyed().withEnvironment(Map.of("SOME_KEY", KEY + "\n")), List.of("a"));
            assertThat(server.requests().get(0).headers()).containsEntry("authorization", "Bearer " + KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:s3cret@host/v1",
                "https://s3cret@host/v1",
                "https://host/v1?key=s3cret",
                "https://host/v1#s3cret",
                "https://me:s3cret word@host"
            })
    void anAddressWithASecretIsRefusedUnseen(String address) {
        PlumblineException failure = Asking.failure(() -> EndpointAddress.parse(address));
        assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.USAGE);
        assertThat(failure.getMessage()).doesNotContain("s3cret").contains("--model");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://Example.ORG:80/v1//, http://example.org/v1, false",
        "https://example.org:443, https://example.org, false",
        "https://example.org:8443/a/b, https://example.org:8443/a/b, false",
        "http://localhost, http://localhost, true",
        "http://a.localhost:1, http://a.localhost:1, true",
        "http://[::1]:8080/, http://[::1]:8080, true",
        "http://127.1.2.3, http://127.1.2.3, true",
        "http://127.0.0.1.example.org, http://127.0.0.1.example.org, false"
    })
    void oneServerHasOneSpelling(String spec, String address, boolean loopback) {
        EndpointAddress parsed = EndpointAddress.parse(spec);
        assertThat(parsed).hasToString(address);
        assertThat(parsed.loopback()).isEqualTo(loopback);
    }
}
