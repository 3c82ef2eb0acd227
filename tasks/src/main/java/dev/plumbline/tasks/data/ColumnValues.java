package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a column while it is read: in memory, or in a file where they are many texts. */
final class ColumnValues {

    /** Bytes of texts held in memory: all but the largest corpora. */
    static final long IN_MEMORY = 32L << 20;

    /** What Java needs for a text beside its characters. */
    private static final int PER_TEXT = 56;

    private final long inMemory;
    private List<@Nullable Object> values = new ArrayList<>();
    private boolean texts = true;
    private long bytes;
    private TextColumn.@Nullable Writer file;
    private int size;

    ColumnValues() {
        this(IN_MEMORY);
    }

    /** @param inMemory bytes of texts above which they go to a file */
    ColumnValues(long inMemory) {
        this.inMemory = inMemory;
    }

    void add(@Nullable Object value) {
        size++;
        if (file != null) {
            if (value == null || value instanceof String) {
                file.add((String) value);
                return;
            }
            // a number after so many texts: a column that only JSON has
            values = new ArrayList<>(file.done());
            file = null;
            texts = false;
        }
        values.add(value);
        if (value instanceof String text) {
            bytes += PER_TEXT + text.length();
        } else if (value != null) {
            texts = false;
        }
        if (texts && bytes > inMemory) {
            spill();
        }
    }

    private void spill() {
        TextColumn.Writer writer = new TextColumn.Writer();
        values.forEach(text -> writer.add((String) text));
        values = List.of();
        file = writer;
    }

    void addAll(List<? extends @Nullable Object> more) {
        more.forEach(this::add);
    }

    void addNulls(int count) {
        for (int i = 0; i < count; i++) {
            add(null);
        }
    }

    int size() {
        return size;
    }

    /** The values, immutable; none is added any more. */
    List<@Nullable Object> build() {
        return file == null ? Collections.unmodifiableList(values) : file.done();
    }

    /** The values as texts, all of which they are. */
    List<String> texts() {
        if (file != null) {
            return file.done().texts();
        }
        List<String> all = new ArrayList<>(values.size());
        values.forEach(value -> all.add((String) value));
        return Collections.unmodifiableList(all);
    }
}
