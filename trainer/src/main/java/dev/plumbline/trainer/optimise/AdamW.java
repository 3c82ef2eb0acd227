package dev.plumbline.trainer.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW with decoupled weight decay (arXiv 1711.05101), operation by operation as torch 2.13's single-tensor
 * {@code torch.optim.AdamW}: the weights decay on every parameter it is given.
 */
public final class AdamW implements AutoCloseable {

    private static final String MOVE = "move";

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> squares = new LinkedHashMap<>();
    private final Settings settings;
    private final NDManager manager;
    private final ScriptModule script;
    private long steps;

    /**
     * Its constants.
     *
     * @param beta1 of the mean of gradients, from 0 to less than 1
     * @param beta2 of the mean of squared gradients, from 0 to less than 1
     * @param epsilon added to the root, above 0
     * @param weightDecay at least 0
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {

        /** 0.9, 0.999, 1e-8 and no decay, as transformers' Trainer. */
        public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8, 0);

        public Settings {
            if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0)) {
                throw new IllegalArgumentException(
                        "not constants of AdamW: " + beta1 + ", " + beta2 + ", " + epsilon + ", " + weightDecay);
            }
        }
    }

    /**
     * An optimiser with no steps done.
     *
     * @param manager what it remembers is attached to a manager below this one
     * @param parameters by name; they require gradients and stay the caller's
     */
    public AdamW(NDManager manager, Map<String, NDArray> parameters, Settings settings) {
        this.manager = manager.newSubManager();
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.settings = settings;
        this.script = ScriptModule.compile(this.manager, List.of(move(settings)));
        parameters.forEach((name, parameter) -> {
            means.put(name, this.manager.zeros(parameter.getShape(), parameter.getDataType()));
            squares.put(name, this.manager.zeros(parameter.getShape(), parameter.getDataType()));
        });
    }

    /**
     * Moves every parameter by its gradient. The gradients stay as they are.
     *
     * @param learningRate at least 0
     * @param scale what each gradient is multiplied by, as for clipping
     */
    public void step(double learningRate, double scale) {
        steps++;
        double correction1 = 1 - Math.pow(settings.beta1(), (double) steps);
        double correction2 = Math.sqrt(1 - Math.pow(settings.beta2(), (double) steps));
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray numbers = manager.create(new double[] {
                scale, 1 - learningRate * settings.weightDecay(), correction2, -learningRate / correction1
            });
            parameters.forEach((name, parameter) -> script.call(
                    MOVE, false, parameter, parameter.getGradient(), means.get(name), squares.get(name), numbers));
        }
    }

    /** One call into libtorch for a parameter's step. The numbers are those that differ from step to step. */
    private static ScriptMethod move(Settings settings) {
        return new ScriptMethod(
                MOVE,
                List.of("p", "g", "m", "v", "numbers"),
                List.of(
                        "g1 = torch.mul(g, torch.item(torch.select(numbers, 0, 0)))",
                        "p1 = torch.mul_(p, torch.item(torch.select(numbers, 0, 1)))",
                        "m1 = torch.lerp_(m, g1, " + (1 - settings.beta1()) + ")",
                        "v1 = torch.addcmul_(torch.mul_(v, " + settings.beta2() + "), g1, g1, value="
                                + (1 - settings.beta2()) + ")",
                        "root = torch.add_(torch.div_(torch.sqrt(v1), torch.item(torch.select(numbers, 0, 2))), "
                                + settings.epsilon() + ")",
                        "return torch.addcdiv_(p1, m1, root, value=torch.item(torch.select(numbers, 0, 3)))"));
    }

    /** Steps done so far. */
    public long steps() {
        return steps;
    }

    /** What it remembers besides the number of steps: {@code <parameter>.exp_avg} and {@code <parameter>.exp_avg_sq}. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        means.forEach((name, mean) -> state.put(name + ".exp_avg", mean));
        squares.forEach((name, square) -> state.put(name + ".exp_avg_sq", square));
        return state;
    }

    /**
     * Goes on as if it had done these steps; the arrays of {@link #state} are filled by the caller.
     *
     * @param done at least 0
     */
    public void resume(long done) {
        if (done < 0) {
            throw new IllegalArgumentException("steps are at least 0, not " + done);
        }
        steps = done;
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }
}
