package dev.plumbline.tasks.data;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON objects one after another, usually one per line, or one array of objects or texts; {@code NaN} and
 * {@code Infinity} as Python writes them. What {@code datasets} 5.2 reads ({@code packaged_modules/json/json.py}).
 */
final class JsonTables {

    /** The column of an array that holds texts instead of objects. */
    private static final String TEXT = "text";

    private JsonTables() {}

    static Table read(RecordReader text, String name, Columns wanted) throws IOException {
        return text.peek() == '[' ? array(text, name, wanted) : objects(text, name, wanted);
    }

    private static Table objects(RecordReader text, String name, Columns wanted) throws IOException {
        ColumnsBuilder columns = new ColumnsBuilder();
        int[] lineOfRow = new int[1024];
        int line = 0;
        try (JsonParser parser = JsonValues.FACTORY.createParser(text)) {
            while (parser.nextToken() != null) {
                line = parser.currentTokenLocation().getLineNr();
                object(parser, name + ", line " + line, wanted, columns);
                text.recordDone();
                if (columns.rows() == lineOfRow.length) {
                    lineOfRow = Arrays.copyOf(lineOfRow, Math.multiplyExact(lineOfRow.length, 2));
                }
                lineOfRow[columns.rows()] = line;
                columns.endRow();
                line = 0;
            }
        } catch (JsonProcessingException e) {
            // an object is named by the line it begins in; between two, the parser knows better
            JsonLocation location = e.getLocation();
            throw JsonValues.malformed(
                    name + ", line " + (line > 0 || location == null ? line : location.getLineNr()), e);
        }
        return table(name, columns, RowOrigin.linesOf(name, Arrays.copyOf(lineOfRow, columns.rows())));
    }

    private static Table array(RecordReader text, String name, Columns wanted) throws IOException {
        ColumnsBuilder columns = new ColumnsBuilder();
        try (JsonParser parser = JsonValues.FACTORY.createParser(text)) {
            parser.nextToken();
            boolean objects = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String where = name + ", row " + columns.rows();
                if (columns.rows() == 0) {
                    objects = parser.currentToken() == JsonToken.START_OBJECT;
                }
                if (objects) {
                    object(parser, where, wanted, columns);
                } else {
                    Object value = JsonValues.value(parser, where);
                    if (wanted.includes(TEXT)) {
                        columns.put(TEXT, value);
                    }
                }
                text.recordDone();
                columns.endRow();
            }
            if (parser.nextToken() != null) {
                throw PlumblineException.data(name + " goes on after its JSON array; remove what follows it");
            }
        } catch (JsonProcessingException e) {
            throw JsonValues.malformed(name + ", row " + columns.rows(), e);
        }
        return table(name, columns, RowOrigin.rowsOf(name));
    }

    private static Table table(String name, ColumnsBuilder columns, RowOrigin origin) {
        Map<String, List<Object>> unified = new LinkedHashMap<>();
        columns.build().forEach((column, values) -> unified.put(column, NumberTypes.unified(values)));
        return Table.of(name, columns.rows(), unified, origin);
    }

    private static void object(JsonParser parser, String where, Columns wanted, ColumnsBuilder columns)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw PlumblineException.data(where + ": a JSON object is wanted, not "
                    + JsonValues.kind(parser.currentToken()) + "; correct the file");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            if (!wanted.includes(key)) {
                parser.skipChildren();
            } else if (!columns.put(key, JsonValues.value(parser, where))) {
                throw PlumblineException.data(where + ": key '" + key + "' occurs twice; remove one");
            }
        }
    }
}
