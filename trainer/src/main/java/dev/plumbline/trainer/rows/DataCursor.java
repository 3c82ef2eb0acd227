package dev.plumbline.trainer.rows;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far training has come in its data: all there is to save, since the batch of a step depends on nothing but the seed,
 * the settings and the files.
 *
 * @param nextStep the first step not yet trained on
 * @param identity what the batches depend on, in words: seed, sampling, and each data set's settings and file hashes
 */
public record DataCursor(
        @JsonProperty("next_step") long nextStep,
        @JsonProperty("identity") Map<String, String> identity) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public DataCursor {
        identity = Collections.unmodifiableMap(new TreeMap<>(identity));
        if (nextStep < 0) {
            throw new IllegalArgumentException("steps count from 0, not " + nextStep);
        }
    }

    /** One line of JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings can be written", e);
        }
    }

    /**
     * What {@link #toJson} wrote.
     *
     * @throws PlumblineException of kind DATA if it is anything else
     */
    public static DataCursor ofJson(String json) {
        try {
            return JSON.readValue(json, DataCursor.class);
        } catch (JsonProcessingException e) {
            throw PlumblineException.data(
                    "the saved state of the training data is unreadable: " + JsonObjection.of(e)
                            + "; start from another checkpoint",
                    e);
        }
    }
}
