package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stage's log, {@code log.jsonl}: a line per step, and one per scoring. A run that goes on from a checkpoint drops the
 * lines after it, so that the log is that of one uninterrupted run.
 */
final class TrainingLog implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final BufferedWriter writer;

    private TrainingLog(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * Opens the log for what comes after a step.
     *
     * @param done steps whose lines stay
     */
    static TrainingLog open(Path file, long done) {
        try {
            Files.createDirectories(file.getParent());
            AtomicFiles.write(file, String.join("", kept(file, done)));
            return new TrainingLog(
                    file, Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    private static List<String> kept(Path file, long done) throws IOException {
        List<String> kept = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                try {
                    if (JSON.readTree(line).path("step").asLong(Long.MAX_VALUE) <= done) {
                        kept.add(line + "\n");
                    }
                } catch (JsonProcessingException e) {
                    // the line that a kill cut off
                    break;
                }
            }
        }
        return kept;
    }

    void step(StepRecord step) {
        ObjectNode node = JSON.valueToTree(step);
        // JSON has no NaN: the similarity of a batch without negatives is none
        node.properties().stream()
                .filter(entry -> entry.getValue().isDouble()
                        && !Double.isFinite(entry.getValue().doubleValue()))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(node::putNull);
        write(node);
    }

    /** Whether the scores after a step are in the file. */
    boolean hasScores(long step) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                JsonNode node = JSON.readTree(line);
                if (node.path("step").asLong() == step && node.has("scores")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + file + ": " + JsonObjection.of(e), e);
        }
    }

    void scores(long step, Map<String, Double> scores) {
        ObjectNode node = JSON.createObjectNode();
        node.put("step", step);
        node.set("scores", JSON.valueToTree(scores));
        write(node);
    }

    private void write(ObjectNode node) {
        try {
            writer.write(JSON.writeValueAsString(node));
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }
}
