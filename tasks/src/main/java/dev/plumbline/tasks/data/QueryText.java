package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a query; mteb 2.20.0 to 2.26.24 {@code _create_dataloaders.py}, {@code _convert_conv_history_to_query}. */
final class QueryText {

    private QueryText() {}

    /** A conversation, as a list of strings or of turns with {@code role} and {@code content}, is one text. */
    static String of(Table table, int row, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        List<String> parts = new ArrayList<>();
        if (value instanceof List<?> turns) {
            for (Object turn : turns) {
                String part = part(turn);
                if (part == null) {
                    break;
                }
                parts.add(part);
            }
            if (!parts.isEmpty() && parts.size() == turns.size()) {
                return String.join("; ", parts);
            }
        }
        throw table.problem(
                row,
                table.has("query") ? "query" : "text",
                "a query must be a string, a list of strings or a list of turns with role and content, not "
                        + Table.describe(value));
    }

    private static @Nullable String part(Object turn) {
        if (turn instanceof Map<?, ?> fields
                && fields.get("role") instanceof String role
                && fields.get("content") instanceof String content) {
            return role + ": " + content;
        }
        return turn instanceof String text ? text : null;
    }
}
