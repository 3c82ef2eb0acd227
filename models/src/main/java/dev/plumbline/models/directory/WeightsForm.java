package dev.plumbline.models.directory;

import java.util.Locale;

/** In which form a directory's weights are run. */
public enum WeightsForm {
    /** The fastest there is: an ONNX graph, else native. */
    AUTO,
    /** An ONNX graph, by ONNX Runtime. */
    ONNX,
    /** {@code model.safetensors}, by networks of our own. */
    NATIVE;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
