package dev.plumbline.trainer.optimise;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.plumbline.models.torch.DeviceNumber;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW with decoupled weight decay (arXiv 1711.05101) by libtorch's fused kernel, as {@code torch.optim.AdamW(fused=True)}:
 * all parameters in one call that nothing waits for. The weights decay on every parameter it is given.
 */
public final class AdamW implements AutoCloseable {

    private static final String MOVE = "move";
    private static final String PARAMETERS = "p" + ScriptMethod.LIST;
    private static final String GRADIENTS = "g" + ScriptMethod.LIST;
    private static final String MEANS = "m" + ScriptMethod.LIST;
    private static final String SQUARES = "v" + ScriptMethod.LIST;
    private static final String STEPS = "steps" + ScriptMethod.LIST;

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> squares = new LinkedHashMap<>();
    private final NDManager manager;
    private final NDManager host;
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
        this.host = this.manager.newSubManager(Device.cpu());
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
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
     */
    public void step(double learningRate) {
        steps++;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> gradients =
                    parameters.values().stream().map(NDArray::getGradient).toList();
            // the kernel reads it for each parameter, on the parameter's device
            NDArray step = DeviceNumber.of(manager, (double) steps, DataType.FLOAT32);
            Map<String, List<NDArray>> lists = new LinkedHashMap<>();
            lists.put(PARAMETERS, List.copyOf(parameters.values()));
            lists.put(GRADIENTS, gradients);
            lists.put(MEANS, List.copyOf(means.values()));
            lists.put(SQUARES, List.copyOf(squares.values()));
            lists.put(STEPS, Collections.nCopies(gradients.size(), step));
            script.callOnLists(MOVE, lists, host.create(learningRate));
        }
    }

    /** The learning rate is on the host, where the kernel looks for it. */
    private static ScriptMethod move(Settings settings) {
        return new ScriptMethod(
                MOVE,
                List.of("rate", PARAMETERS, GRADIENTS, MEANS, SQUARES, STEPS),
                List.of(
                        "torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), steps, lr=rate, beta1="
                                + settings.beta1() + ", beta2=" + settings.beta2() + ", weight_decay="
                                + settings.weightDecay() + ", eps=" + settings.epsilon()
                                + ", amsgrad=False, maximize=False, grad_scale=None, found_inf=None)",
                        "return rate"));
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
