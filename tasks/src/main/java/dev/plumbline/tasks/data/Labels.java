package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A label column as class indices. Classes are sorted: whole numbers by value, strings by code point, as NumPy's unique
 * does it.
 */
public final class Labels {

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private final int[] indices;
    private final List<Object> classes;

    private Labels(int[] indices, List<Object> classes) {
        this.indices = indices;
        this.classes = classes;
    }

    /** Makes the error for a row. */
    @FunctionalInterface
    interface RowProblem {
        PlumblineException at(int row, String what);
    }

    public static Labels ofStrings(List<String> values) {
        return indexed(new ArrayList<>(values));
    }

    public static Labels ofNumbers(long[] values) {
        List<Object> boxed = new ArrayList<>(values.length);
        for (long value : values) {
            boxed.add(value);
        }
        return indexed(boxed);
    }

    /**
     * Labels of any list of values; {@code place} names it in errors.
     *
     * @throws PlumblineException of kind DATA for a value that cannot be a label, or whole numbers mixed with strings
     */
    public static Labels of(List<Object> values, String place) {
        return of(values, (row, what) -> PlumblineException.data(place + ", row " + row + ": " + what));
    }

    /** As {@link #of(List, String)}; numbers may have fractions, as names of clusters may in mteb. */
    public static Labels ofClusters(List<Object> values, String place) {
        List<Object> wanted = values;
        if (values.stream().anyMatch(value -> value instanceof Double number && plain(number) == null)) {
            Map<Double, Long> ranks = new TreeMap<>();
            values.forEach(value -> {
                if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                    ranks.put(number.doubleValue() + 0.0, 0L);
                }
            });
            long rank = 0;
            for (Map.Entry<Double, Long> each : ranks.entrySet()) {
                each.setValue(rank++);
            }
            wanted = new ArrayList<>(values);
            wanted.replaceAll(value -> value instanceof Number number && Double.isFinite(number.doubleValue())
                    ? ranks.get(number.doubleValue() + 0.0)
                    : value);
        }
        return of(wanted, place);
    }

    /**
     * Of a training split and another: the labels of the second are turned into the type of the first one's, as
     * {@code datasets} does, which gives all splits of a data set the features of the first. Numbers among text are text,
     * as in NumPy's arrays.
     *
     * @return the labels of all rows, one table after the other
     * @throws PlumblineException of kind DATA for what cannot be a label, or not one of that type
     */
    public static Labels of(Table first, Table second, String column) {
        List<Object> values = new ArrayList<>(first.column(column));
        boolean strings = values.stream().anyMatch(String.class::isInstance);
        values.addAll(second.column(column));
        values.replaceAll(value -> castTo(strings, value));
        int firstRows = first.rows();
        return of(
                values,
                (row, what) -> row < firstRows
                        ? first.problem(row, column, what)
                        : second.problem(row - firstRows, column, what));
    }

    /** What {@link #of(Table, Table, String)} turns into another type. */
    public static List<Oddity> casts(Table first, Table second, String column) {
        boolean strings = first.column(column).stream().anyMatch(String.class::isInstance);
        Oddity.Tally cast = new Oddity.Tally("labels are taken as " + (strings ? "text" : "numbers")
                + ", which others of the training split are, as in mteb");
        for (Table table : List.of(first, second)) {
            List<Object> values = table.column(column);
            for (int row = 0; row < values.size(); row++) {
                int at = row;
                Object value = values.get(row);
                if (!Objects.equals(castTo(strings, value), value)) {
                    cast.add(() -> table.where(at, column));
                }
            }
        }
        return cast.found();
    }

    private static @Nullable Object castTo(boolean strings, @Nullable Object value) {
        if (strings) {
            return value instanceof String || value == null ? value : ArrowText.of(value);
        }
        return value instanceof String text && WHOLE.matcher(text).matches() ? (Object) Long.valueOf(text) : value;
    }

    static Labels of(List<Object> values, RowProblem problem) {
        List<Object> plain = new ArrayList<>(values.size());
        for (int row = 0; row < values.size(); row++) {
            Object label = plain(values.get(row));
            if (label == null) {
                throw problem.at(
                        row, "a label must be a whole number or a string, not " + Table.describe(values.get(row)));
            }
            if (row > 0 && label.getClass() != plain.get(0).getClass()) {
                throw problem.at(
                        row,
                        "labels mix whole numbers and strings: " + Table.describe(label) + " after "
                                + Table.describe(plain.get(0)));
            }
            plain.add(label);
        }
        return indexed(plain);
    }

    /** Null for what cannot be a label. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (Object) number.longValue() : null;
        }
        return value instanceof String || value instanceof Long ? value : null;
    }

    private static Labels indexed(List<Object> values) {
        TreeSet<Object> sorted = new TreeSet<>(order());
        sorted.addAll(values);
        List<Object> classes = List.copyOf(sorted);
        int[] indices = new int[values.size()];
        for (int row = 0; row < indices.length; row++) {
            indices[row] = Collections.binarySearch(classes, values.get(row), order());
        }
        return new Labels(indices, classes);
    }

    private static Comparator<Object> order() {
        return (a, b) -> a instanceof Long x && b instanceof Long y
                ? Long.compare(x, y)
                : CodePoints.ORDER.compare((String) a, (String) b);
    }

    /** Number of rows. */
    public int size() {
        return indices.length;
    }

    /** Class index per row. */
    public int[] indices() {
        return indices.clone();
    }

    /** Number of distinct labels. */
    public int classes() {
        return classes.size();
    }

    /** The class as {@link Long} or {@link String}. */
    public Object classAt(int index) {
        return classes.get(index);
    }

    public boolean areStrings() {
        return !classes.isEmpty() && classes.get(0) instanceof String;
    }

    /** Python's {@code str} of the class. */
    public String name(int index) {
        return classes.get(index).toString();
    }

    /** Rows per class. */
    public int[] counts() {
        int[] counts = new int[classes.size()];
        for (int index : indices) {
            counts[index]++;
        }
        return counts;
    }
}
