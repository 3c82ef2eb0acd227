package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.torch.GradientTape;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies of weights in half precision, made once a step instead of in every layer of every pass. They take gradients in place
 * of the weights, in the copies' type within a pass and added up in float32 between passes.
 */
final class RoundedWeights {

    private static final String THESE = "these" + ScriptMethod.LIST;
    private static final String THOSE = "those" + ScriptMethod.LIST;

    private static final String ROUND = "round";
    private static final ScriptMethod NOTHING =
            new ScriptMethod("nothing", List.of("x"), List.of("return torch.mul(torch.sum(x), 0)"));
    private static final ScriptMethod COPY = new ScriptMethod(
            "copy",
            List.of("unused", THESE, THOSE),
            List.of("torch._foreach_copy_(these, those, False)", "return unused"));
    private static final ScriptMethod COLLECT = new ScriptMethod(
            "collect",
            List.of("unused", THESE, THOSE),
            List.of("torch._foreach_add_(these, those, alpha=1)", "torch._foreach_zero_(those)", "return unused"));

    private final NDManager manager;
    private final ScriptModule script;
    private final Map<String, NDArray> copies = new LinkedHashMap<>();
    private final List<NDArray> weights = new ArrayList<>();
    /** Those whose gradients are wanted. */
    private final List<NDArray> moved = new ArrayList<>();

    private final List<NDArray> movedCopies = new ArrayList<>();

    /**
     * Copies weights.
     *
     * @param manager owns the copies, and lives as long as the weights
     * @param masters float32, by name
     * @param type of the copies
     */
    RoundedWeights(NDManager manager, Map<String, NDArray> masters, FloatType type) {
        this.manager = manager;
        ScriptMethod round = new ScriptMethod(
                ROUND, List.of("x"), List.of("return torch.to(x, " + type.number() + ", False, True)"));
        this.script = ScriptModule.compile(manager, List.of(round, NOTHING, COPY, COLLECT));
        masters.forEach((name, master) -> {
            // what is computed for inference only could never take a gradient
            NDArray copy = script.call(ROUND, true, master).stopGradient();
            copy.attach(manager);
            copies.put(name, copy);
            weights.add(master);
            if (master.hasGradient()) {
                copy.setRequiresGradient(true);
                moved.add(master);
                movedCopies.add(copy);
            }
        });
        moved.forEach(this::begin);
    }

    /** A weight that no backward pass has reached has no gradient that something could be added to; so it has one of 0. */
    private void begin(NDArray weight) {
        try (NDScope scope = new NDScope();
                GradientTape tape = GradientTape.open()) {
            scope.suppressNotUsedWarning();
            tape.backward(script.call(NOTHING.name(), true, weight));
        }
    }

    /** The copies by the weights' names. */
    Map<String, NDArray> copies() {
        return Collections.unmodifiableMap(copies);
    }

    /** Makes the copies anew of weights that have changed. */
    void refresh() {
        if (!moved.isEmpty()) {
            on(COPY, List.copyOf(copies.values()), weights);
        }
    }

    /** Adds the copies' gradients to the weights', and sets them to 0. */
    void collect() {
        if (!moved.isEmpty()) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                on(COLLECT, gradients(moved), gradients(movedCopies));
            }
        }
    }

    private static List<NDArray> gradients(List<NDArray> arrays) {
        return arrays.stream().map(NDArray::getGradient).toList();
    }

    private void on(ScriptMethod method, List<NDArray> to, List<NDArray> from) {
        Map<String, List<NDArray>> lists = new LinkedHashMap<>();
        lists.put(THESE, to);
        lists.put(THOSE, from);
        try (NDArray unused = manager.create(0f)) {
            script.callOnLists(method.name(), lists, unused).close();
        }
    }
}
