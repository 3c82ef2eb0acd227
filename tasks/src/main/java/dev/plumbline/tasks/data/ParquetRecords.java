package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file one after another, for files that do not fit in memory: beside the current row it holds the
 * compressed pages of one row group. Types as {@link ParquetTables}; not safe from several threads.
 */
public final class ParquetRecords implements AutoCloseable {

    private final String name;
    private final ParquetFileReader reader;
    private final MessageColumnIO columns;
    private final Row row;
    private @Nullable RecordReader<Map<String, Object>> records;
    private long left;

    private ParquetRecords(String name, ParquetFileReader reader, MessageColumnIO columns, Row row) {
        this.name = name;
        this.reader = reader;
        this.columns = columns;
        this.row = row;
    }

    /**
     * Opens a file before its first row.
     *
     * @throws PlumblineException of kind data if it is truncated, damaged or hostile, has none of the wanted columns, or a
     *     wanted column has a type no task uses
     */
    public static ParquetRecords open(Path file, Columns wanted) {
        String name = file.toString();
        return ParquetTables.guarded(name, () -> {
            ParquetFileReader reader = ParquetTables.open(file, name);
            boolean opened = false;
            try {
                MessageType schema = reader.getFileMetaData().getSchema();
                MessageType requested = ParquetTables.requested(schema, wanted);
                if (requested.getFieldCount() == 0) {
                    throw PlumblineException.data(name + " has none of the columns wanted, only "
                            + schema.getFields().stream()
                                    .map(field -> field.getName())
                                    .toList());
                }
                Row row = new Row(requested, name);
                reader.setRequestedSchema(requested);
                String writer = reader.getFileMetaData().getCreatedBy();
                MessageColumnIO columns = new ColumnIOFactory(writer).getColumnIO(requested, schema);
                opened = true;
                return new ParquetRecords(name, reader, columns, row);
            } finally {
                if (!opened) {
                    reader.close();
                }
            }
        });
    }

    /**
     * The next row by column, absent values null; empty after the last.
     *
     * @throws PlumblineException of kind data if the file is damaged here
     */
    public Optional<Map<String, Object>> next() {
        return ParquetTables.guarded(name, () -> {
            RecordReader<Map<String, Object>> group = records;
            while (group == null || left == 0) {
                PageReadStore pages = reader.readNextRowGroup();
                if (pages == null) {
                    return Optional.empty();
                }
                left = pages.getRowCount();
                group = columns.getRecordReader(pages, row);
                records = group;
            }
            left--;
            return Optional.of(group.read());
        });
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw PlumblineException.data(name + " cannot be read (" + e + "); fetch it again", e);
        }
    }

    /** Keeps the record assembled last. */
    private static final class Row extends RecordMaterializer<Map<String, Object>> {

        private final StructConverter root;
        private Map<String, Object> current = Map.of();

        Row(MessageType schema, String file) {
            this.root = new StructConverter(schema, file, values -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (int i = 0; i < values.length; i++) {
                    fields.put(schema.getFieldName(i), values[i]);
                }
                current = Collections.unmodifiableMap(fields);
            });
        }

        @Override
        public Map<String, Object> getCurrentRecord() {
            return current;
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }
}
