package dev.plumbline.tasks.data;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ids as text. Numbers become text as Arrow casts them, so that 10.0 is 10, as in mteb. */
final class TextIds {

    private TextIds() {}

    /** The column that holds the ids of a corpus or of queries. */
    static String column(Table table) {
        return table.has("_id") ? "_id" : "id";
    }

    /**
     * The ids of a corpus or of queries: column {@code _id}, cast, or {@code id}, which mteb does not cast. Whole numbers
     * in {@code id} would match no judgement there, so they are an error here.
     *
     * @param nulls whether an id may be missing, which then is null
     */
    static List<String> of(Table table, boolean nulls) {
        if (table.has("_id")) {
            if (table.has("id") && table.rows() > 0) {
                throw table.problem(0, "id", "there is a column _id as well; remove one of the two");
            }
            return cast(table, "_id", nulls);
        }
        if (table.has("id") && table.rows() > 0 && table.column("id").get(0) instanceof Long) {
            throw table.problem(
                    0,
                    "id",
                    "whole numbers in a column 'id' match no judgement in mteb; rename it to '_id' or store text");
        }
        return nulls ? table.nullableStrings("id") : table.strings("id");
    }

    static List<String> cast(Table table, String column) {
        return cast(table, column, false);
    }

    private static List<String> cast(Table table, String column, boolean nulls) {
        List<Object> values = table.column(column);
        if (values instanceof TextColumn texts && (nulls || texts.isComplete())) {
            return texts.texts();
        }
        boolean mixed = isMixed(values);
        List<String> ids = new ArrayList<>(values.size());
        for (int row = 0; row < table.rows(); row++) {
            Object value = values.get(row);
            if (value == null && nulls) {
                ids.add(null);
            } else {
                ids.add(mixed && value instanceof String text ? quoted(text) : text(table, column, row, value));
            }
        }
        return ids;
    }

    static String text(Table table, String column, int row, @Nullable Object value) {
        String text = ArrowText.of(value);
        if (text == null) {
            throw table.problem(row, column, "an id must be a string or a number, not " + Table.describe(value));
        }
        return text;
    }

    /** Numbers between strings, which only JSON has. */
    static boolean isMixed(List<Object> values) {
        return !(values instanceof TextColumn)
                && values.stream().anyMatch(String.class::isInstance)
                && values.stream().anyMatch(value -> value instanceof Number || value instanceof Boolean);
    }

    /** {@code datasets} keeps a column of mixed types as JSON, whose cast to text leaves the quotes where they are. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** What is odd about a column of ids. */
    static List<Oddity> oddities(Table table, String column) {
        List<Object> values = table.column(column);
        if (values instanceof TextColumn) {
            return List.of();
        }
        Oddity.Tally mixed = new Oddity.Tally(
                "ids are text among numbers; datasets keeps such a column as JSON, so they match with their quotes only");
        Oddity.Tally floats = new Oddity.Tally("ids are floating-point numbers; 10.0 counts as \"10\"");
        boolean isMixed = isMixed(values);
        for (int row = 0; row < values.size(); row++) {
            int at = row;
            if (values.get(row) instanceof Double) {
                floats.add(() -> table.where(at, column));
            } else if (isMixed && values.get(row) instanceof String) {
                mixed.add(() -> table.where(at, column));
            }
        }
        return Oddity.found(mixed, floats);
    }
}
