package dev.plumbline.tasks.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Columns of a file whose rows may each have other keys; a key that a row lacks is null there. */
final class ColumnsBuilder {

    private final Map<String, ColumnValues> columns = new LinkedHashMap<>();
    private int rows;

    /** False if the current row already has the column. */
    boolean put(String column, @Nullable Object value) {
        ColumnValues values = columns.computeIfAbsent(column, name -> new ColumnValues());
        if (values.size() > rows) {
            return false;
        }
        fill(values);
        values.add(value);
        return true;
    }

    void endRow() {
        rows++;
    }

    int rows() {
        return rows;
    }

    Map<String, List<Object>> build() {
        Map<String, List<Object>> built = new LinkedHashMap<>();
        columns.forEach((name, values) -> {
            fill(values);
            built.put(name, values.build());
        });
        return built;
    }

    private void fill(ColumnValues values) {
        values.addNulls(rows - values.size());
    }
}
