package dev.plumbline.models.endpoint;

import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** How an endpoint is asked. Immutable to its users: every {@code with} gives a changed copy. */
public final class EndpointSettings implements Cloneable {

    public static final int DEFAULT_CONCURRENCY = 4;
    public static final int DEFAULT_BATCH_TEXTS = 32;
    public static final int DEFAULT_TIMEOUT_SECONDS = 60;
    public static final int DEFAULT_DEADLINE_SECONDS = 600;

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]+");

    private Optional<Api> api = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<String> keyVariable = Optional.empty();
    private Optional<Path> keyFile = Optional.empty();
    private Optional<KeyHeader> keyHeader = Optional.empty();
    private NavigableMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private BodyFields body = BodyFields.NONE;
    private Map<String, String> environment = System.getenv();
    private OptionalInt dimensions = OptionalInt.empty();
    private boolean normalise = true;
    private int concurrency = DEFAULT_CONCURRENCY;
    private int batchTexts = DEFAULT_BATCH_TEXTS;
    private OptionalInt requestsPerMinute = OptionalInt.empty();
    private OptionalInt tokensPerMinute = OptionalInt.empty();
    private OptionalInt maxChars = OptionalInt.empty();
    private OptionalInt maxTokens = OptionalInt.empty();
    private Optional<Path> tokenizer = Optional.empty();
    private EmptyText emptyText = EmptyText.ZERO;
    private Duration timeout = Duration.ofSeconds(DEFAULT_TIMEOUT_SECONDS);
    private Duration deadline = Duration.ofSeconds(DEFAULT_DEADLINE_SECONDS);
    private Duration firstPause = Duration.ofMillis(500);
    private OptionalDouble price = OptionalDouble.empty();
    private Timekeeper time = Timekeeper.MACHINE;
    private Optional<Carrier> carrier = Optional.empty();

    private EndpointSettings() {}

    public static EndpointSettings defaults() {
        return new EndpointSettings();
    }

    /** What the endpoint speaks; never guessed. */
    public Optional<Api> api() {
        return api;
    }

    public EndpointSettings withApi(Api spoken) {
        return with(copy -> copy.api = Optional.of(spoken));
    }

    /** The model's name at the endpoint. */
    public Optional<String> model() {
        return model;
    }

    public EndpointSettings withModel(String name) {
        return with(copy -> copy.model = Optional.of(name));
    }

    /** The environment variable that holds the key, where it is not the API's usual one. */
    public Optional<String> keyVariable() {
        return keyVariable;
    }

    public EndpointSettings withKeyVariable(String name) {
        return with(copy -> copy.keyVariable = Optional.of(name));
    }

    /** The file that holds the key; it is read again when the key is refused. */
    public Optional<Path> keyFile() {
        return keyFile;
    }

    public EndpointSettings withKeyFile(Path file) {
        return with(copy -> copy.keyFile = Optional.of(file));
    }

    /** The header that holds the key, where it is not the usual one. */
    Optional<KeyHeader> keyHeader() {
        return keyHeader;
    }

    /**
     * Sends the key in another header.
     *
     * @param header {@code NAME} or {@code NAME: SCHEME}; {@code Authorization} alone has the scheme {@code Bearer}, every
     *     other name alone none
     */
    public EndpointSettings withKeyHeader(String header) {
        return with(copy -> copy.keyHeader = Optional.of(KeyHeader.parse(header)));
    }

    /** Headers of every request besides, name to value; nothing secret. */
    NavigableMap<String, String> headers() {
        return Collections.unmodifiableNavigableMap(headers);
    }

    /**
     * Sends one more header with every request.
     *
     * @param header {@code NAME: VALUE}
     * @throws IllegalArgumentException if it is none, is given twice, or looks like a secret
     */
    public EndpointSettings withHeader(String header) {
        int colon = header.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("--api-header takes NAME: VALUE");
        }
        String name = KeyHeader.checked(header.substring(0, colon).strip());
        String value = header.substring(colon + 1).strip();
        if (SecretNames.name(name) || SecretNames.value(value)) {
            throw new IllegalArgumentException("--api-header " + name + " looks like a secret, which command lines and"
                    + " results would show; --api-key-env names the variable it is in, --api-key-header its header");
        }
        if (!HEADER_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "--api-header " + name + ": its value is empty, or characters beyond" + " ASCII are in it");
        }
        NavigableMap<String, String> more = new TreeMap<>(headers);
        if (more.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("--api-header " + name + " is given twice");
        }
        return with(copy -> copy.headers = more);
    }

    /** Fields of requests besides texts and model. */
    BodyFields body() {
        return body;
    }

    /**
     * Sends more fields in requests.
     *
     * @param role of the texts they are for; {@link Role#NONE} for every text
     * @param fields a JSON object, or {@code NAME=VALUE}
     * @throws IllegalArgumentException if it is neither, says something twice, or looks like a secret
     */
    public EndpointSettings withBody(Role role, String fields) {
        return with(copy -> copy.body = body.plus(role, fields));
    }

    /** Environment variables, name to value: the key and proxies. */
    Map<String, String> environment() {
        return environment;
    }

    EndpointSettings withEnvironment(Map<String, String> variables) {
        return with(copy -> copy.environment = Map.copyOf(variables));
    }

    /** Width to ask for, of a service that shortens vectors. */
    public OptionalInt dimensions() {
        return dimensions;
    }

    public EndpointSettings withDimensions(int width) {
        return with(copy -> copy.dimensions = positive(width, "dimensions"));
    }

    /** Whether text-embeddings-inference is to scale vectors to length one. */
    public boolean normalise() {
        return normalise;
    }

    public EndpointSettings withNormalise(boolean wanted) {
        return with(copy -> copy.normalise = wanted);
    }

    /** Requests under way at the same time, at least 1. */
    public int concurrency() {
        return concurrency;
    }

    public EndpointSettings withConcurrency(int requests) {
        return with(copy -> copy.concurrency = positive(requests, "concurrency").getAsInt());
    }

    /** Texts per request at most, at least 1. */
    public int batchTexts() {
        return batchTexts;
    }

    public EndpointSettings withBatchTexts(int texts) {
        return with(
                copy -> copy.batchTexts = positive(texts, "texts per request").getAsInt());
    }

    /** Requests per minute at most; no limit if empty. */
    public OptionalInt requestsPerMinute() {
        return requestsPerMinute;
    }

    public EndpointSettings withRequestsPerMinute(int requests) {
        return with(copy -> copy.requestsPerMinute = positive(requests, "requests per minute"));
    }

    /** Tokens per minute at most; no limit if empty. */
    public OptionalInt tokensPerMinute() {
        return tokensPerMinute;
    }

    public EndpointSettings withTokensPerMinute(int tokens) {
        return with(copy -> copy.tokensPerMinute = positive(tokens, "tokens per minute"));
    }

    /** Longer texts are cut to so many characters (code points), prompt included. */
    public OptionalInt maxChars() {
        return maxChars;
    }

    public EndpointSettings withMaxChars(int characters) {
        return with(copy -> copy.maxChars = positive(characters, "characters"));
    }

    /** Longer texts are cut to so many tokens of {@link #tokenizer()}, prompt and special tokens included. */
    public OptionalInt maxTokens() {
        return maxTokens;
    }

    public EndpointSettings withMaxTokens(int tokens) {
        return with(copy -> copy.maxTokens = positive(tokens, "tokens"));
    }

    /** The model's {@code tokenizer.json}; tokens are estimated without. */
    public Optional<Path> tokenizer() {
        return tokenizer;
    }

    public EndpointSettings withTokenizer(Path file) {
        return with(copy -> copy.tokenizer = Optional.of(file));
    }

    /** What becomes of empty texts. */
    public EmptyText emptyText() {
        return emptyText;
    }

    public EndpointSettings withEmptyText(EmptyText policy) {
        return with(copy -> copy.emptyText = Objects.requireNonNull(policy, "policy"));
    }

    /** From the sending of a request to the last byte of its answer. */
    public Duration timeout() {
        return timeout;
    }

    public EndpointSettings withTimeout(Duration time) {
        return with(copy -> copy.timeout = positive(time, "timeout"));
    }

    /** How long a request is repeated, from its first failure. */
    public Duration deadline() {
        return deadline;
    }

    public EndpointSettings withDeadline(Duration time) {
        return with(copy -> copy.deadline = positive(time, "deadline"));
    }

    /** The pause after a first failure, about; it doubles with every other one. */
    Duration firstPause() {
        return firstPause;
    }

    public EndpointSettings withFirstPause(Duration time) {
        return with(copy -> copy.firstPause = positive(time, "pause"));
    }

    /** What a million tokens cost, in any currency. */
    public OptionalDouble price() {
        return price;
    }

    /**
     * Has the end say what was spent.
     *
     * @throws IllegalArgumentException if it is no price
     */
    public EndpointSettings withPrice(double perMillion) {
        if (!(perMillion >= 0 && perMillion < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("--api-price " + perMillion + " is not a price");
        }
        return with(copy -> copy.price = OptionalDouble.of(perMillion));
    }

    /** What pauses and limits go by. */
    Timekeeper time() {
        return time;
    }

    /** What carries requests; connections over HTTP if empty. */
    Optional<Carrier> carrier() {
        return carrier;
    }

    /** Asks a server inside this process, by a time of its own. */
    EndpointSettings withSimulation(Timekeeper simulated, Carrier server) {
        return with(copy -> {
            copy.time = simulated;
            copy.carrier = Optional.of(server);
        });
    }

    private EndpointSettings with(Consumer<EndpointSettings> change) {
        EndpointSettings copy = clone();
        change.accept(copy);
        return copy;
    }

    @Override
    protected EndpointSettings clone() {
        try {
            return (EndpointSettings) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it is Cloneable", e);
        }
    }

    private static OptionalInt positive(int count, String what) {
        if (count < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + count);
        }
        return OptionalInt.of(count);
    }

    private static Duration positive(Duration time, String what) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(what + " must be longer than nothing, not " + time);
        }
        return time;
    }
}
