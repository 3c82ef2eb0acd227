package dev.plumbline.tasks.numeric;

import java.math.BigInteger;

/**
 * Binary logarithms of small whole numbers, correctly rounded.
 *
 * <p>Java has no log2, and {@code log(n) / log(2)} is off by a unit in the last place now and then. That is enough to turn
 * an nAUC of exactly 1 into NaN, since over constant metric values it divides rounding noise by the same rounding noise.
 */
final class Log2 {

    /** Ranks up to 1000 need logarithms up to 1001; beyond the table rounding decides nothing. */
    private static final double[] TABLE = new double[1024];

    /** Bits of the fixed-point mantissa: enough that 70 squarings leave 60 good bits. */
    private static final int MANTISSA_BITS = 160;

    /** Fractional bits computed: a double has at most 53 for a logarithm of 1 or more. */
    private static final int FRACTION_BITS = 70;

    static {
        for (int n = 1; n < TABLE.length; n++) {
            TABLE[n] = compute(n);
        }
    }

    private Log2() {}

    /** The logarithm of a positive number. */
    static double of(int n) {
        return n < TABLE.length ? TABLE[n] : Math.log(n) / Math.log(2);
    }

    /** Digit by digit: squaring a mantissa in [1, 2) doubles its logarithm, whose next bit says whether it reached 2. */
    private static double compute(int n) {
        int whole = 31 - Integer.numberOfLeadingZeros(n);
        BigInteger mantissa = BigInteger.valueOf(n).shiftLeft(MANTISSA_BITS - whole);
        BigInteger bits = BigInteger.valueOf(whole);
        for (int i = 0; i < FRACTION_BITS; i++) {
            mantissa = mantissa.multiply(mantissa).shiftRight(MANTISSA_BITS);
            bits = bits.shiftLeft(1);
            if (mantissa.testBit(MANTISSA_BITS + 1)) {
                mantissa = mantissa.shiftRight(1);
                bits = bits.setBit(0);
            }
        }
        return Math.scalb(bits.doubleValue(), -FRACTION_BITS);
    }
}
