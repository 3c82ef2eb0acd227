package dev.plumbline.trainer.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The best of the checkpoints that were scored within a stage, {@code best.json} in the stage's folder.
 *
 * @param checkpoint its folder's name
 * @param step steps it had done
 * @param score what was compared: a task's name, or {@code mean}
 * @param value of that score
 * @param risen steps at which the best score last rose by as much as patience waits for; of older files the best one's
 */
public record BestCheckpoint(
        @JsonProperty("checkpoint") String checkpoint,
        @JsonProperty("step") long step,
        @JsonProperty("score") String score,
        @JsonProperty("value") double value,
        @JsonProperty("risen") long risen) {

    private static final String FILE = "best.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    public BestCheckpoint {
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(score, "score");
        risen = risen == 0 ? step : risen;
    }

    /** What a stage's folder says, if it does. */
    static Optional<BestCheckpoint> read(Path stage) {
        Path file = stage.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), BestCheckpoint.class));
        } catch (JsonProcessingException e) {
            throw PlumblineException.data(file + " is damaged: " + JsonObjection.of(e) + "; delete it", e);
        } catch (IOException e) {
            throw PlumblineException.data(file + " cannot be read (" + e.getMessage() + "); delete it", e);
        }
    }

    void write(Path stage) {
        try {
            AtomicFiles.write(
                    stage.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers can be written", e);
        }
    }
}
