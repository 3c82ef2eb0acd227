package dev.plumbline.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Searches of one index by {@code _msearch}; those that fail in passing are made again, of a request only those.
 *
 * <p>Answers of some shards are asked to be errors: a node whose queue is full answers for the shards that got a place otherwise,
 * without saying in the status that the others may have one later.
 */
final class IndexServer {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS = 5;
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final String WHOLE = "{\"allow_partial_search_results\":false}\n";
    private static final int SHOWN = 300;

    private final String index;
    private final Map<String, String> headers;
    private final HttpConnections connections;
    private final Retries retries;

    IndexServer(URI index, Map<String, String> headers) {
        this(index, headers, Retries.USUAL);
    }

    IndexServer(URI index, Map<String, String> headers, Retries retries) {
        this.index = shown(index).replaceFirst("/$", "");
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (index.getUserInfo() != null) {
            byte[] user = index.getUserInfo().getBytes(StandardCharsets.UTF_8);
            this.headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        this.headers.putAll(headers);
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
     * Searches.
     *
     * @param bodies of {@code _search}
     * @return for each what was found, of all shards
     * @throws PlumblineException of kind ENDPOINT if one has no good answer
     */
    List<JsonNode> search(List<ObjectNode> bodies) {
        Searches searches = new Searches(bodies);
        try {
            return Retries.call(
                    searches::attempt,
                    (attempts, failure) -> failure instanceof Passing passing && searches.failures < MOST_ATTEMPTS
                            ? Optional.of(retries.pause(searches.failures, passing.asked))
                            : Optional.empty());
        } catch (Passing e) {
            throw PlumblineException.endpoint(index + " " + e.getMessage() + ", " + MOST_ATTEMPTS + " times");
        }
    }

    /** Searches of one request, until all are answered. */
    private final class Searches {

        private final List<ObjectNode> bodies;
        private final TreeMap<Integer, JsonNode> answers = new TreeMap<>();
        /** Since some search was answered last. */
        private int failures;

        Searches(List<ObjectNode> bodies) {
            this.bodies = bodies;
        }

        List<JsonNode> attempt() {
            int before = answers.size();
            try {
                ask();
            } catch (Passing e) {
                failures = answers.size() > before ? 1 : failures + 1;
                throw e;
            }
            return List.copyOf(answers.values());
        }

        private void ask() {
            List<Integer> open = IntStream.range(0, bodies.size())
                    .filter(number -> !answers.containsKey(number))
                    .boxed()
                    .toList();
            StringBuilder lines = new StringBuilder();
            open.forEach(
                    number -> lines.append(WHOLE).append(bodies.get(number)).append('\n'));
            // a server that was busy gets one after the other
            JsonNode responses = post(
                            failures == 0 ? "_msearch" : "_msearch?max_concurrent_searches=1", lines.toString())
                    .path("responses");
            if (responses.size() != open.size()) {
                throw unusable(responses.size() + " answers to " + open.size() + " queries");
            }
            int passing = 0;
            String last = "";
            for (int i = 0; i < open.size(); i++) {
                JsonNode response = responses.get(i);
                int status = response.path("status").asInt(200);
                if (!response.has("error")) {
                    answers.put(open.get(i), whole(response));
                } else if (PASSING.contains(status)) {
                    passing++;
                    last = "HTTP " + status + ": '" + shortened(reason(response)) + "'";
                } else {
                    throw refused(status, shortened(reason(response)));
                }
            }
            if (passing > 0) {
                throw new Passing(
                        "answered " + passing + " of " + open.size() + " queries with " + last, Optional.empty());
            }
        }
    }

    private JsonNode whole(JsonNode response) {
        int failed = response.path("_shards").path("failed").asInt(0);
        if (failed > 0 || response.path("timed_out").asBoolean(false)) {
            throw incomplete(
                    failed > 0 ? "hits of some shards, and failures of " + failed : "some hits when its time was up");
        }
        return response;
    }

    private JsonNode post(String path, String body) {
        URI target = URI.create(index + "/" + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .setHeader("Content-Type", "application/x-ndjson")
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
        String text = new String(response.body(), StandardCharsets.UTF_8);
        JsonNode answer = object(text);
        // who has no business there, or is too early, may be told so in plain words
        String reason = shortened(answer == null ? text : reason(answer));
        if (PASSING.contains(status)) {
            throw new Passing(
                    "answered HTTP " + status + ": '" + reason + "'",
                    RetryAfter.of(response.headers(), Clock.systemUTC()));
        }
        if (status / 100 != 2) {
            throw refused(status, reason);
        }
        if (answer == null) {
            throw unusable("'" + shortened(text) + "'");
        }
        return answer;
    }

    private static @Nullable JsonNode object(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree.isObject() ? tree : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The first cause: what stands above it is no more than {@code all shards failed}. */
    private static String reason(JsonNode answer) {
        JsonNode error = answer.path("error");
        JsonNode cause = error.path("root_cause").path(0);
        for (JsonNode said : List.of(error, cause.path("reason"), error.path("reason"), error.path("type"))) {
            if (said.isTextual() && !said.asText().isBlank()) {
                return said.asText();
            }
        }
        return "no reason";
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }

    private PlumblineException refused(int status, String reason) {
        return PlumblineException.endpoint(index + " answered HTTP " + status + ": '" + reason + "'"
                + (status == 401 || status == 403 ? "; withHeader(\"Authorization\", ...) sends a key" : ""));
    }

    /** The address without a user's name and password. */
    static String shown(URI index) {
        return index.toString().replaceFirst("//[^/@]*@", "//");
    }

    /** What to say of hits that do not tell all. */
    PlumblineException incomplete(String what) {
        return PlumblineException.endpoint(index + " answered " + what);
    }

    private PlumblineException unusable(String what) {
        return PlumblineException.endpoint(
                index + " answered " + what + "; is it an index of Elasticsearch or OpenSearch?");
    }
}
