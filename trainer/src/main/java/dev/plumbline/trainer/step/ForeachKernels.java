package dev.plumbline.trainer.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.torch.GradientTape;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is done with lists of weights or gradients in one call into libtorch each, for which nothing is waited for. */
final class ForeachKernels implements AutoCloseable {

    private static final String THESE = "these" + ScriptMethod.LIST;
    private static final String THOSE = "those" + ScriptMethod.LIST;

    private static final ScriptMethod NOTHING =
            new ScriptMethod("nothing", List.of("x"), List.of("return torch.mul(torch.sum(x), 0)"));
    private static final ScriptMethod COPY = new ScriptMethod(
            "copy",
            List.of("unused", THESE, THOSE),
            List.of("torch._foreach_copy_(these, those, False)", "return unused"));
    private static final ScriptMethod ADD = new ScriptMethod(
            "add",
            List.of("unused", THESE, THOSE),
            List.of("torch._foreach_add_(these, those, alpha=1)", "return unused"));
    private static final ScriptMethod ZERO =
            new ScriptMethod("zero", List.of("unused", THESE), List.of("torch._foreach_zero_(these)", "return unused"));

    private final ScriptModule script;
    /** A script takes an array besides lists; one of a device would be copied there, which waits. */
    private final NDManager host;

    /** @param manager lives as long as the arrays */
    ForeachKernels(NDManager manager) {
        this.script = ScriptModule.compile(manager, List.of(NOTHING, COPY, ADD, ZERO));
        this.host = manager.newSubManager(Device.cpu());
    }

    /** A weight that no backward pass has reached has no gradient that something could be added to; so it has one of 0. */
    void begin(NDArray weight) {
        try (NDScope scope = new NDScope();
                GradientTape tape = GradientTape.open()) {
            scope.suppressNotUsedWarning();
            tape.backward(script.call(NOTHING.name(), true, weight));
        }
    }

    /** The gradients that weights have. */
    static List<NDArray> gradients(List<NDArray> weights) {
        return weights.stream().map(NDArray::getGradient).toList();
    }

    /** Copies {@code those} into {@code these}, from device to device too. */
    void copy(List<NDArray> these, List<NDArray> those) {
        call(COPY, these, those);
    }

    /** Adds {@code those}, of the same device, to {@code these}. */
    void add(List<NDArray> these, List<NDArray> those) {
        call(ADD, these, those);
    }

    /** Sets all to 0. */
    void zero(List<NDArray> these) {
        call(ZERO, these, List.of());
    }

    private void call(ScriptMethod method, List<NDArray> these, List<NDArray> those) {
        if (these.isEmpty()) {
            return;
        }
        // in the order of the method's parameters
        Map<String, List<NDArray>> lists = new LinkedHashMap<>();
        lists.put(THESE, these);
        if (!those.isEmpty()) {
            lists.put(THOSE, those);
        }
        try (NDArray unused = host.create(0f)) {
            script.callOnLists(method.name(), lists, unused).close();
        }
    }

    @Override
    public void close() {
        script.close();
        host.close();
    }
}
