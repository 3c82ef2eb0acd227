package dev.plumbline.models.transformer;

import dev.plumbline.models.network.FloatType;
import java.util.List;
import java.util.Objects;

/**
 * How vectors are normalised, everywhere in a network alike.
 *
 * @param eps added to variance or mean square
 * @param bias whether there is something to add afterwards
 */
public record Norm(Kind kind, double eps, boolean bias) {

    public Norm {
        Objects.requireNonNull(kind, "kind");
    }

    /** What is done to a vector. */
    public enum Kind {
        /** Mean 0, variance 1, times weights. */
        LAYER,
        /** Mean square 1, times weights. */
        RMS,
        /** Mean square 1, times weights plus one. */
        RMS_FROM_ONE
    }

    /**
     * TorchScript of {@code n = norm(x)}, a function's last lines.
     *
     * <p>RMS is computed in float32. Of networks in another type, Llama's relatives round before the weights and Gemma's
     * after them, as transformers has it; torch's own function would round after them always.
     *
     * @param atOnce whether torch's own function will do for Llama's kind: it rounds once instead of twice, and on a GPU is one
     *     operation instead of four
     */
    List<String> script(int width, FloatType type, boolean atOnce) {
        String head = "torch.rms_norm(";
        String shape = ", [" + width + "], ";
        String tail = ", " + ScriptText.number(eps) + ")";
        if (kind == Kind.LAYER) {
            return List.of("return torch.layer_norm(x" + shape + "w, " + (bias ? "c" : "None") + tail);
        }
        String weights = kind == Kind.RMS ? "w" : "torch.add(w, 1)";
        if (type == FloatType.FLOAT32 || (kind == Kind.RMS && atOnce)) {
            return List.of("return " + head + "x" + shape + weights + tail);
        }
        String wide = "torch.to(x, " + FloatType.FLOAT32.number() + ")";
        if (kind == Kind.RMS) {
            return List.of(
                    "n = " + head + wide + shape + "None" + tail,
                    "return torch.mul(w, torch.to(n, " + type.number() + "))");
        }
        return List.of(
                "g = torch.add(torch.to(w, " + FloatType.FLOAT32.number() + "), 1)",
                "return torch.to(" + head + wide + shape + "g" + tail + ", " + type.number() + ")");
    }
}
