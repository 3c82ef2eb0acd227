package dev.plumbline.models.transformer;

import dev.plumbline.models.network.FloatType;

/**
 * What matrix products are computed in. Weights, norms, the sums between layers and everything after the network are float32
 * either way, as with torch's autocast.
 */
public enum Precision {

    /** float32. */
    F32(FloatType.FLOAT32),

    /** float32, of which a GPU multiplies ten significant bits; {@link dev.plumbline.models.torch.Libtorch#allowTf32}. */
    TF32(FloatType.FLOAT32),

    /** bfloat16: float32's range in eight significant bits. Half the memory, and faster where a device computes in it. */
    BF16(FloatType.BFLOAT16),

    /** float16: eleven significant bits, from 6e-8 to 65504. Gradients need a scaled loss to stay within. */
    FP16(FloatType.FLOAT16);

    private final FloatType products;

    Precision(FloatType products) {
        this.products = products;
    }

    /** The type of the products' operands. */
    public FloatType products() {
        return products;
    }

    /** Whether operands are rounded to two bytes. */
    public boolean isHalf() {
        return products != FloatType.FLOAT32;
    }

    /** An expression of TorchScript, ready for a product. */
    String operand(String expression) {
        return !isHalf() || expression.equals("None")
                ? expression
                : "torch.to(" + expression + ", " + products.number() + ")";
    }
}
