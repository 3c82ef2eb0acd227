package dev.plumbline.tasks.data;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Values as Arrow's cast to string writes them (pyarrow 26); ids that were read as numbers go through it in mteb. */
final class ArrowText {

    private ArrowText() {}

    /** Null for a list or structure, which is no text. */
    static @Nullable String of(@Nullable Object value) {
        if (value instanceof Double number) {
            return of(number.doubleValue());
        }
        return value instanceof String || value instanceof Long || value instanceof Boolean ? value.toString() : null;
    }

    /** The shortest digits that give the number again; an exponent from 1e+10 and below 1e-6 on. */
    static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = 1 / value < 0 || value < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (Double.isInfinite(magnitude)) {
            return sign + "inf";
        }
        if (magnitude == 0) {
            return sign + "0";
        }
        BigDecimal shortest = shortest(magnitude);
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        if (exponent >= -6 && exponent < 10) {
            return sign + shortest.toPlainString();
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return sign + mantissa + (exponent < 0 ? "e" : "e+") + exponent;
    }

    /** Before Java 19 {@code Double.toString} may have a digit too many. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int precision = 1; precision < 17; precision++) {
            BigDecimal rounded = exact.round(new java.math.MathContext(precision));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return new BigDecimal(Double.toString(value)).stripTrailingZeros();
    }
}
