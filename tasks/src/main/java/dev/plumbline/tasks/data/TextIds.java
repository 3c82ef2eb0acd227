package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.List;

/** Ids as text. Numbers become text as Arrow casts them, so that 10.0 is 10, as in mteb. */
final class TextIds {

    private TextIds() {}

    /**
     * The ids of a corpus or of queries: column {@code _id}, cast, or {@code id}, which mteb does not cast. Whole numbers
     * in {@code id} would match no judgement there, so they are an error here.
     */
    static List<String> of(Table table) {
        if (table.has("_id")) {
            if (table.has("id") && table.rows() > 0) {
                throw table.problem(0, "id", "there is a column _id as well; remove one of the two");
            }
            return cast(table, "_id");
        }
        if (table.has("id") && table.rows() > 0 && table.column("id").get(0) instanceof Long) {
            throw table.problem(
                    0,
                    "id",
                    "whole numbers in a column 'id' match no judgement in mteb; rename it to '_id' or store text");
        }
        return table.strings("id");
    }

    static List<String> cast(Table table, String column) {
        List<Object> values = table.column(column);
        List<String> ids = new ArrayList<>(values.size());
        for (int row = 0; row < table.rows(); row++) {
            ids.add(text(table, column, row, values.get(row)));
        }
        return ids;
    }

    static String text(Table table, String column, int row, Object value) {
        String text = ArrowText.of(value);
        if (text == null) {
            throw table.problem(row, column, "an id must be a string or a number, not " + Table.describe(value));
        }
        return text;
    }
}
