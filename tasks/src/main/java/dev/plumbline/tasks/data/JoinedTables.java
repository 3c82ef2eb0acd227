package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables of one split, one after another; of each only its values stay. */
final class JoinedTables {

    private final String place;
    private final List<String> paths = new ArrayList<>();
    private final List<RowOrigin.Part> origins = new ArrayList<>();
    private final Map<String, ColumnValues> columns = new LinkedHashMap<>();
    private int rows;

    /** As long as it is the only one: it stays as it is. */
    private @Nullable Table first;

    /** @param place what the whole is called */
    JoinedTables(String place) {
        this.place = place;
    }

    /**
     * Puts a table after those before it. A column that one has and another lacks is null there if that one's file is JSON.
     *
     * @param path of its file
     * @throws PlumblineException of kind data if another one's is
     */
    void add(Table part, String path) {
        if (paths.isEmpty()) {
            first = part;
            paths.add(path);
            return;
        }
        if (first != null) {
            Table before = first;
            first = null;
            join(before, paths.remove(0));
        }
        join(part, path);
    }

    private void join(Table part, String path) {
        for (String column : part.columns()) {
            if (!columns.containsKey(column)) {
                paths.forEach(earlier -> requireJson(earlier, column));
                ColumnValues values = new ColumnValues();
                values.addNulls(rows);
                columns.put(column, values);
            }
        }
        columns.forEach((column, values) -> {
            if (part.has(column)) {
                values.addAll(part.column(column));
            } else {
                requireJson(path, column);
                values.addNulls(part.rows());
            }
        });
        paths.add(path);
        origins.add(new RowOrigin.Part(part.rows(), part.origin()));
        rows = Math.addExact(rows, part.rows());
    }

    private void requireJson(String path, String column) {
        if (FileFormat.of(path).orElseThrow() != FileFormat.JSON) {
            throw PlumblineException.data(place + ": " + path + " lacks the column '" + column
                    + "' that other files of the split have; fetch the data set again");
        }
    }

    Table table() {
        if (first != null) {
            return first.at(place);
        }
        Map<String, List<Object>> built = new LinkedHashMap<>();
        columns.forEach((column, values) -> built.put(column, NumberTypes.unified(values.build())));
        return Table.of(place, rows, built, RowOrigin.concatenated(origins));
    }
}
