package dev.plumbline.tasks.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Type inference of pandas 3 {@code read_csv} for one column of cells. */
final class CsvColumn {

    /** pandas' default {@code na_values}: read as missing in every column, quoted or not. */
    private static final Set<String> MISSING = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");

    /** Around a number pandas passes over what C calls white space. */
    private static final Pattern WHOLE = Pattern.compile("\\s*[+-]?\\d+\\s*");

    private static final Pattern FLOATING =
            Pattern.compile("\\s*[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|(?i:inf(?:inity)?))\\s*");

    private CsvColumn() {}

    /** Whole numbers become floating-point where a value is missing, as NumPy has no missing integer. */
    static List<Object> typed(List<String> cells) {
        boolean missing = cells.stream().anyMatch(MISSING::contains);
        if (cells.stream().allMatch(MISSING::contains)) {
            return converted(cells, cell -> null);
        }
        if (all(cells, cell -> WHOLE.matcher(cell).matches())) {
            if (!all(cells, CsvColumn::fitsLong)) {
                return converted(cells, cell -> cell);
            }
            return missing
                    ? converted(cells, cell -> Double.valueOf(cell.strip()))
                    : converted(cells, cell -> Long.valueOf(cell.strip()));
        }
        if (all(cells, cell -> FLOATING.matcher(cell).matches())) {
            return converted(cells, CsvColumn::floating);
        }
        if (all(cells, cell -> cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false"))) {
            return converted(cells, "true"::equalsIgnoreCase);
        }
        return converted(cells, cell -> cell);
    }

    private static boolean all(List<String> cells, Function<String, Boolean> test) {
        return cells.stream().filter(cell -> !MISSING.contains(cell)).allMatch(test::apply);
    }

    private static List<Object> converted(List<String> cells, Function<String, Object> convert) {
        List<Object> values = new ArrayList<>(cells.size());
        for (String cell : cells) {
            values.add(MISSING.contains(cell) ? null : convert.apply(cell));
        }
        return values;
    }

    private static boolean fitsLong(String cell) {
        return new BigInteger(cell.strip()).bitLength() < Long.SIZE;
    }

    private static Double floating(String cell) {
        String plain = cell.strip();
        boolean infinite = plain.toLowerCase(Locale.ROOT).contains("inf");
        return infinite
                ? (plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
                : Double.parseDouble(plain);
    }
}
