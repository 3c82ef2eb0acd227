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
    private final List<ColumnValues> columns = new ArrayList<>();
    private final StructConverter root;
    private int rows;

    ParquetRows(MessageType schema, String file) {
        this.schema = schema;
        for (int i = 0; i < schema.getFieldCount(); i++) {
            columns.add(new ColumnValues());
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

    /** The rows so far, after which it begins anew. */
    Map<String, List<Object>> take() {
        Map<String, List<Object>> taken = columns();
        columns.replaceAll(column -> new ColumnValues());
        return taken;
    }

    Map<String, List<Object>> columns() {
        Map<String, List<Object>> named = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            named.put(schema.getFieldName(i), columns.get(i).build());
        }
        return named;
    }
}
