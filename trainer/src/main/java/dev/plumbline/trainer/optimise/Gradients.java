package dev.plumbline.trainer.optimise;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.torch.HostValues;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The gradients that backward passes have left with some parameters, all of them in one call into libtorch each time. */
public final class Gradients implements AutoCloseable {

    /** Added to the norm by torch.nn.utils.clip_grad_norm_. */
    private static final double CLIP_EPSILON = 1e-6;

    private static final String LIST = "g" + ScriptMethod.LIST;

    /** {@code _foreach_norm} as clip_grad_norm_ has it; the norm of the norms in float64 (7 in libtorch). */
    private static final ScriptMethod NORM = new ScriptMethod(
            "norm",
            List.of("unused", LIST),
            List.of(
                    "norms = torch.to(torch.stack(torch._foreach_norm(g, 2, dtype=None)), 7)",
                    "return torch.sqrt(torch.sum(torch.mul(norms, norms)))"));

    private static final ScriptMethod SCALE = new ScriptMethod(
            "scale", List.of("factor", LIST), List.of("torch._foreach_mul_(g, torch.item(factor))", "return factor"));

    private static final ScriptMethod CLEAR =
            new ScriptMethod("clear", List.of("unused", LIST), List.of("torch._foreach_zero_(g)", "return unused"));

    private final Collection<NDArray> parameters;
    /** On the host: a number that a call reads from a device would wait for all that the device has yet to do. */
    private final NDManager host;

    private final ScriptModule script;

    /**
     * Gradients of parameters, which stay the caller's.
     *
     * @param parameters each requires a gradient
     */
    public Gradients(NDManager manager, Collection<NDArray> parameters) {
        this.parameters = List.copyOf(parameters);
        this.host = manager.newSubManager(Device.cpu());
        this.script = ScriptModule.compile(manager, List.of(NORM, SCALE, CLEAR));
    }

    /**
     * Euclidean norm of all gradients together; not finite if one of them is not. Waits for what the device has yet to do.
     */
    public double norm() {
        try (NDArray norm = deviceNorm()) {
            return HostValues.doubles(norm)[0];
        }
    }

    /** The same number, float64, which is the caller's to close and which nobody has waited for. */
    public NDArray deviceNorm() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray norm = call(NORM, host.create(0f));
            NDScope.unregister(norm);
            return norm;
        }
    }

    /** Multiplies all of them. */
    public void scale(double factor) {
        if (factor != 1) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                call(SCALE, host.create(factor));
            }
        }
    }

    /** Sets all of them to 0, also those that are not finite. */
    public void clear() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            call(CLEAR, host.create(0f));
        }
    }

    private NDArray call(ScriptMethod method, NDArray number) {
        List<NDArray> gradients = parameters.stream().map(NDArray::getGradient).toList();
        return script.callOnLists(method.name(), Map.of(LIST, gradients), number);
    }

    /**
     * What to multiply gradients by so that their norm is at most {@code greatest}: torch.nn.utils.clip_grad_norm_.
     *
     * @param norm of all gradients together
     * @param greatest above 0; infinity for no clipping
     * @return at most 1
     */
    public static double clipping(double norm, double greatest) {
        if (!(greatest > 0)) {
            throw new IllegalArgumentException("gradients are clipped to a norm above 0, not " + greatest);
        }
        return greatest == Double.POSITIVE_INFINITY ? 1 : Math.min(1, greatest / (norm + CLIP_EPSILON));
    }

    @Override
    public void close() {
        script.close();
        host.close();
    }
}
