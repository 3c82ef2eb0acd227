package dev.plumbline.harness.track;

import dev.plumbline.trainer.loop.StepRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** A step's and a scoring's figures by the names that they are followed by. */
final class Figures {

    private Figures() {}

    /** Those of a step; what is no number is left out. */
    static Map<String, Double> of(StepRecord step) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("train/loss", step.loss());
        step.parts().forEach((name, value) -> figures.put("train/" + name, value));
        figures.put("train/positive_similarity", step.positive());
        figures.put("train/negative_similarity", step.negative());
        figures.put("train/grad_norm", step.gradientNorm());
        figures.put("train/learning_rate", step.learningRate());
        figures.put("train/tokens_per_second", step.tokensPerSecond());
        figures.put("train/memory_mb", (double) step.memoryMb());
        figures.values().removeIf(value -> !Double.isFinite(value));
        return figures;
    }

    /** Those of a scoring, and their mean. */
    static Map<String, Double> of(Map<String, Double> scores) {
        Map<String, Double> figures = new LinkedHashMap<>();
        scores.forEach((task, score) -> figures.put("score/" + task, score));
        scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .ifPresent(mean -> figures.put("score/mean", mean));
        figures.values().removeIf(value -> !Double.isFinite(value));
        return figures;
    }
}
