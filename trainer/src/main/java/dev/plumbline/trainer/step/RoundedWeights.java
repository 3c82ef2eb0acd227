package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.network.FloatType;
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

    private static final String ROUND = "round";

    private final ForeachKernels kernels;
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
        this.kernels = new ForeachKernels(manager);
        ScriptMethod round = new ScriptMethod(
                ROUND, List.of("x"), List.of("return torch.to(x, " + type.number() + ", False, True)"));
        try (ScriptModule script = ScriptModule.compile(manager, List.of(round))) {
            copy(masters, manager, script);
        }
        moved.forEach(kernels::begin);
    }

    private void copy(Map<String, NDArray> masters, NDManager manager, ScriptModule script) {
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
    }

    /** The copies by the weights' names. */
    Map<String, NDArray> copies() {
        return Collections.unmodifiableMap(copies);
    }

    /** Makes the copies anew of weights that have changed. */
    void refresh() {
        if (!moved.isEmpty()) {
            kernels.copy(List.copyOf(copies.values()), weights);
        }
    }

    /** Adds the copies' gradients to the weights', and sets them to 0. */
    void collect() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> theirs = ForeachKernels.gradients(movedCopies);
            kernels.add(ForeachKernels.gradients(moved), theirs);
            kernels.zero(theirs);
        }
    }
}
