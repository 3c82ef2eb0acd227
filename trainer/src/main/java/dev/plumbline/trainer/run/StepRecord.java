package dev.plumbline.trainer.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * What the log keeps of a step.
 *
 * @param step counted from 1
 * @param dataset whose batch it was, the last of several
 * @param loss mean over the step's batches
 * @param positive mean cosine of a query and its positive
 * @param negative mean cosine of a query and what it is contrasted with
 * @param gradientNorm before clipping
 * @param learningRate used
 * @param tokens of all texts, without padding
 * @param seconds of the step
 * @param memoryMb of the process, if it can be known, else 0
 */
public record StepRecord(
        @JsonProperty("step") long step,
        @JsonProperty("dataset") String dataset,
        @JsonProperty("loss") double loss,
        @JsonProperty("positive_similarity") double positive,
        @JsonProperty("negative_similarity") double negative,
        @JsonProperty("grad_norm") double gradientNorm,
        @JsonProperty("learning_rate") double learningRate,
        @JsonProperty("tokens") long tokens,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("memory_mb") long memoryMb) {

    public StepRecord {
        Objects.requireNonNull(dataset, "dataset");
    }
}
