package dev.plumbline.models.safetensors;

/**
 * Conversions between float32 and the two 16-bit types. To 16 bits values round to nearest, ties to even, as torch's
 * {@code Half} and {@code BFloat16} do; from 16 bits they are exact. NaN stays NaN.
 */
public final class HalfPrecision {

    private static final int BF16_SHIFT = 16;
    private static final int F16_SHIFT = 13;
    private static final int F16_MANTISSA = 0x3ff;
    private static final int F16_INFINITY = 0x7c00;
    private static final int F16_QUIET = 0x200;
    /** Difference of the exponents' biases, 127 - 15, in place. */
    private static final int REBIAS = (127 - 15) << 23;
    /** float32 bits of 65520, from where on F16 rounds to infinity. */
    private static final int F16_OVERFLOW = 0x477f_f000;
    /** float32 bits of 2^-14, the least normal F16. */
    private static final int F16_NORMAL = 0x3880_0000;
    /** Adding it leaves a subnormal F16, rounded, in the low bits: its last bit is worth 2^-24. */
    private static final float F16_SUBNORMAL_MAGIC = 0.5f;

    private static final int SIGN = 0x8000;

    private HalfPrecision() {}

    public static float bf16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << BF16_SHIFT);
    }

    public static short floatToBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // keeps the payload's upper part, and cannot become an infinity
            return (short) ((bits >>> BF16_SHIFT) | 0x40);
        }
        int odd = (bits >>> BF16_SHIFT) & 1;
        return (short) ((bits + 0x7fff + odd) >>> BF16_SHIFT);
    }

    public static float f16ToFloat(short half) {
        int sign = (half & SIGN) << BF16_SHIFT;
        int rest = half & 0x7fff;
        if (rest >= F16_INFINITY) {
            return Float.intBitsToFloat(sign | 0x7f80_0000 | ((rest & F16_MANTISSA) << F16_SHIFT));
        }
        if (rest > F16_MANTISSA) {
            return Float.intBitsToFloat(sign | ((rest << F16_SHIFT) + REBIAS));
        }
        // zero or subnormal: a multiple of 2^-24
        float magnitude = rest * 0x1p-24f;
        return sign == 0 ? magnitude : -magnitude;
    }

    public static short floatToF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> BF16_SHIFT) & SIGN;
        int rest = bits & 0x7fff_ffff;
        if (Float.isNaN(value)) {
            return (short) (sign | F16_INFINITY | F16_QUIET | ((rest >>> F16_SHIFT) & F16_MANTISSA));
        }
        if (rest >= F16_OVERFLOW) {
            return (short) (sign | F16_INFINITY);
        }
        if (rest < F16_NORMAL) {
            float shifted = Float.intBitsToFloat(rest) + F16_SUBNORMAL_MAGIC;
            return (short) (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(F16_SUBNORMAL_MAGIC)));
        }
        int odd = (rest >>> F16_SHIFT) & 1;
        return (short) (sign | ((rest - REBIAS + 0xfff + odd) >>> F16_SHIFT));
    }
}
