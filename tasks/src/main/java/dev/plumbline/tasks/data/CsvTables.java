package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Separated values under a header row, with column types found as pandas' {@code read_csv} finds them. Read row by
 * row: columns nobody wants are kept nowhere, and many texts in a file.
 */
final class CsvTables {

    private CsvTables() {}

    // an UncheckedIOException has a cause, which NullAway does not know
    @SuppressWarnings("NullAway")
    static Table read(RecordReader text, String name, Columns wanted, char separator) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser parser = format.parse(text)) {
            return table(name, parser, text, wanted);
        } catch (UncheckedIOException e) {
            throw problem(name, e.getCause());
        } catch (IOException e) {
            throw problem(name, e);
        }
    }

    /** The parser's own complaint about the form of the text is an error; what reading met is for the caller. */
    private static IOException problem(String name, IOException e) {
        if (e.getClass() == CSVException.class) {
            throw PlumblineException.data(name + " cannot be read (" + e.getMessage() + "); correct the file", e);
        }
        return e;
    }

    private static Table table(String name, CSVParser parser, RecordReader text, Columns wanted) {
        String[] header = null;
        // null where nobody wants a column
        List<@Nullable CsvColumn> cells = new ArrayList<>();
        int[] lines = new int[1024];
        int rows = 0;
        for (CSVRecord row : parser) {
            text.recordDone();
            if (header == null) {
                header = header(row);
                for (String column : header) {
                    cells.add(wanted.includes(column) ? new CsvColumn() : null);
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
                CsvColumn column = cells.get(i);
                if (column != null) {
                    // a short row ends in missing values, as in pandas
                    column.add(i < row.size() ? row.get(i) : "");
                }
            }
        }
        if (header == null) {
            throw PlumblineException.data(name + " is empty; a CSV file needs a header row");
        }
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
            CsvColumn column = cells.get(i);
            if (column != null) {
                columns.put(header[i], column.typed());
            }
        }
        return Table.of(name, rows, columns, RowOrigin.linesOf(name, Arrays.copyOf(lines, rows)));
    }

    private static String[] header(CSVRecord row) {
        String[] header = row.values();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < header.length; i++) {
            int before = seen.merge(header[i], 1, Integer::sum) - 1;
            if (before > 0) {
                // as pandas names the second of two columns
                header[i] += "." + before;
            }
        }
        return header;
    }
}
