package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.http.RetryAfter;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Optional;

/** What an answer that is none means: try again, send less, or stop. */
final class Refusal {

    private Refusal() {}

    /** The failure that an answer other than 2xx and 3xx stands for. */
    static RuntimeException of(HttpResponse<byte[]> response, EndpointAddress address, ApiKey key, Clock clock) {
        int status = response.statusCode();
        String said = ServerMessage.of(response.body(), key);
        String what = "answered HTTP " + status + (said.isEmpty() ? "" : " ('" + said + "')");
        String whole = ServerMessage.whole(response.body());
        SizeWords.Size size =
                status == 400 || status == 413 || status == 422 ? SizeWords.likely(whole) : SizeWords.sure(whole);
        if (size != SizeWords.Size.NONE) {
            // under whatever status: llama.cpp says it with 500, OpenAI of a minute's tokens with 429
            return new OversizeException(what, size == SizeWords.Size.REQUEST);
        }
        return switch (status) {
            case 401, 403 ->
                PlumblineException.endpoint(address + " " + what + ": "
                        + (key.present()
                                ? "it does not accept the key in " + key.place() + ", sent in the header "
                                        + key.header() + " (--api-key-header)"
                                : "it wants a key; put it into the environment variable " + key.variable()
                                        + " and say --api-key-env " + key.variable()));
            case 404 ->
                PlumblineException.endpoint(address + " " + what
                        + ": no such address or model; see --model (the part before /embeddings or /embed), --api and"
                        + " --api-model"
                        + (address.deployment().isPresent() && address.query().isEmpty()
                                ? "; Azure OpenAI wants ?api-version=... at the end of --model"
                                : ""));
            case 413 -> new OversizeException(what, true);
            case 429 ->
                whole.contains("insufficient_quota")
                        ? PlumblineException.endpoint(address + " " + what + ": the account has nothing left to spend")
                        : new Setback(what, RetryAfter.of(response.headers(), clock), false);
            case 408, 425, 502, 503, 504, 529 -> new Setback(what, RetryAfter.of(response.headers(), clock), false);
            // one text may be what it fails at: not worth minutes
            case 424, 500 -> new Setback(what, Optional.empty(), true);
            default -> PlumblineException.endpoint(address + " " + what);
        };
    }
}
