package dev.plumbline.harness.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.loop.StepRecord;
import dev.plumbline.trainer.loop.TrainingListener;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, event files, and a server that answers as MLflow 3.17's does. */
class RunTrackingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestURI().getPath().replace("/api/2.0/mlflow/", "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        calls.add(call + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        bodies.add(JSON.readTree(body.isEmpty() ? "{}" : body));
        int code = 200;
        String reply =
                switch (call) {
                    case "experiments/create" -> "{\"experiment_id\": \"3\"}";
                    case "runs/create" -> "{\"run\": {\"info\": {\"run_id\": \"r1\"}}}";
                    default -> "{}";
                };
        if (call.equals("experiments/get-by-name")) {
            code = 404;
        } else if (call.equals("runs/log-batch") && body.contains("metrics") && refusals.getAndDecrement() > 0) {
            code = 503;
        }
        byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private TrainingSettings settings(String track) throws IOException {
        Files.writeString(folder.resolve("rows.jsonl"), "{}\n");
        return TrainingSettings.read(Files.writeString(folder.resolve("run.yaml"), """
                network: net
                track: %s
                stages:
                  - name: a
                    kind: finetune
                    data: {batch_size: 2, datasets: [{name: x, path: rows.jsonl, type: retrieval}]}
                """.formatted(track)));
    }

    private String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    private RunTracking tracking(String track) throws IOException {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        };
        return RunTracking.begin(
                settings(track),
                folder.resolve("out"),
                listener,
                Map.of("MLFLOW_TRACKING_TOKEN", "secret", "MLFLOW_EXPERIMENT_NAME", "mine"),
                Clock.systemUTC());
    }

    private static StepRecord step(long number) {
        return new StepRecord(
                number,
                "x, \"y\"",
                1.0 / number,
                Map.of("contrastive", 0.5),
                0.9,
                Double.NaN,
                1,
                1e-5,
                10,
                0.5,
                100,
                3,
                null,
                false);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve("out").resolve(name));
    }

    @Test
    void tablesGoOnFromACheckpoint() throws IOException {
        try (RunTracking tracking = tracking("{tensorboard: true}")) {
            tracking.scored("start", Map.of("T", 0.25));
            tracking.began("a", 0, 4);
            for (long i = 1; i <= 3; i++) {
                tracking.stepped("a", step(i), 4);
            }
            tracking.scored("a-2", Map.of("T", 0.5));
        }
        try (RunTracking tracking = tracking("{tensorboard: true}")) {
            tracking.scored("start", Map.of("T", 0.25));
            tracking.began("a", 2, 4);
            tracking.stepped("a", step(3), 4);
            tracking.stepped("a", step(4), 4);
            tracking.scored("a", Map.of("T", 0.75));
        }
        assertThat(lines("a/metrics.csv"))
                .hasSize(5)
                .element(4)
                .isEqualTo("4,\"x, \"\"y\"\"\",0.25,0.5,,,,,,,0.9,,1.0,1.0E-5,10,0.5,100");
        assertThat(lines("scores.csv"))
                .containsExactly("checkpoint,task,score", "start,T,0.25", "a-2,T,0.5", "a,T,0.75");
        try (Stream<Path> files = Files.list(folder.resolve("out/tensorboard/a"))) {
            assertThat(files).hasSize(2);
        }
        try (Stream<Path> files = Files.list(folder.resolve("out/tensorboard/start"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void mlflowHasOneRunThatGoesOn() throws IOException {
        refusals.set(3);
        String track = "{csv: false, mlflow: \"" + address() + "\"}";
        try (RunTracking tracking = tracking(track)) {
            tracking.began("a", 0, 4);
            tracking.stepped("a", step(1), 4);
        }
        assertThat(calls)
                .startsWith(
                        "experiments/get-by-name Bearer secret",
                        "experiments/create Bearer secret",
                        "runs/create Bearer secret",
                        "runs/log-batch Bearer secret")
                .last()
                .isEqualTo("runs/update Bearer secret");
        assertThat(bodies.get(1).path("name").asText()).isEqualTo("mine");
        assertThat(bodies.get(2).path("tags").findValuesAsText("key")).containsExactly("plumbline.version");
        assertThat(bodies.get(bodies.size() - 1).path("status").asText()).isEqualTo("FAILED");
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("503").contains("training goes on");
        assertThat(warnings.get(1)).contains("never came");
        calls.clear();
        bodies.clear();
        warnings.clear();
        try (RunTracking tracking = tracking(track)) {
            tracking.began("a", 1, 4);
            tracking.stepped("a", step(2), 4);
            tracking.scored("a", Map.of("T", 0.5));
            tracking.done();
        }
        assertThat(calls).hasSize(3).allMatch(call -> call.startsWith("runs/"));
        JsonNode metrics = bodies.get(1).path("metrics");
        assertThat(metrics.get(0).path("key").asText()).isEqualTo("a/train/loss");
        assertThat(metrics.get(0).path("value").asDouble()).isEqualTo(0.5);
        assertThat(metrics.get(0).path("step").asLong()).isEqualTo(2);
        assertThat(metrics.findValuesAsText("key"))
                .contains("a/score/T", "a/score/mean")
                .doesNotContain("a/train/negative_similarity");
        assertThat(bodies.get(2).path("status").asText()).isEqualTo("FINISHED");
        assertThat(warnings).isEmpty();
        assertThat(folder.resolve("out/scores.csv")).doesNotExist();
    }

    @Test
    void allThatTheFileSaysIsAParameter() throws IOException {
        Path file = folder.resolve("run.yaml");
        settings("{mlflow: \"" + address() + "\"}");
        Files.writeString(file, Files.readString(file).replace("kind: finetune", """
                kind: finetune
                    learning_rate: 2e-5
                    matryoshka_dims: [32, 16]
                    matryoshka_weights: [1, 0.5]
                    lora: {r: 4}"""));
        Map<String, String> parameters = RunParameters.of(TrainingSettings.read(file));
        assertThat(parameters)
                .containsEntry("network", "net")
                .containsEntry("stages", "a")
                .containsEntry("a.kind", "finetune")
                .containsEntry("a.learning_rate", "2.0E-5")
                .containsEntry("a.matryoshka_dims", "32, 16")
                .containsEntry("a.lora.r", "4")
                .containsEntry("a.data.batch_size", "2")
                .containsEntry("a.data.datasets.x.type", "retrieval")
                .containsEntry("track.mlflow", address());
        // more than a call takes
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            many.put("p" + i, "v".repeat(600));
        }
        MlflowClient client = new MlflowClient(URI.create(address()), Map.of());
        calls.clear();
        bodies.clear();
        MlflowRun.begin(client, folder.resolve("many"), "x", many, Map.of(), warnings::add, Clock.systemUTC())
                .close();
        List<JsonNode> batches =
                bodies.stream().filter(body -> body.has("params")).toList();
        assertThat(batches).extracting(body -> body.path("params").size()).containsExactly(100, 100, 50);
        assertThat(batches.get(2).path("params").get(49).path("key").asText()).isEqualTo("p249");
        assertThat(batches.get(2).path("params").get(49).path("value").asText()).hasSize(500);
    }

    @Test
    void aServerThatIsNotThereIsSaidBeforeTheFirstStep() throws IOException {
        String address = address();
        server.stop(0);
        assertThatThrownBy(() -> tracking("{mlflow: \"" + address + "\"}"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(address)
                .hasMessageContaining("leave mlflow out");
        for (String[] wrong : new String[][] {
            {"{mlflow: localhost}", "http://localhost:5000"},
            {"{experiment: x}", "experiment"},
            {"{tensorbord: true}", "tensorboard"},
        }) {
            assertThatThrownBy(() -> settings(wrong[0]))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("run.yaml")
                    .hasMessageContaining(wrong[1]);
        }
    }
}
