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

/** A group of named fields; an unannotated repeated field is a list. Also the record itself. */
final class StructConverter extends GroupConverter {

    private final Converter[] fields;
    private final Object[] values;

    /** The list being filled of each repeated field, by field. */
    private final Map<Integer, List<Object>> repeated = new LinkedHashMap<>();

    private final Consumer<Object[]> done;

    StructConverter(GroupType type, String file, Consumer<Object[]> done) {
        this.done = done;
        this.values = new Object[type.getFieldCount()];
        this.fields = new Converter[values.length];
        for (int i = 0; i < fields.length; i++) {
            int field = i;
            boolean isList = type.getType(i).isRepetition(Type.Repetition.REPEATED);
            if (isList) {
                repeated.put(field, new ArrayList<>());
            }
            ValueSink sink = isList ? value -> repeated.get(field).add(value) : value -> values[field] = value;
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
        repeated.replaceAll((field, filled) -> new ArrayList<>());
    }

    @Override
    public void end() {
        repeated.forEach((field, filled) -> values[field] = Collections.unmodifiableList(filled));
        done.accept(values);
    }
}
