package dev.plumbline.models.endpoint;

import dev.plumbline.error.PlumblineException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an answer that is none means: try again, send less, or stop. */
final class Refusal {

    /** Words of services that refuse a request for the number of its texts, tokens or bytes. */
    private static final List<String> TOO_MUCH = List.of(
            "batch size",
            "batch_size",
            "too many inputs",
            "too many texts",
            "array too long",
            "maximum array length",
            "inputs per request",
            "max_tokens_per_request",
            "tokens per request",
            "payload",
            "request too large",
            "request body");
    /** Words of services that refuse one text for its length. */
    private static final List<String> TOO_LONG = List.of(
            "context length",
            "context window",
            "too long",
            "too many tokens",
            "token limit",
            "tokens limit",
            "maximum length",
            "max length",
            "max_length",
            "sequence length",
            "input length",
            "longer than",
            "must have less than",
            "reduce the length",
            "too large");

    private Refusal() {}

    /** The failure that an answer other than 2xx and 3xx stands for. */
    static RuntimeException of(HttpResponse<byte[]> response, EndpointAddress address, ApiKey key, Clock clock) {
        int status = response.statusCode();
        String said = ServerMessage.of(response.body(), key);
        String what = "answered HTTP " + status + (said.isEmpty() ? "" : " ('" + said + "')");
        String lower = said.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 401, 403 ->
                PlumblineException.endpoint(address + " " + what + ": "
                        + (key.present()
                                ? "it does not accept the key in the environment variable " + key.variable()
                                : "it wants a key; put it into the environment variable " + key.variable()
                                        + " and say --api-key-env " + key.variable()));
            case 404 ->
                PlumblineException.endpoint(address + " " + what
                        + ": no such address or model; see --model (the part before /embeddings or /embed), --api and"
                        + " --api-model");
            case 413 -> new OversizeException(what, true);
            case 400, 422 -> {
                if (TOO_MUCH.stream().anyMatch(lower::contains)) {
                    yield new OversizeException(what, true);
                }
                yield TOO_LONG.stream().anyMatch(lower::contains)
                        ? new OversizeException(what, false)
                        : PlumblineException.endpoint(address + " " + what);
            }
            case 429 ->
                lower.contains("insufficient_quota")
                        ? PlumblineException.endpoint(address + " " + what + ": the account has nothing left to spend")
                        : new Setback(what, RetryAfter.of(response.headers(), clock), false);
            case 408, 425, 502, 503, 504, 529 -> new Setback(what, RetryAfter.of(response.headers(), clock), false);
            // one text may be what it fails at: not worth minutes
            case 424, 500 -> new Setback(what, Optional.empty(), true);
            default -> PlumblineException.endpoint(address + " " + what);
        };
    }
}
