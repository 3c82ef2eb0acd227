package dev.plumbline.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.http.HttpConnections;
import dev.plumbline.http.Retries;
import dev.plumbline.http.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Requests about one index; those that fail in passing are made again. */
final class IndexServer {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS = 5;
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final int SHOWN = 300;

    private final URI index;
    private final Map<String, String> headers;
    private final HttpConnections connections;
    private final Retries retries;

    IndexServer(URI index, Map<String, String> headers) {
        this(index, headers, Retries.USUAL);
    }

    IndexServer(URI index, Map<String, String> headers, Retries retries) {
        this.index = index;
        this.headers = headers;
        this.retries = retries;
        String host = String.valueOf(index.getHost());
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        this.connections = new HttpConnections(System.getenv(), index, here, PATIENCE);
    }

    /** A failure that may have passed when it is asked again. */
    private static final class Passing extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Optional<Duration> asked;

        Passing(String message, Optional<Duration> asked) {
            super(message);
            this.asked = asked;
        }
    }

    /**
     * Posts and reads the answer.
     *
     * @param path below the index
     * @throws PlumblineException of kind ENDPOINT if there is no good one
     */
    JsonNode post(String path, String body, String type) {
        try {
            return Retries.call(
                    () -> attempt(path, body, type),
                    (attempts, failure) -> failure instanceof Passing passing && attempts < MOST_ATTEMPTS
                            ? Optional.of(retries.pause(attempts, passing.asked))
                            : Optional.empty());
        } catch (Passing e) {
            throw PlumblineException.endpoint(shown() + " " + e.getMessage() + ", " + MOST_ATTEMPTS + " times");
        }
    }

    private JsonNode attempt(String path, String body, String type) {
        URI target = URI.create(index.toString().replaceFirst("/$", "") + "/" + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .setHeader("Content-Type", type)
                .setHeader("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        HttpResponse<byte[]> response;
        try {
            response = connections
                    .send(request, target, HttpResponse.BodyHandlers.ofByteArray())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException) {
                throw new Passing("cannot be reached", Optional.empty());
            }
            throw e;
        }
        int status = response.statusCode();
        if (PASSING.contains(status)) {
            throw new Passing("answered HTTP " + status, RetryAfter.of(response.headers(), Clock.systemUTC()));
        }
        JsonNode answer = read(response.body());
        if (status / 100 != 2) {
            throw PlumblineException.endpoint(shown() + " answered HTTP " + status + ": '"
                    + reason(answer) + "'"
                    + (status == 401 || status == 403 ? "; withHeader(\"Authorization\", ...) sends a key" : ""));
        }
        return answer;
    }

    private JsonNode read(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        String text = new String(body, StandardCharsets.UTF_8);
        throw unusable("'" + text.substring(0, Math.min(SHOWN, text.length())) + "'");
    }

    private static String reason(JsonNode answer) {
        JsonNode error = answer.path("error");
        return error.isTextual() ? error.asText() : error.path("reason").asText("no reason");
    }

    /** What to say of an answer that is none. */
    PlumblineException unusable(String what) {
        return PlumblineException.endpoint(
                shown() + " answered " + what + "; is it an index of Elasticsearch or OpenSearch?");
    }

    /** The address without a user's name and password. */
    private String shown() {
        return index.toString().replaceFirst("//[^/@]*@", "//");
    }
}
