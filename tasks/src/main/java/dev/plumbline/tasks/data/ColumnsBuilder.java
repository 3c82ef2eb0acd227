package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Columns of a file whose rows may each have other keys; a key that a row lacks is null there. */
final class ColumnsBuilder {

    private final Map<String, List<Object>> columns = new LinkedHashMap<>();
    private int rows;

    /** False if the current row already has the column. */
    boolean put(String column, @Nullable Object value) {
        List<Object> values = columns.computeIfAbsent(column, name -> new ArrayList<>());
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
        columns.values().forEach(this::fill);
        return columns;
    }

    private void fill(List<Object> values) {
        if (values.size() < rows) {
            values.addAll(Collections.nCopies(rows - values.size(), null));
        }
    }
}
