package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.endpoint.Api;
import dev.plumbline.models.endpoint.EmptyText;
import dev.plumbline.models.endpoint.EndpointSettings;
import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** Options that say how an endpoint is asked. */
public final class EndpointArguments {

    @Option(
            names = "--api",
            paramLabel = "API",
            description = "openai (POST .../embeddings: OpenAI, vLLM, Ollama and others) or tei (POST .../embed:"
                    + " text-embeddings-inference).")
    private Api api;

    @Option(
            names = "--api-model",
            paramLabel = "NAME",
            description = "The model's name at the endpoint, and in results. Default with tei: what it says itself.")
    private String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            description = "Environment variable that holds the key. Default: OPENAI_API_KEY over https or to"
                    + " this machine; HF_TOKEN to tei at Hugging Face; none otherwise.")
    private String keyVariable;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description =
                    "File that holds the key instead. When the key is refused, it is read again: another one in it is"
                            + " taken up, and waited for as long as --api-deadline says.")
    private Path keyFile;

    @Option(
            names = "--api-key-header",
            paramLabel = "NAME[: SCHEME]",
            description = "Request header that holds the key, such as api-key or x-api-key, or 'Authorization: Token'."
                    + " Default: 'Authorization: Bearer'; api-key at an address of Azure OpenAI's form.")
    private String keyHeader;

    @Option(
            names = "--api-header",
            paramLabel = "NAME: VALUE",
            description = "One more header of every request; can be repeated. Recorded with results: nothing secret.")
    private List<String> headers = List.of();

    @Option(
            names = "--api-body",
            paramLabel = "FIELDS",
            description =
                    "More fields of every request: NAME=VALUE, or a JSON object; can be repeated. They are recorded with"
                            + " results, and vectors are kept apart by them.")
    private List<String> body = List.of();

    @Option(
            names = "--api-body-query",
            paramLabel = "FIELDS",
            description = "The same for requests with queries only, such as input_type=query; above --api-body.")
    private List<String> queryBody = List.of();

    @Option(
            names = "--api-body-document",
            paramLabel = "FIELDS",
            description = "The same for requests with documents of retrieval and reranking only.")
    private List<String> documentBody = List.of();

    @Option(
            names = "--api-concurrency",
            paramLabel = "N",
            description = "Requests at the same time (default: " + EndpointSettings.DEFAULT_CONCURRENCY + ").")
    private Integer concurrency;

    @Option(
            names = "--api-batch",
            paramLabel = "N",
            description = "Texts per request (default: " + EndpointSettings.DEFAULT_BATCH_TEXTS
                    + "; never more than tei says it takes).")
    private Integer batch;

    @Option(names = "--api-rpm", paramLabel = "N", description = "Requests per minute at most.")
    private Integer requestsPerMinute;

    @Option(
            names = "--api-tpm",
            paramLabel = "N",
            description = "Tokens per minute at most, counted by --api-tokenizer, otherwise estimated.")
    private Integer tokensPerMinute;

    @Option(
            names = "--api-dimensions",
            paramLabel = "N",
            description = "Ask for vectors of this width, of services that shorten them.")
    private Integer dimensions;

    @Option(
            names = "--api-raw",
            description = "Ask tei not to scale vectors to length one (its default and ours is to scale).")
    private boolean raw;

    @Option(
            names = "--api-max-chars",
            paramLabel = "N",
            description =
                    "Cut texts to so many characters. Default: tei cuts them at the model's limit, openai's refusal of a"
                            + " longer text is an error.")
    private Integer maxChars;

    @Option(
            names = "--api-max-tokens",
            paramLabel = "N",
            description = "Cut texts to so many tokens of --api-tokenizer.")
    private Integer maxTokens;

    @Option(names = "--api-tokenizer", paramLabel = "FILE", description = "The model's tokenizer.json.")
    private Path tokenizer;

    @Option(
            names = "--api-empty-text",
            paramLabel = "POLICY",
            description =
                    "What becomes of an empty text: zero, its vector is zero as in mteb (the default); space, a blank is"
                            + " sent; send, it is sent as it is; or error.")
    private EmptyText emptyText;

    @Option(
            names = "--api-timeout",
            paramLabel = "SECONDS",
            description =
                    "For the whole answer to a request (default: " + EndpointSettings.DEFAULT_TIMEOUT_SECONDS + ").")
    private Integer timeout;

    @Option(
            names = "--api-deadline",
            paramLabel = "SECONDS",
            description = "How long a request is repeated after its first failure (default: "
                    + EndpointSettings.DEFAULT_DEADLINE_SECONDS + ").")
    private Integer deadline;

    @Option(
            names = "--api-price",
            paramLabel = "PRICE",
            description =
                    "What a million tokens cost, in any currency: the end says what was spent, as far as the answers tell.")
    private Double price;

    public EndpointSettings settings() {
        EndpointSettings settings = EndpointSettings.defaults().withNormalise(!raw);
        settings = with(settings, api, EndpointSettings::withApi);
        settings = with(settings, model, EndpointSettings::withModel);
        settings = with(settings, keyVariable, EndpointSettings::withKeyVariable);
        settings = with(settings, keyFile, EndpointSettings::withKeyFile);
        settings = with(settings, price, EndpointSettings::withPrice);
        settings = with(settings, keyHeader, EndpointSettings::withKeyHeader);
        for (String header : headers) {
            settings = with(settings, header, EndpointSettings::withHeader);
        }
        settings = withBody(settings, Role.NONE, body);
        settings = withBody(settings, Role.QUERY, queryBody);
        settings = withBody(settings, Role.DOCUMENT, documentBody);
        settings = with(settings, concurrency, EndpointSettings::withConcurrency);
        settings = with(settings, batch, EndpointSettings::withBatchTexts);
        settings = with(settings, requestsPerMinute, EndpointSettings::withRequestsPerMinute);
        settings = with(settings, tokensPerMinute, EndpointSettings::withTokensPerMinute);
        settings = with(settings, dimensions, EndpointSettings::withDimensions);
        settings = with(settings, maxChars, EndpointSettings::withMaxChars);
        settings = with(settings, maxTokens, EndpointSettings::withMaxTokens);
        settings = with(settings, tokenizer, EndpointSettings::withTokenizer);
        settings = with(settings, emptyText, EndpointSettings::withEmptyText);
        settings = with(settings, timeout, (known, seconds) -> known.withTimeout(Duration.ofSeconds(seconds)));
        return with(settings, deadline, (known, seconds) -> known.withDeadline(Duration.ofSeconds(seconds)));
    }

    /** Whether it was said what becomes of empty texts. */
    public boolean saysEmptyText() {
        return emptyText != null;
    }

    private static EndpointSettings withBody(EndpointSettings settings, Role role, List<String> fields) {
        EndpointSettings changed = settings;
        for (String field : fields) {
            changed = with(changed, field, (known, text) -> known.withBody(role, text));
        }
        return changed;
    }

    private static <T> EndpointSettings with(
            EndpointSettings settings, T value, BiFunction<EndpointSettings, T, EndpointSettings> change) {
        try {
            return value == null ? settings : change.apply(settings, value);
        } catch (IllegalArgumentException e) {
            throw PlumblineException.usage("options for endpoints: " + e.getMessage());
        }
    }
}
