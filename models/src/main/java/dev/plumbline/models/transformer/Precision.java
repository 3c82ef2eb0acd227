package dev.plumbline.models.transformer;

/**
 * What matrix products are computed in. Weights, norms, the sums between layers and everything after the network are float32
 * either way, as with torch's autocast.
 */
public enum Precision {

    /** float32. */
    F32,

    /** bfloat16: float32's range in eight significant bits. Half the memory, and faster where a device computes in it. */
    BF16;

    /** The dtype's number in libtorch ({@code c10/core/ScalarType.h}). */
    private static final int BFLOAT16 = 15;

    /** An expression of TorchScript, ready for a product. */
    String operand(String expression) {
        return this == F32 || expression.equals("None") ? expression : "torch.to(" + expression + ", " + BFLOAT16 + ")";
    }
}
