package dev.plumbline.tasks.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Type inference of pandas 3 {@code read_csv} for one column of cells, which are looked at once, as they come. */
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

    private final ColumnValues cells;
    private boolean missing;
    private boolean present;
    /** What all cells so far could be, those left out that are missing. */
    private boolean whole = true;

    private boolean fits = true;
    private boolean floating = true;
    private boolean truth = true;

    CsvColumn() {
        this(new ColumnValues());
    }

    /** @param cells keeps them as they stand in the file */
    CsvColumn(ColumnValues cells) {
        this.cells = cells;
    }

    void add(String cell) {
        if (MISSING.contains(cell)) {
            missing = true;
            cells.add(null);
            return;
        }
        present = true;
        whole = whole && WHOLE.matcher(cell).matches();
        fits = fits && whole && fitsLong(cell);
        floating = floating && FLOATING.matcher(cell).matches();
        truth = truth && (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false"));
        cells.add(cell);
    }

    /** Whole numbers become floating-point where a value is missing, as NumPy has no missing integer. */
    List<@Nullable Object> typed() {
        List<@Nullable Object> values = cells.build();
        if (!present || (whole && !fits)) {
            return values;
        }
        if (whole) {
            return missing
                    ? converted(values, cell -> Double.valueOf(cell.strip()))
                    : converted(values, cell -> Long.valueOf(cell.strip()));
        }
        if (floating) {
            return converted(values, CsvColumn::floating);
        }
        return truth ? converted(values, "true"::equalsIgnoreCase) : values;
    }

    private static List<@Nullable Object> converted(List<@Nullable Object> cells, Function<String, Object> convert) {
        List<@Nullable Object> values = new ArrayList<>(cells.size());
        for (Object cell : cells) {
            values.add(cell == null ? null : convert.apply((String) cell));
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
