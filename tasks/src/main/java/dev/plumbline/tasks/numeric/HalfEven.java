package dev.plumbline.tasks.numeric;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Python's {@code round(value, decimals)}. */
public final class HalfEven {

    private HalfEven() {}

    /**
     * The double next to the exact value rounded to so many decimals, ties to the even digit (CPython 3.11
     * Objects/floatobject.c). NaN and the infinities come back as they are; zero keeps its sign.
     */
    public static double round(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return value;
        }
        double rounded =
                new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
        return Math.copySign(rounded, value);
    }
}
