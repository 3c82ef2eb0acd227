package dev.plumbline.trainer.convert;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.RowPlace;
import java.util.List;
import java.util.Map;

/**
 * A text a row, as query and positive at once: {@code text}, or the one column of strings that there is.
 *
 * @param columns the one that counts, if it is named
 */
record LooseTexts(List<String> columns) {

    private static final String TEXT = "text";

    Map<String, Object> of(RowPlace place, Map<String, Object> fields) {
        String column = columns.isEmpty() ? column(place, fields) : columns.get(0);
        Object text = LooseRows.require(place, fields, column);
        if (!(text instanceof String)) {
            throw PlumblineException.data(place + ": '" + column + "' must be a string");
        }
        return Map.of("query", text, "pos", List.of(text));
    }

    private static String column(RowPlace place, Map<String, Object> fields) {
        if (fields.containsKey(TEXT)) {
            return TEXT;
        }
        List<String> strings = fields.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof String)
                .map(Map.Entry::getKey)
                .toList();
        if (strings.size() != 1) {
            throw PlumblineException.data(place + ": none of the columns " + fields.keySet()
                    + " is called text; name the one that is: columns: [NAME]");
        }
        return strings.get(0);
    }
}
