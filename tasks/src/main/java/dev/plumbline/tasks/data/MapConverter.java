package dev.plumbline.tasks.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;

/** A group annotated MAP: repeated pairs of key and value. */
final class MapConverter extends GroupConverter {

    private Map<String, Object> entries = new LinkedHashMap<>();
    private final StructConverter pair;
    private final ValueSink sink;

    MapConverter(GroupType map, String file, ValueSink sink) {
        this.sink = sink;
        GroupType keyValue = map.getType(0).asGroupType();
        if (map.getFieldCount() != 1 || keyValue.getFieldCount() != 2) {
            throw new IllegalArgumentException("map column " + map.getName() + " without pairs");
        }
        this.pair = new StructConverter(keyValue, file, record -> entries.put(String.valueOf(record[0]), record[1]));
    }

    @Override
    public Converter getConverter(int fieldIndex) {
        return pair;
    }

    @Override
    public void start() {
        entries = new LinkedHashMap<>();
    }

    @Override
    public void end() {
        sink.add(Collections.unmodifiableMap(entries));
    }
}
