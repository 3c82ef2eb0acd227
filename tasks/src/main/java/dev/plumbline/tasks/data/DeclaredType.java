package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type that README.md declares for a column, in {@code dataset_info.features} or a config's own {@code features}, and
 * the cast to it as {@code datasets} 5.2 and pyarrow 26 do it ({@code table.table_cast},
 * {@code ClassLabel.cast_storage}). Nulls stay null.
 */
sealed interface DeclaredType {

    /**
     * The value as one of this type.
     *
     * @throws Refused if it has no counterpart
     */
    @Nullable
    Object cast(@Nullable Object value);

    /** A value that cannot be cast; the message says why, without a place. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String message;

        Refused(@Nullable Object value, String type) {
            this("README.md declares " + type + ", and it cannot be made of " + Table.describe(value));
        }

        private Refused(String message) {
            super(message);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    /** Left as read: types no task uses, such as images. */
    record Other() implements DeclaredType {
        @Override
        public @Nullable Object cast(@Nullable Object value) {
            return value;
        }
    }

    /** Text. */
    record Text() implements DeclaredType {
        @Override
        public @Nullable Object cast(@Nullable Object value) {
            String text = ArrowText.of(value);
            if (text == null && value != null) {
                throw new Refused(value, "a string");
            }
            return text;
        }
    }

    /** A whole number of some bits. */
    record Whole(int bits, boolean signed) implements DeclaredType {

        private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,19}");
        private static final Pattern HEX = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})");

        @Override
        public @Nullable Object cast(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            Long number = whole(value);
            if (number == null || !fits(number)) {
                throw new Refused(value, (signed ? "int" : "uint") + bits);
            }
            return number;
        }

        private boolean fits(long number) {
            if (!signed) {
                return number >= 0 && (bits == Long.SIZE || number < 1L << bits);
            }
            return bits == Long.SIZE || (number >= -(1L << (bits - 1)) && number < 1L << (bits - 1));
        }

        /** Null if it is none. */
        private @Nullable Long whole(Object value) {
            if (value instanceof Long number) {
                return number;
            }
            if (value instanceof Boolean truth) {
                return truth ? 1L : 0L;
            }
            if (value instanceof Double real) {
                return real == Math.rint(real) && Math.abs(real) < 0x1p63 ? (Long) real.longValue() : null;
            }
            return value instanceof String text ? whole(text) : null;
        }

        private @Nullable Long whole(String text) {
            Matcher hex = HEX.matcher(text);
            if (hex.matches()) {
                return hex.group(1).length() * 4 <= bits ? bitsOf(hex.group(1)) : null;
            }
            if (DIGITS.matcher(text).matches()) {
                try {
                    return Long.valueOf(text);
                } catch (NumberFormatException e) {
                    return null;
                }
            }
            return null;
        }

        /** Hex digits are the number's bits, the highest one the sign of a signed number. */
        private Long bitsOf(String hex) {
            long number = Long.parseUnsignedLong(hex, 16);
            int unused = Long.SIZE - bits;
            return signed ? number << unused >> unused : number;
        }
    }

    /** A floating-point number of 16, 32 or 64 bits, kept as a double. */
    record Floating(int bits) implements DeclaredType {

        private static final Pattern NUMBER =
                Pattern.compile("[+-]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|(?i:nan|inf|infinity))");

        @Override
        public @Nullable Object cast(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            Double number = number(value);
            if (number == null) {
                throw new Refused(value, "float" + bits);
            }
            return switch (bits) {
                case 16 -> (double) Half.toFloat(Half.of(number));
                case 32 -> (double) number.floatValue();
                default -> number;
            };
        }

        private @Nullable Double number(Object value) {
            if (value instanceof Double real) {
                return real;
            }
            if (value instanceof Long whole) {
                // Arrow refuses what the mantissa cannot hold, but of half floats only what no double holds
                long most = 1L << (bits == 32 ? 24 : 53);
                return -most <= whole && whole <= most ? (Double) (double) whole : null;
            }
            if (value instanceof Boolean truth && bits > 16) {
                return truth ? 1.0 : 0.0;
            }
            if (value instanceof String text && NUMBER.matcher(text).matches()) {
                String lower = text.toLowerCase(Locale.ROOT);
                if (lower.contains("nan")) {
                    return Double.NaN;
                }
                return lower.contains("inf")
                        ? (Double) (lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
                        : Double.valueOf(text);
            }
            return null;
        }
    }

    /** True or false. */
    record Truth() implements DeclaredType {
        @Override
        public @Nullable Object cast(@Nullable Object value) {
            if (value == null || value instanceof Boolean) {
                return value;
            }
            if (value instanceof Long number) {
                return number != 0;
            }
            if (value instanceof Double number) {
                return number != 0;
            }
            if (value instanceof String text) {
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "1" -> {
                        return true;
                    }
                    case "false", "0" -> {
                        return false;
                    }
                    default -> throw new Refused(value, "bool");
                }
            }
            throw new Refused(value, "bool");
        }
    }

    /** Class names; the values are their places in the list. */
    record ClassLabel(List<String> names) implements DeclaredType {

        private static final Pattern NUMBER = Pattern.compile("[+-]?\\p{Nd}+(_\\p{Nd}+)*");

        public ClassLabel {
            names = List.copyOf(names);
        }

        @Override
        public @Nullable Object cast(@Nullable Object value) {
            if (value instanceof String text) {
                int place = names.indexOf(text);
                if (place < 0) {
                    place = names.indexOf(PythonText.strip(text));
                }
                return place >= 0 ? (Long) (long) place : number(text);
            }
            return new Whole(Long.SIZE, true).cast(value);
        }

        private Long number(String text) {
            String plain = PythonText.strip(text);
            if (NUMBER.matcher(plain).matches()) {
                long number = pythonsInt(plain);
                if (number >= -1 && number < names.size()) {
                    return number;
                }
            }
            throw new Refused(text, "the class names " + names);
        }

        /** Digits of any script, underscores between them; what is larger than any list is cut. */
        private static long pythonsInt(String number) {
            long magnitude = 0;
            for (int c : number.codePoints().filter(Character::isDigit).toArray()) {
                magnitude = Math.min(Integer.MAX_VALUE, 10 * magnitude + Character.digit(c, 10));
            }
            return number.startsWith("-") ? -magnitude : magnitude;
        }
    }

    /** A list of values of one type. */
    record ListOf(DeclaredType element) implements DeclaredType {
        @Override
        public @Nullable Object cast(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            if (!(value instanceof List<?> values)) {
                throw new Refused(value, "a list");
            }
            if (values instanceof NumberList && element instanceof Floating real && real.bits() == 64) {
                return values;
            }
            List<Object> cast = new ArrayList<>(values.size());
            for (Object each : values) {
                cast.add(element.cast(each));
            }
            return Collections.unmodifiableList(cast);
        }
    }

    /** Named fields; one that the value lacks is null. */
    record Structure(Map<String, DeclaredType> fields) implements DeclaredType {

        public Structure {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public @Nullable Object cast(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            if (!(value instanceof Map<?, ?> values)) {
                throw new Refused(value, "a structure");
            }
            Map<String, Object> cast = new LinkedHashMap<>();
            fields.forEach((name, type) -> cast.put(name, type.cast(values.get(name))));
            return Collections.unmodifiableMap(cast);
        }
    }
}
