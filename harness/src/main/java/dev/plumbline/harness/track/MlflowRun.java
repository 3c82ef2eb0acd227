package dev.plumbline.harness.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A run on a tracking server. Metrics go there in the background, some at a time: training waits for no server. Where it fails
 * later on, what is to be sent waits for the next time, and a warning says so once. A run that goes on is the same one there,
 * by the id in {@value #FILE}; steps that are done again are there twice, as MLflow takes nothing back.
 */
final class MlflowRun implements AutoCloseable {

    static final String FILE = ".mlflow.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_METRICS = 1000;
    private static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_PARAMETER = 500;
    private static final long SENT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long WAITED_SECONDS = 60;
    private static final int LAST_ATTEMPTS = 3;

    private final MlflowClient client;
    private final Consumer<String> warnings;
    private final Clock clock;
    private final String run;
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "mlflow");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ObjectNode> waiting = new ArrayList<>();
    private long sent = System.nanoTime();
    private boolean warned;

    private MlflowRun(MlflowClient client, String run, Consumer<String> warnings, Clock clock) {
        this.client = client;
        this.run = run;
        this.warnings = warnings;
        this.clock = clock;
    }

    /**
     * Begins a run, or goes on with the one that the folder has the id of.
     *
     * @param folder of the training run
     * @param experiment its name, made if there is none
     * @param parameters that the run is shown with
     * @param tags of it, by name
     * @throws PlumblineException of kind ENDPOINT if the server does not answer as it should: it is named before the first step
     */
    static MlflowRun begin(
            MlflowClient client,
            Path folder,
            String experiment,
            Map<String, String> parameters,
            Map<String, String> tags,
            Consumer<String> warnings,
            Clock clock) {
        Path note = folder.resolve(FILE);
        String run = known(note);
        if (run.isEmpty()) {
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            run = client.run(client.experiment(experiment), name, tags, clock.millis());
            AtomicFiles.write(note, JSON.createObjectNode().put("run_id", run).toString() + "\n");
            parameters(client, run, parameters);
        } else {
            client.status(run, "RUNNING", clock.millis());
        }
        return new MlflowRun(client, run, warnings, clock);
    }

    private static String known(Path note) {
        if (!Files.isRegularFile(note)) {
            return "";
        }
        try {
            JsonNode json = JSON.readTree(Files.readString(note));
            return json.path("run_id").asText();
        } catch (JsonProcessingException e) {
            return "";
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + note + ": " + e, e);
        }
    }

    private static void parameters(MlflowClient client, String run, Map<String, String> parameters) {
        List<String> names = List.copyOf(parameters.keySet());
        for (int from = 0; from < names.size(); from += MOST_PARAMETERS) {
            ObjectNode batch = JSON.createObjectNode().put("run_id", run);
            ArrayNode list = batch.putArray("params");
            for (String name : names.subList(from, Math.min(names.size(), from + MOST_PARAMETERS))) {
                String value = parameters.getOrDefault(name, "");
                list.addObject()
                        .put("key", name)
                        .put("value", value.substring(0, Math.min(LONGEST_PARAMETER, value.length())));
            }
            client.log(batch);
        }
    }

    /** Figures of a step, by name. */
    void add(long step, Map<String, Double> figures) {
        long now = clock.millis();
        synchronized (waiting) {
            figures.forEach((name, value) -> waiting.add(JSON.createObjectNode()
                    .put("key", name)
                    .put("value", value)
                    .put("timestamp", now)
                    .put("step", step)));
        }
        if (System.nanoTime() - sent > SENT_EVERY_NANOS) {
            sent = System.nanoTime();
            sender.execute(this::send);
        }
    }

    private void send() {
        while (true) {
            List<ObjectNode> batch;
            synchronized (waiting) {
                batch = List.copyOf(waiting.subList(0, Math.min(MOST_METRICS, waiting.size())));
            }
            if (batch.isEmpty()) {
                return;
            }
            ObjectNode body = JSON.createObjectNode().put("run_id", run);
            body.putArray("metrics").addAll(batch);
            try {
                client.log(body);
            } catch (PlumblineException e) {
                if (!warned) {
                    warned = true;
                    warnings.accept(e.getMessage() + "; what it should have waits, and training goes on");
                }
                return;
            }
            synchronized (waiting) {
                waiting.subList(0, batch.size()).clear();
            }
        }
    }

    private boolean isWaiting() {
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }

    /** Sends what is left, and says how the run ended. */
    void end(boolean done) {
        sender.execute(() -> {
            for (int attempt = 0; attempt < LAST_ATTEMPTS && isWaiting(); attempt++) {
                send();
            }
            try {
                client.status(run, done ? "FINISHED" : "FAILED", clock.millis());
            } catch (PlumblineException e) {
                if (!warned) {
                    warned = true;
                    warnings.accept(e.getMessage());
                }
            }
        });
        sender.shutdown();
        try {
            if (!sender.awaitTermination(WAITED_SECONDS, TimeUnit.SECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (waiting) {
            if (!waiting.isEmpty()) {
                warnings.accept(waiting.size() + " figures never came to MLflow; log.jsonl has them");
            }
        }
    }

    @Override
    public void close() {
        if (!sender.isShutdown()) {
            end(false);
        }
    }
}
