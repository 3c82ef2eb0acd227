package dev.plumbline.harness.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.http.HttpConnections;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The five calls of MLflow's REST API 2.0 that a run is tracked with. Its Java client would bring an HTTP library, a second
 * protobuf and a reader of Python's configuration for them.
 */
final class MlflowClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;
    private static final int SHOWN = 300;

    private final URI server;
    private final HttpConnections connections;
    private final Optional<String> authorization;

    /**
     * Of a server; nothing is asked of it yet.
     *
     * @param environment variables, of which {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and
     *     {@code MLFLOW_TRACKING_PASSWORD}, are sent
     */
    MlflowClient(URI server, Map<String, String> environment) {
        this.server = server;
        boolean direct = server.getHost() != null && server.getHost().matches("localhost|127\\..*|\\[::1\\]");
        this.connections = new HttpConnections(environment, server, direct, PATIENCE);
        this.authorization = authorization(environment);
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
        if (!token.isBlank()) {
            return Optional.of("Bearer " + token.strip());
        }
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
        String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        return user.isBlank()
                ? Optional.empty()
                : Optional.of("Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /** The id of an experiment, made if there is none of the name. */
    String experiment(String name) {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        HttpResponse<String> reply = send(HttpRequest.newBuilder().GET(), query);
        if (reply.statusCode() == NOT_FOUND) {
            return text(
                    post("experiments/create", JSON.createObjectNode().put("name", name)), "/experiment_id", "create");
        }
        return text(read(reply, query), "/experiment/experiment_id", "get-by-name");
    }

    /** The id of a new run. */
    String run(String experiment, String name, Map<String, String> tags, long millis) {
        ObjectNode body = JSON.createObjectNode()
                .put("experiment_id", experiment)
                .put("run_name", name)
                .put("start_time", millis);
        ArrayNode list = body.putArray("tags");
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
        return text(post("runs/create", body), "/run/info/run_id", "runs/create");
    }

    /** Says that a run goes on, is done or has failed: {@code RUNNING}, {@code FINISHED}, {@code FAILED}. */
    void status(String run, String status, long millis) {
        ObjectNode body = JSON.createObjectNode().put("run_id", run).put("status", status);
        if (!status.equals("RUNNING")) {
            body.put("end_time", millis);
        }
        post("runs/update", body);
    }

    /** Adds metrics or parameters to a run: at most 1000 of the ones, 100 of the others. */
    void log(ObjectNode batch) {
        post("runs/log-batch", batch);
    }

    private JsonNode post(String call, ObjectNode body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder()
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
            return read(send(request, call), call);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written", e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String call) {
        URI target = URI.create(server.toString().replaceFirst("/+$", "") + "/api/2.0/mlflow/" + call);
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            return connections
                    .send(request.timeout(PATIENCE), target, HttpResponse.BodyHandlers.ofString())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed("cannot be reached (" + e.getCause() + "); start it, or leave mlflow out of track");
        } catch (TimeoutException e) {
            throw failed("does not answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for");
        }
    }

    private JsonNode read(HttpResponse<String> reply, String call) {
        String body = reply.body();
        if (reply.statusCode() != 200) {
            throw failed("refused " + call.replaceFirst("\\?.*", "") + " with " + reply.statusCode() + ": "
                    + body.substring(0, Math.min(SHOWN, body.length())).replaceAll("\\s+", " "));
        }
        try {
            return JSON.readTree(body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            throw failed("answered " + call + " with what is no JSON; is it MLflow's tracking server?");
        }
    }

    private String text(JsonNode reply, String place, String call) {
        String text = reply.at(place).asText();
        if (text.isEmpty()) {
            throw failed("answered " + call + " without " + place + "; is it MLflow's tracking server?");
        }
        return text;
    }

    private PlumblineException failed(String what) {
        return PlumblineException.endpoint("MLflow at " + server + " " + what);
    }
}
