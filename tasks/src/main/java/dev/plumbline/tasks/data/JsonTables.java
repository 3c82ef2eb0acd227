package dev.plumbline.tasks.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.plumbline.error.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON object per line, or one array of objects; {@code NaN} and {@code Infinity} as Python writes them. */
final class JsonTables {

    /** Longer than any document of the benchmarks, shorter than an array can be. */
    private static final int LONGEST_STRING = 256 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .build();

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
            try (JsonParser parser = FACTORY.createParser(line)) {
                parser.nextToken();
                object(parser, where, wanted, columns);
                if (parser.nextToken() != null) {
                    throw PlumblineException.data(where + ": more than one JSON value on a line; write one per line");
                }
            } catch (JsonProcessingException e) {
                throw malformed(where, e);
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
        try (JsonParser parser = FACTORY.createParser(reader)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                object(parser, name + ", row " + columns.rows(), wanted, columns);
                columns.endRow();
            }
            if (parser.nextToken() != null) {
                throw PlumblineException.data(name + " goes on after its JSON array; remove what follows it");
            }
        } catch (JsonProcessingException e) {
            throw malformed(name + ", row " + columns.rows(), e);
        }
        return table(name, columns, RowOrigin.rowsOf(name));
    }

    private static Table table(String name, ColumnsBuilder columns, RowOrigin origin) {
        Map<String, List<Object>> unified = new LinkedHashMap<>();
        columns.build().forEach((column, values) -> unified.put(column, NumberTypes.unified(values)));
        return Table.of(name, columns.rows(), unified, origin);
    }

    private static PlumblineException malformed(String where, JsonProcessingException e) {
        return PlumblineException.data(
                where + ": malformed JSON (" + e.getOriginalMessage() + "); correct the file or fetch it again", e);
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
            } else if (!columns.put(key, value(parser, where))) {
                throw PlumblineException.data(where + ": key '" + key + "' occurs twice; remove one");
            }
        }
    }

    private static Object value(JsonParser parser, String where) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    throw PlumblineException.data(
                            where + ": " + parser.getText() + " does not fit 64 bits; write it as a string");
                }
                yield parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser, where));
                }
                yield values;
            }
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    fields.put(key, value(parser, where));
                }
                yield fields;
            }
            default -> throw PlumblineException.data(where + ": the JSON ends too early; fetch the file again");
        };
    }
}
