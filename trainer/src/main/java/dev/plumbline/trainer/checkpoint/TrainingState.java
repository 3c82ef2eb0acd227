package dev.plumbline.trainer.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.optimise.LossScale;
import dev.plumbline.trainer.rows.DataCursor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a stage stands, besides its weights and what the optimiser remembers.
 *
 * @param stage its name
 * @param step steps done, at least 0
 * @param settings what the following steps depend on; a run with other settings does not go on from here
 * @param data the next batch
 * @param scale of the loss in the next step, in float16 only
 */
public record TrainingState(
        @JsonProperty("stage") String stage,
        @JsonProperty("step") long step,
        @JsonProperty("settings") WeightFacts settings,
        @JsonProperty("data") DataCursor data,

        @JsonProperty("loss_scale") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        LossScale scale) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public TrainingState {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(data, "data");
        if (step < 0) {
            throw new IllegalArgumentException("steps are at least 0, not " + step);
        }
    }

    /** Steps done that moved the weights. */
    public long moved() {
        return scale == null ? step : step - scale.skipped();
    }

    String toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings can be written", e);
        }
    }

    static TrainingState ofJson(String json, String where) {
        try {
            return JSON.readValue(json, TrainingState.class);
        } catch (JsonProcessingException e) {
            throw PlumblineException.data(
                    where + " is damaged: " + JsonObjection.of(e) + "; delete the checkpoint to go on from the one"
                            + " before",
                    e);
        }
    }
}
