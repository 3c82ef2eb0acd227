package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a split, by column. Values are {@link String}, {@link Long}, {@link Double}, {@link Boolean},
 * {@code List<Object>}, {@code Map<String, Object>} of these, or null. Immutable.
 *
 * <p>The typed accessors hold what they return to one type and fail with a data error that names file, row and column.
 */
public final class Table {

    private final String place;
    private final int rows;
    private final Map<String, List<Object>> columns;
    private final RowOrigin origin;

    private Table(String place, int rows, Map<String, List<Object>> columns, RowOrigin origin) {
        this.place = place;
        this.rows = rows;
        this.columns = columns;
        this.origin = origin;
    }

    /** @param place what the table is, put in front of every error: a file, or repository, config and split */
    static Table of(String place, int rows, Map<String, List<Object>> columns, RowOrigin origin) {
        Map<String, List<Object>> copy = new LinkedHashMap<>();
        columns.forEach((name, values) -> {
            if (values.size() != rows) {
                throw new IllegalArgumentException(name + " has " + values.size() + " values, not " + rows);
            }
            copy.put(name, values instanceof TextColumn ? values : Collections.unmodifiableList(values));
        });
        return new Table(place, rows, Collections.unmodifiableMap(copy), origin);
    }

    /** The same rows, known by another place. */
    Table at(String newPlace) {
        return new Table(newPlace, rows, columns, origin);
    }

    /** What errors call the table. */
    public String place() {
        return place;
    }

    RowOrigin origin() {
        return origin;
    }

    public int rows() {
        return rows;
    }

    /** Column names in file order. */
    public Set<String> columns() {
        return columns.keySet();
    }

    public boolean has(String column) {
        return columns.containsKey(column);
    }

    /** The values as read. */
    public List<Object> column(String column) {
        List<Object> values = columns.get(column);
        if (values == null) {
            String where = rows == 0 ? place : place + " (" + origin.of(0) + ")";
            throw PlumblineException.data(where + " has no column '" + column + "', only " + columns.keySet()
                    + "; rename it there, or name the right column in the task's params");
        }
        return values;
    }

    public List<String> strings(String column) {
        if (column(column) instanceof TextColumn texts && texts.isComplete()) {
            return texts.texts();
        }
        return each(column, row -> text(column, row, required(column, row)));
    }

    /** As {@link #strings}, where a null stays null. */
    public List<String> nullableStrings(String column) {
        List<Object> values = column(column);
        if (values instanceof TextColumn texts) {
            return texts.texts();
        }
        return each(column, row -> values.get(row) == null ? null : text(column, row, values.get(row)));
    }

    /** Whole and floating-point numbers and booleans (as 0 and 1); never numbers written as strings. */
    public double[] doubles(String column) {
        double[] out = new double[rows];
        column(column);
        for (int row = 0; row < rows; row++) {
            out[row] = number(column, row, required(column, row));
        }
        return out;
    }

    /** Class labels: all whole numbers, or all strings. */
    public Labels labels(String column) {
        List<Object> values = column(column);
        return Labels.of(values, (row, what) -> problem(row, column, what));
    }

    public List<List<Object>> lists(String column) {
        return each(column, row -> list(column, row));
    }

    /** The same for every row. */
    public List<List<String>> stringLists(String column) {
        return each(column, row -> strings(column, row));
    }

    /** The texts of one row's list; a string is the list of its characters, as Python and so mteb takes it. */
    public List<String> strings(String column, int row) {
        if (column(column).get(row) instanceof String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
        List<Object> values = list(column, row);
        List<String> texts = new ArrayList<>(values.size());
        for (Object value : values) {
            texts.add(text(column, row, value));
        }
        return Collections.unmodifiableList(texts);
    }

    public List<double[]> doubleLists(String column) {
        return each(column, row -> {
            List<Object> values = list(column, row);
            if (values instanceof NumberList numbers) {
                return numbers.toDoubles();
            }
            double[] out = new double[values.size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = number(column, row, values.get(i));
            }
            return out;
        });
    }

    /**
     * One vector per row, double precision narrowed; NaN and infinity are left for the caller to judge. The arrays may be
     * the table's own and must not be changed.
     */
    public List<float[]> floatVectors(String column) {
        return each(column, row -> {
            List<Object> values = list(column, row);
            if (values instanceof NumberList numbers) {
                return numbers.toFloats();
            }
            float[] out = new float[values.size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) number(column, row, values.get(i));
            }
            return out;
        });
    }

    /** The given rows in the given order; a row may occur several times. */
    public Table select(int[] wanted) {
        int[] picked = wanted.clone();
        Map<String, List<Object>> selected = new LinkedHashMap<>();
        columns.forEach((name, values) -> {
            List<Object> chosen = new ArrayList<>(picked.length);
            for (int row : picked) {
                chosen.add(values.get(row));
            }
            selected.put(name, chosen);
        });
        return of(place, picked.length, selected, origin.selected(picked));
    }

    /** Columns renamed where the map has them; two columns of one name are an error. */
    public Table renamed(Map<String, String> names) {
        Map<String, List<Object>> renamed = new LinkedHashMap<>();
        columns.forEach((name, values) -> {
            String newName = names.getOrDefault(name, name);
            if (renamed.put(newName, values) != null) {
                throw PlumblineException.data(place + " would have two columns '" + newName + "' once '" + name
                        + "' is renamed; remove one of them");
            }
        });
        return of(place, rows, renamed, origin);
    }

    public Table without(String column) {
        Map<String, List<Object>> kept = new LinkedHashMap<>(columns);
        kept.remove(column);
        return of(place, rows, kept, origin);
    }

    /** With a column added or replaced. */
    public Table with(String column, List<?> values) {
        Map<String, List<Object>> changed = new LinkedHashMap<>(columns);
        changed.put(column, new ArrayList<>(values));
        return of(place, rows, changed, origin);
    }

    /** Where a value is, for people: file, row or line, and column. */
    public String where(int row, String column) {
        return origin.of(row) + ", column '" + column + "'";
    }

    /** A data error about one value, for whoever finds out only later that it is unusable. */
    public PlumblineException problem(int row, String column, String what) {
        return PlumblineException.data(
                place + ": " + what + " (" + where(row, column) + "); correct it there, or fetch the data set again");
    }

    private <T> List<T> each(String column, IntFunction<T> read) {
        column(column);
        List<T> out = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            out.add(read.apply(row));
        }
        return Collections.unmodifiableList(out);
    }

    private Object required(String column, int row) {
        Object value = column(column).get(row);
        if (value == null) {
            throw problem(row, column, "a value is missing (null)");
        }
        return value;
    }

    private List<Object> list(String column, int row) {
        if (required(column, row) instanceof List<?> values) {
            return Collections.unmodifiableList(values);
        }
        throw problem(
                row, column, "a list is wanted, not " + describe(column(column).get(row)));
    }

    private String text(String column, int row, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw problem(row, column, "a string is wanted, not " + describe(value));
    }

    private double number(String column, int row, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        throw problem(row, column, "a number is wanted, not " + describe(value));
    }

    static String describe(@Nullable Object value) {
        String kind = value == null
                ? "null"
                : value instanceof String
                        ? "the string "
                        : value instanceof Long
                                ? "the whole number "
                                : value instanceof Double
                                        ? "the number "
                                        : value instanceof Boolean
                                                ? "the boolean "
                                                : value instanceof List ? "the list " : "the structure ";
        if (value == null) {
            return kind;
        }
        String shown = Objects.toString(value);
        return kind + '\'' + (shown.length() > 40 ? shown.substring(0, 40) + "..." : shown) + '\'';
    }
}
