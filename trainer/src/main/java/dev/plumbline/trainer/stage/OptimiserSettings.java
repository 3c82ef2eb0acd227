package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.trainer.optimise.AdamW;
import dev.plumbline.trainer.optimise.LearningRate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a stage's weights are moved. In a configuration file, beside the stage's other settings, with every default:
 *
 * <pre>
 * learning_rate: 1e-5      as the published script of KaLM
 * warmup_ratio: 0.1        as the published script; or warmup_steps
 * decay: linear            cosine, constant
 * weight_decay: 0
 * adam_beta1: 0.9
 * adam_beta2: 0.999
 * adam_epsilon: 1e-8
 * max_grad_norm: 1         0 for no clipping
 * accumulation: 1          batches per step
 * chunk:                   texts per pass (GradCache); all at once if left out
 * recompute: false         compute layers again for their gradient, for less memory
 * precision: f32           bf16, fp16 for matrix products in half precision; weights, loss and optimiser stay float32.
 *                          tf32 for products of ten bits on a GPU
 * freeze: []               beginnings of parameters' names that stay as they are
 * </pre>
 *
 * @param peak greatest learning rate, above 0
 * @param warmUpRatio part of the steps, 0 to 1
 * @param warmUpSteps instead, at least 0
 * @param decay what follows
 * @param adam its constants
 * @param maxNorm gradients are clipped to it, above 0; infinite for no clipping
 * @param memory how much is held at once
 * @param freeze beginnings of names
 */
public record OptimiserSettings(
        double peak,
        double warmUpRatio,
        Optional<Integer> warmUpSteps,
        LearningRate.Decay decay,
        AdamW.Settings adam,
        double maxNorm,
        Memory memory,
        List<String> freeze) {

    private static final double PEAK = 1e-5;
    private static final double WARM_UP = 0.1;

    /**
     * What is held at once.
     *
     * @param accumulation batches per step, at least 1
     * @param chunk texts per pass, at least 1; all if empty
     * @param recompute whether layers are computed again for their gradient
     * @param precision of matrix products
     */
    public record Memory(int accumulation, OptionalInt chunk, boolean recompute, Precision precision) {
        public Memory {
            Objects.requireNonNull(precision, "precision");
            if (accumulation < 1 || (chunk.isPresent() && chunk.getAsInt() < 1)) {
                throw new IllegalArgumentException("accumulation and chunk must be at least 1");
            }
        }
    }

    public OptimiserSettings {
        Objects.requireNonNull(decay, "decay");
        Objects.requireNonNull(adam, "adam");
        Objects.requireNonNull(memory, "memory");
        freeze = List.copyOf(freeze);
        if (!(peak > 0)) {
            throw new WrongValueException("learning_rate", "must be above 0, not " + peak, "1e-5");
        }
        if (!(warmUpRatio >= 0 && warmUpRatio <= 1)) {
            throw new WrongValueException("warmup_ratio", "must be from 0 to 1, not " + warmUpRatio, "0.1");
        }
        if (warmUpSteps.isPresent() && warmUpSteps.get() < 0) {
            throw new WrongValueException("warmup_steps", "must be at least 0, not " + warmUpSteps.get(), "100");
        }
        if (!(maxNorm > 0)) {
            throw new WrongValueException("max_grad_norm", "must be at least 0, not " + maxNorm, "1");
        }
    }

    static OptimiserSettings read(Settings node) {
        double peak = node.number("learning_rate", PEAK);
        OptionalInt warmUpSteps = node.optionalInteger("warmup_steps");
        if (warmUpSteps.isPresent() && node.has("warmup_ratio")) {
            throw node.wrong("warmup_ratio", "and warmup_steps cannot both be given");
        }
        double warmUp = node.number("warmup_ratio", WARM_UP);
        LearningRate.Decay decay =
                node.choice("decay", LearningRate.Decay.class).orElse(LearningRate.Decay.LINEAR);
        AdamW.Settings usual = AdamW.Settings.DEFAULT;
        double beta1 = node.number("adam_beta1", usual.beta1());
        double beta2 = node.number("adam_beta2", usual.beta2());
        double epsilon = node.positive("adam_epsilon", usual.epsilon());
        double weightDecay = node.notNegative("weight_decay", usual.weightDecay());
        double clip = node.number("max_grad_norm", 1);
        int accumulation = node.integer("accumulation", 1);
        OptionalInt chunk = node.optionalInteger("chunk");
        boolean recompute = node.flag("recompute", false);
        Precision precision = node.choice("precision", Precision.class).orElse(Precision.F32);
        List<String> freeze = node.texts("freeze");
        return node.checked(() -> new OptimiserSettings(
                peak,
                warmUp,
                warmUpSteps.isPresent() ? Optional.of(warmUpSteps.getAsInt()) : Optional.empty(),
                decay,
                new AdamW.Settings(beta1, beta2, epsilon, weightDecay),
                clip == 0 ? Double.POSITIVE_INFINITY : clip,
                new Memory(accumulation, chunk, recompute, precision),
                freeze));
    }

    /** The learning rate of a stage of so many steps; a warm-up that is longer is cut off, as transformers does. */
    public LearningRate rate(long steps) {
        if (warmUpSteps.isPresent()) {
            return new LearningRate(peak, warmUpSteps.get(), steps, decay);
        }
        return LearningRate.withWarmUpRatio(peak, warmUpRatio, steps, decay);
    }

    /** Whether a parameter stays as it is. */
    public boolean frozen(String name) {
        return freeze.stream().anyMatch(name::startsWith);
    }
}
