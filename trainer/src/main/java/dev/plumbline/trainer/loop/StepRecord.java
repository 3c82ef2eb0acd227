package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of a step.
 *
 * @param step counted from 1
 * @param dataset whose batch it was, the last of several
 * @param loss mean over the step's batches
 * @param parts figures the loss is made of, each a mean over the batches that have it: {@code contrastive}, {@code kl},
 *     {@code cosent}, not weighted, and {@code focal_weight}
 * @param positive mean cosine of a query and its positive
 * @param negative mean cosine of a query and what it is contrasted with
 * @param gradientNorm before clipping
 * @param learningRate used
 * @param tokens of all texts, without padding
 * @param seconds of the step
 * @param memoryMb in use on the GPU, by all, where it runs on one, else of the process; 0 if it cannot be known
 * @param secondsLeft of the stage, as its steps so far in this process suggest
 * @param lossScale what the loss was multiplied by for the gradients, in float16 only
 * @param skipped whether no weight was moved, since gradients went beyond float16; their norm is then not finite
 */
public record StepRecord(
        @JsonProperty("step") long step,
        @JsonProperty("dataset") String dataset,
        @JsonProperty("loss") double loss,
        @JsonProperty("parts") Map<String, Double> parts,
        @JsonProperty("positive_similarity") double positive,
        @JsonProperty("negative_similarity") double negative,
        @JsonProperty("grad_norm") double gradientNorm,
        @JsonProperty("learning_rate") double learningRate,
        @JsonProperty("tokens") long tokens,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("memory_mb") long memoryMb,
        @JsonProperty("eta_seconds") double secondsLeft,

        @JsonProperty("loss_scale") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double lossScale,

        @JsonProperty("skipped") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean skipped) {

    public StepRecord {
        Objects.requireNonNull(dataset, "dataset");
        // in one order, so that equal steps have equal lines
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    @JsonProperty("tokens_per_second")
    public double tokensPerSecond() {
        return tokens / seconds;
    }
}
