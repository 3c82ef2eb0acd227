package dev.plumbline.tasks.data;

import dev.plumbline.error.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Separated values under a header row, with column types found as pandas' {@code read_csv} finds them. */
final class CsvTables {

    private CsvTables() {}

    static Table read(Path file, String name, Columns wanted, char separator) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .get();
        try (BufferedReader reader = Compression.open(file, name);
                CSVParser parser = format.parse(reader)) {
            return table(name, parser, wanted);
        } catch (UncheckedIOException e) {
            throw unreadable(name, e.getCause());
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static PlumblineException unreadable(String name, IOException e) {
        return e instanceof CharacterCodingException
                ? PlumblineException.data(name + " is not UTF-8 text; convert it", e)
                : PlumblineException.data(name + " cannot be read (" + e.getMessage() + "); correct the file", e);
    }

    private static Table table(String name, CSVParser parser, Columns wanted) {
        String[] header = null;
        List<List<String>> cells = new ArrayList<>();
        int[] lines = new int[1024];
        int rows = 0;
        for (CSVRecord row : parser) {
            if (header == null) {
                header = header(name, row);
                for (int i = 0; i < header.length; i++) {
                    cells.add(new ArrayList<>());
                }
                continue;
            }
            if (row.size() > header.length) {
                throw PlumblineException.data(name + ", line " + parser.getCurrentLineNumber() + ": " + row.size()
                        + " fields under a header of " + header.length + "; quote fields that contain the separator");
            }
            if (rows == lines.length) {
                lines = Arrays.copyOf(lines, Math.multiplyExact(lines.length, 2));
            }
            lines[rows++] = Math.toIntExact(parser.getCurrentLineNumber());
            for (int i = 0; i < header.length; i++) {
                // a short row ends in missing values, as in pandas
                cells.get(i).add(i < row.size() ? row.get(i) : "");
            }
        }
        if (header == null) {
            throw PlumblineException.data(name + " is empty; a CSV file needs a header row");
        }
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
            if (wanted.includes(header[i])) {
                columns.put(header[i], CsvColumn.typed(cells.get(i)));
            }
        }
        return Table.of(name, rows, columns, RowOrigin.linesOf(name, Arrays.copyOf(lines, rows)));
    }

    private static String[] header(String name, CSVRecord row) {
        String[] header = row.values();
        if (Arrays.stream(header).distinct().count() != header.length) {
            throw PlumblineException.data(
                    name + ": two columns of one name in the header " + Arrays.toString(header) + "; rename one");
        }
        return header;
    }
}
