package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A group of named fields; an unannotated repeated field is a list. Also the record itself. */
final class StructConverter extends GroupConverter {

    private final Converter[] fields;
    private final @Nullable Object[] values;
    private final List<Repeated> repeated = new ArrayList<>();

    private final Consumer<@Nullable Object[]> done;

    /** A repeated field, and the list that is being filled. */
    private static final class Repeated {
        private final int field;
        private List<@Nullable Object> filled = new ArrayList<>();

        Repeated(int field) {
            this.field = field;
        }
    }

    StructConverter(GroupType type, String file, Consumer<@Nullable Object[]> done) {
        this.done = done;
        this.values = new Object[type.getFieldCount()];
        this.fields = new Converter[values.length];
        for (int i = 0; i < fields.length; i++) {
            int field = i;
            ValueSink sink = value -> values[field] = value;
            if (type.getType(i).isRepetition(Type.Repetition.REPEATED)) {
                Repeated list = new Repeated(field);
                repeated.add(list);
                sink = value -> list.filled.add(value);
            }
            fields[i] = ParquetConverters.of(type.getType(i), file, sink);
        }
    }

    /** A structure as a map by field name. */
    static StructConverter toMap(GroupType type, String file, ValueSink sink) {
        return new StructConverter(type, file, record -> {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < record.length; i++) {
                map.put(type.getFieldName(i), record[i]);
            }
            sink.add(Collections.unmodifiableMap(map));
        });
    }

    @Override
    public Converter getConverter(int fieldIndex) {
        return fields[fieldIndex];
    }

    @Override
    public void start() {
        Arrays.fill(values, null);
        repeated.forEach(list -> list.filled = new ArrayList<>());
    }

    @Override
    public void end() {
        repeated.forEach(list -> values[list.field] = Collections.unmodifiableList(list.filled));
        done.accept(values);
    }
}
