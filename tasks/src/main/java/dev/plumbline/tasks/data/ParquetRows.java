package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Collects assembled records column by column; the "record" is only the number of rows so far. */
final class ParquetRows extends RecordMaterializer<Integer> {

    private final MessageType schema;
    private final List<List<Object>> columns = new ArrayList<>();
    private final StructConverter root;
    private int rows;

    /** @param expectedRows room to make; what a hostile footer claims is not trusted beyond the first growth */
    ParquetRows(MessageType schema, String file, int expectedRows) {
        this.schema = schema;
        int room = Math.min(expectedRows, 1 << 20);
        for (int i = 0; i < schema.getFieldCount(); i++) {
            columns.add(new ArrayList<>(room));
        }
        this.root = new StructConverter(schema, file, this::add);
    }

    private void add(Object[] record) {
        for (int i = 0; i < record.length; i++) {
            columns.get(i).add(record[i]);
        }
        rows++;
    }

    @Override
    public Integer getCurrentRecord() {
        return rows;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    Map<String, List<Object>> columns() {
        Map<String, List<Object>> named = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            named.put(schema.getFieldName(i), columns.get(i));
        }
        return named;
    }
}
