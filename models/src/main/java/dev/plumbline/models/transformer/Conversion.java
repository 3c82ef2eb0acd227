package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.List;

/**
 * Between float32 and the type that a network computes in. In TorchScript, since DJL's arrays know no bfloat16; libtorch's
 * operations take the type of what they are given. Without gradients.
 */
final class Conversion implements AutoCloseable {

    private final FloatType type;
    private final ScriptModule script;

    Conversion(FloatType type, NDManager parent) {
        this.type = type;
        this.script =
                ScriptModule.compile(parent, List.of(method("narrowed", type), method("widened", FloatType.FLOAT32)));
    }

    private static ScriptMethod method(String name, FloatType type) {
        return new ScriptMethod(name, List.of("x"), List.of("return torch.to(x, " + type.number() + ")"));
    }

    /** From float32, rounded to nearest; closes what it is given, unless that is the result. */
    NDArray narrow(NDArray array) {
        return convert("narrowed", array);
    }

    /** To float32, exactly; closes what it is given, unless that is the result. */
    NDArray widen(NDArray array) {
        return convert("widened", array);
    }

    private NDArray convert(String method, NDArray array) {
        if (type == FloatType.FLOAT32) {
            return array;
        }
        try (array) {
            return script.call(method, false, array);
        }
    }

    @Override
    public void close() {
        script.close();
    }
}
