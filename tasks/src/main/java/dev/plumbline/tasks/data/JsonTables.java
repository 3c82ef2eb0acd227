package dev.plumbline.tasks.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.plumbline.error.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON object per line, or one array of objects; {@code NaN} and {@code Infinity} as Python writes them. */
final class JsonTables {

    private JsonTables() {}

    static Table read(Path file, String name, Columns wanted) {
        try (BufferedReader reader = Compression.open(file, name)) {
            return firstCharacter(reader) == '[' ? array(reader, name, wanted) : lines(reader, name, wanted);
        } catch (CharacterCodingException e) {
            throw PlumblineException.data(name + " is not UTF-8 text; convert it", e);
        } catch (IOException e) {
            throw PlumblineException.data(name + " cannot be read (" + e + "); fetch it again", e);
        }
    }

    private static int firstCharacter(BufferedReader reader) throws IOException {
        int limit = 1 << 13;
        reader.mark(limit);
        int c = reader.read();
        for (int i = 1; c >= 0 && Character.isWhitespace(c) && i < limit; i++) {
            c = reader.read();
        }
        reader.reset();
        return c;
    }

    private static Table lines(BufferedReader reader, String name, Columns wanted) throws IOException {
        ColumnsBuilder columns = new ColumnsBuilder();
        int[] lineOfRow = new int[1024];
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String where = name + ", line " + number;
            try (JsonParser parser = JsonValues.FACTORY.createParser(line)) {
                parser.nextToken();
                object(parser, where, wanted, columns);
                if (parser.nextToken() != null) {
                    throw PlumblineException.data(where + ": more than one JSON value on a line; write one per line");
                }
            } catch (JsonProcessingException e) {
                throw JsonValues.malformed(where, e);
            }
            if (columns.rows() == lineOfRow.length) {
                lineOfRow = Arrays.copyOf(lineOfRow, Math.multiplyExact(lineOfRow.length, 2));
            }
            lineOfRow[columns.rows()] = number;
            columns.endRow();
        }
        return table(name, columns, RowOrigin.linesOf(name, Arrays.copyOf(lineOfRow, columns.rows())));
    }

    private static Table array(BufferedReader reader, String name, Columns wanted) throws IOException {
        ColumnsBuilder columns = new ColumnsBuilder();
        try (JsonParser parser = JsonValues.FACTORY.createParser(reader)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                object(parser, name + ", row " + columns.rows(), wanted, columns);
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
            throw PlumblineException.data(
                    where + ": a JSON object is wanted, not " + parser.currentToken() + "; correct the file");
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
