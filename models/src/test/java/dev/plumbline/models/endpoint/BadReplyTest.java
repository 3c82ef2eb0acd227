package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of status 200 that are none: errors, asked once, and never vectors. */
final class BadReplyTest {

    private final Asking asking = new Asking();

    /** The sample is answered with two values, and two texts with the body in question. */
    private PlumblineException failure(String body) {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                200,
                request.texts().contains(Endpoint.SAMPLE)
                        ? "{\"data\": [{\"index\": 0, \"embedding\": [1, 0]}]}"
                        : body))) {
            PlumblineException failure =
                    Asking.failure(() -> asking.encode(server, Asking.openAi(), List.of("a", "b")));
            assertThat(failure).as(body).hasMessageContaining(server.address());
            assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.ENDPOINT);
            assertThat(server.requests()).hasSize(2);
            return failure;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\": [E0]}                                 | 1 vectors for 2 texts",
                "{\"data\": []}                                   | 0 vectors for 2 texts",
                "{\"data\": [E0, E1, E1]}                         | two vectors with index 1",
                "{\"data\": [E0, {\"index\": 2, \"embedding\": [1, 0]}]}    | index 2 for 2 texts",
                "{\"data\": [E0, {\"index\": -1, \"embedding\": [1, 0]}]}   | index -1 for 2 texts",
                "{\"data\": [E0, {\"index\": \"b\", \"embedding\": [1, 0]}]} | an index that is no number but 'b'",
                "{\"data\": [E0, {\"index\": 1}]}                   | lacks 'embedding'",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [1]}]}       | 1 values, another of the same answer 2",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": []}]}        | vector 1 is empty",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [1, NaN]}]}  | NaN at position 1",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [-Infinity, 1]}]} | -Infinity at position 0",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [1, 1e39]}]} | Infinity at position 1",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [1, null]}]} | null at position 1",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [1, \"0\"]}]} | with 0 at position 1",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": [[1, 0], [1, 0]]}]} | several vectors for one text",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": null}]}      | no list of numbers",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": {\"a\": 1}}]} | no list of numbers",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": \"%%%\"}]}   | not base64",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": \"AAAA\"}]}  | 3 bytes",
                "{\"data\": [E0, {\"index\": 1, \"embedding\": \"AADAfwAAAAA=\"}]} | NaN at position 0",
                "{\"data\": [E0, 7]}                              | where an object or a vector was expected",
                "{\"data\": {\"0\": E0}}                            | without 'data'",
                "{\"object\": \"list\"}                             | without 'data'",
                "{\"error\": {\"message\": \"out of memory\"}}        | out of memory",
                "\"fine\"                                          | a JSON object",
                "<html><body>Please log in</body></html>          | not JSON, beginning 'Please log in'",
                "{\"data\": [E0, oops]}                           | not JSON",
            })
    void isAnErrorThatSaysWhatIsWrong(String body, String message) {
        String whole = body.replace("E0", "{\"index\": 0, \"embedding\": [1, 0]}")
                .replace("E1", "{\"index\": 1, \"embedding\": [0, 1]}");
        assertThat(failure(whole)).hasMessageContaining(message);
    }

    @Test
    void anotherWidthThanBeforeIsAnError() {
        assertThat(failure("{\"data\": [{\"index\": 0, \"embedding\": [1, 0, 0]},"
                        + " {\"index\": 1, \"embedding\": [1, 0, 0]}]}"))
                .hasMessageContaining("3 dimensions after one of 2");
    }

    @Test
    void aBodyWithoutEndIsNotReadToIt() {
        String filler = "x".repeat(1 << 20);
        assertThat(failure("{\"comment\": \"" + filler + filler + "\"}")).hasMessageContaining("longer than");
    }

    @Test
    void anotherWidthThanAskedForIsAnError() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            assertThat(Asking.failure(() -> asking.open(server, Asking.openAi().withDimensions(32))))
                    .hasMessageContainingAll("64 dimensions", "--api-dimensions is 32");
        }
    }

    static List<String> badInfo() {
        return List.of(
                "{}",
                "{\"model_id\": \"\", \"max_input_length\": 512}",
                "{\"model_id\": \"a\", \"max_input_length\": \"long\"}",
                "{\"model_id\": \"a\", \"max_input_length\": 0}",
                "[]",
                "Not found");
    }

    @Test
    void aModelIdThatCannotNameAFolderIsAnError() {
        try (StubServer server = new StubServer(
                (request, wire) -> wire.answer(200, Replies.info(32).replace("BAAI/bge", "BAAI\\n\\u001b[2J/bge")))) {
            assertThat(Asking.failure(() -> asking.open(server, Asking.tei()))).hasMessageContaining("model_id");
        }
    }

    @ParameterizedTest
    @MethodSource("badInfo")
    void anInfoThatIsNoneIsAnError(String info) {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(200, info))) {
            assertThat(Asking.failure(() -> asking.open(server, Asking.tei())))
                    .hasMessageContaining("--api")
                    .extracting(PlumblineException::kind)
                    .isEqualTo(PlumblineException.Kind.ENDPOINT);
        }
    }

    @Test
    void teisListIsCheckedTheSame() {
        String three = IntStream.range(0, 3).mapToObj(i -> "[1, 0]").collect(Collectors.joining(",", "[", "]"));
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                200,
                request.path().endsWith("/info")
                        ? Replies.info(32)
                        : request.texts().size() == 1 ? "[[1, 0]]" : three))) {
            assertThat(Asking.failure(() -> asking.encode(server, Asking.tei(), List.of("a", "b"))))
                    .hasMessageContaining("index 2 for 2 texts");
        }
    }
}
