package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What services want in requests besides texts: fields, headers, parameters of the address. */
final class RequestFormTest {

    private static final String KEY = "Zq8xT4vN1mB7cE0hJ3";

    @TempDir
    private Path store;

    private final Asking asking = new Asking();

    private void encode(StubServer server, EndpointSettings settings, Role role, String... texts) {
        try (Encoder encoder = StoredEncoder.over(asking.open(server, settings), store, asking)) {
            encoder.encode(TestTasks.request(List.of(texts), role));
        }
    }

    private static EndpointSettings sided() {
        return Asking.openAi()
                .withBody(Role.NONE, "truncate=END")
                .withBody(Role.QUERY, "input_type=query")
                .withBody(Role.DOCUMENT, "{\"input_type\": \"passage\", \"truncate\": \"NONE\"}");
    }

    @Test
    void fieldsAreSentByRoleAndKeptApart() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            encode(server, sided(), Role.QUERY, "a");
            encode(server, sided(), Role.DOCUMENT, "a");
            encode(server, sided(), Role.NONE, "a");
            // everything is there by now
            encode(server, sided(), Role.QUERY, "a");
            List<JsonNode> asked = server.requests().stream()
                    .map(StubServer.Request::json)
                    .filter(json -> json.path("input").path(0).asText().equals("a"))
                    .toList();
            assertThat(asked)
                    .extracting(json -> json.path("input_type").asText() + " "
                            + json.path("truncate").asText())
                    .containsExactly("query END", "passage NONE", " END");
            // a service that tells sides apart may refuse texts of none: the sample is a document
            assertThat(server.requests().get(0).json().path("input_type").asText())
                    .isEqualTo("passage");
        }
    }

    @Test
    void fieldsDecideVectorsAndAreRecorded() {
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder plain = asking.open(server, Asking.openAi());
                EndpointEncoder one = asking.open(server, Asking.openAi().withBody(Role.NONE, "task=code"));
                EndpointEncoder other = asking.open(server, Asking.openAi().withBody(Role.NONE, "task=text"));
                EndpointEncoder query = asking.open(server, Asking.openAi().withBody(Role.QUERY, "task=text"));
                EndpointEncoder header = asking.open(server, Asking.openAi().withHeader("X-Model-Version: 7"))) {
            assertThat(List.of(plain, one, other, query, header))
                    .extracting(EndpointEncoder::fingerprint)
                    .doesNotHaveDuplicates();
            assertThat(one.about()).containsEntry("--api-body", "{\"task\":\"code\"}");
            assertThat(query.about()).containsEntry("--api-body-query", "{\"task\":\"text\"}");
            assertThat(header.about()).containsEntry("--api-header X-Model-Version", "7");
            assertThat(server.requests().get(4).headers()).containsEntry("x-model-version", "7");
        }
    }

    @Test
    void valuesAreJsonOrElseTexts() {
        EndpointSettings settings = Asking.openAi()
                .withBody(Role.NONE, "a=1")
                .withBody(Role.NONE, "b=true")
                .withBody(Role.NONE, "c=\"1\"")
                .withBody(Role.NONE, "d=[1, 2]")
                .withBody(Role.NONE, "e=x=y")
                .withBody(Role.NONE, "f=");
        assertThat(settings.body().shown())
                .containsOnly(Map.entry(
                        "--api-body", "{\"a\":1,\"b\":true,\"c\":\"1\",\"d\":[1,2],\"e\":\"x=y\",\"f\":\"\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{",
                "{\"a\": 1",
                "{\"a\": 1, \"a\": 2}",
                "{} {}",
                "=1",
                "api_key=s3cret",
                "token=s3cret",
                "auth=s3cret",
                "{\"accessToken\": \"s3cret\"}",
                "x=sk-s3cret-s3cret"
            })
    void whatIsNoFieldIsRefused(String field) {
        assertThatThrownBy(() -> Asking.openAi().withBody(Role.NONE, field))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--api-body")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aFieldTwiceIsRefused() {
        assertThatThrownBy(() -> Asking.openAi().withBody(Role.NONE, "a=1").withBody(Role.NONE, "{\"a\": 2}"))
                .hasMessageContaining("a is given twice");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, input=x, holds the texts",
        "OPENAI, model=x, --api-model",
        "TEI, inputs=x, holds the texts",
        "TEI, normalize=false, --api-raw"
    })
    void textsAndModelAreNotToBeSet(Api api, String field, String message) {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(200, Replies.info(32)))) {
            PlumblineException failure = Asking.failure(
                    () -> asking.open(server, Asking.openAi().withApi(api).withBody(Role.QUERY, field)));
            assertThat(failure).hasMessageContainingAll("--api-body-query", message);
            assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.USAGE);
        }
    }

    @Test
    void aWidthAskedForInTheBodyIsHeldTo() {
        try (StubServer server = new StubServer(Replies::openAi)) {
            assertThat(Asking.failure(() -> asking.open(server, Asking.openAi().withBody(Role.NONE, "dimensions=32"))))
                    .hasMessageContaining("64 dimensions");
            assertThat(Asking.failure(() -> asking.open(
                            server, Asking.openAi().withDimensions(64).withBody(Role.NONE, "dimensions=64"))))
                    .hasMessageContaining("--api-dimensions");
            asking.open(server, Asking.openAi().withBody(Role.NONE, "dimensions=64"))
                    .close();
        }
    }

    /** Bytes of other types of numbers could not be told from float32. */
    @Test
    void numbersOfAnotherTypeAreNotAskedForInBase64() {
        try (StubServer server =
                new StubServer((request, wire) -> wire.answer(200, Replies.openAiNumbers(request.texts())))) {
            asking.open(server, Asking.openAi().withBody(Role.NONE, "output_dtype=int8"))
                    .close();
            asking.open(server, Asking.openAi().withBody(Role.NONE, "encoding_format=float"))
                    .close();
            assertThat(server.requests())
                    .extracting(
                            request -> request.json().path("encoding_format").asText())
                    .containsExactly("", "float");
            assertThat(Asking.failure(() -> asking.open(
                            server,
                            Asking.openAi()
                                    .withBody(Role.NONE, "output_dtype=int8")
                                    .withBody(Role.NONE, "encoding_format=base64"))))
                    .hasMessageContaining("base64");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1, , authorization, Bearer ",
        "/v1, api-key, api-key, ''",
        "/v1, X-API-Key, x-api-key, ''",
        "/v1, Authorization, authorization, Bearer ",
        "/v1, 'authorization: Token', authorization, Token ",
        "/v1, 'Authorization:', authorization, ''",
        "/openai/deployments/emb?api-version=2024-10-21, , api-key, ''",
        "/openai/deployments/emb?api-version=2024-10-21, Authorization, authorization, Bearer "
    })
    void theKeyGoesIntoItsHeader(String path, String header, String name, String before) {
        EndpointSettings settings =
                Asking.openAi().withKeyVariable("SOME_KEY").withEnvironment(Map.of("SOME_KEY", KEY));
        EndpointSettings chosen = header == null ? settings : settings.withKeyHeader(header);
        String prefix = before.isEmpty() ? "" : before.strip() + " ";
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder = asking.open(server.address() + path, chosen)) {
            Map<String, String> sent = server.requests().get(0).headers();
            assertThat(sent).containsEntry(name, prefix + KEY);
            assertThat(sent.keySet().stream().filter(List.of("authorization", "api-key", "x-api-key")::contains))
                    .hasSize(1);
            assertThat(encoder.about().toString()).doesNotContain(KEY);
        }
    }

    @Test
    void theKeyIsMaskedWhateverItsHeader() {
        try (StubServer server = new StubServer((request, wire) -> wire.answer(
                403, "{\"error\": \"x-api-key was '" + request.headers().get("x-api-key") + "'\"}"))) {
            assertThat(Asking.failure(() -> asking.open(
                            server,
                            Asking.openAi()
                                    .withKeyHeader("x-api-key")
                                    .withKeyVariable("SOME_KEY")
                                    .withEnvironment(Map.of("SOME_KEY", KEY)))))
                    .hasMessageContainingAll("was '***'", "SOME_KEY", "x-api-key")
                    .hasMessageNotContaining(KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "Host", "content-length", "a: b c", "Authorization: Bearer " + KEY, "ä"})
    void whatCannotBeAKeysHeaderIsRefused(String header) {
        assertThatThrownBy(() -> Asking.openAi().withKeyHeader(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Org", ": x", "Host: x", "X-Org: ", "X-Org: ä", "x-api-key: s3cret", "X: Bearer s3cret"})
    void whatCannotBeAHeaderIsRefused(String header) {
        assertThatThrownBy(() -> Asking.openAi().withHeader(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void theAddresssParametersAreSentEveryTime() {
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder = asking.open(
                        server.address() + "/openai/deployments/my-emb/?api-version=2024-10-21&x=a%20b",
                        Asking.openAi())) {
            encoder.encode(TestTasks.request(List.of("a", "b"), Role.NONE));
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.path())
                            .isEqualTo("/openai/deployments/my-emb/embeddings?api-version=2024-10-21&x=a%20b"));
            assertThat(encoder.about().get("endpoint")).endsWith("/my-emb?api-version=2024-10-21&x=a%20b");
        }
    }

    @Test
    void aDeploymentNamesItsModel() {
        EndpointSettings unnamed =
                EndpointSettings.defaults().withApi(Api.OPENAI).withEnvironment(Map.of());
        try (StubServer server = new StubServer(Replies::openAi);
                EndpointEncoder encoder =
                        asking.open(server.address() + "/openai/deployments/my-emb?api-version=1", unnamed)) {
            assertThat(encoder.card().name()).isEqualTo("endpoint/my-emb");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key=s3cret",
                "api_key=s3cret",
                "api-version=1&sig=s3cret",
                "accessToken=s3cret",
                "code=s3cret",
                "s3cret",
                "=s3cret",
                "X-Amz-Signature=s3cret",
                "%6Bey=s3cret",
                "x=sk-s3cret-s3cret",
                "Password=s3cret",
                "subscription-key=s3cret",
                "api-version=1&&x=s3cret"
            })
    void aSecretInTheAddressIsRefusedUnseen(String query) {
        PlumblineException failure = Asking.failure(() -> EndpointAddress.parse("https://host/v1?" + query));
        assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.USAGE);
        assertThat(failure).hasMessageContainingAll("--model", "--api-key-env").hasMessageNotContaining("s3cret");
    }
}
