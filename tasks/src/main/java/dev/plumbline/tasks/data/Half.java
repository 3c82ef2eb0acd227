package dev.plumbline.tasks.data;

/** IEEE 754 binary16; the JDK has it from version 20 on. */
final class Half {

    private static final float SMALLEST = 0x1p-24f;

    private Half() {}

    /** The sixteen bits nearest to a number, ties to even. */
    static int of(double value) {
        int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(value);
        if (Double.isNaN(value)) {
            return 0x7E00;
        }
        if (magnitude >= 65520) {
            return sign | 0x7C00;
        }
        // a step of the grid at this magnitude; the subnormal one is the finest
        double step = Math.max(Math.ulp(magnitude) * 0x1p42, SMALLEST);
        double rounded = Math.rint(magnitude / step) * step;
        if (rounded < 0x1p-14) {
            return sign | (int) (rounded / SMALLEST);
        }
        int exponent = Math.getExponent(rounded);
        return sign | (exponent + 15) << 10 | (int) ((rounded / Math.scalb(1.0, exponent) - 1) * 1024);
    }

    /** @param bits of which the lower sixteen count */
    static float toFloat(int bits) {
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude =
                switch (exponent) {
                    case 0 -> fraction * SMALLEST;
                    case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                    default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
                };
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
