package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of one list while it is decoded: unboxed as long as all are floats, or all are doubles. */
final class ElementBuffer implements ValueSink {

    private float[] floats = new float[16];
    private double[] doubles = new double[0];
    private @Nullable List<@Nullable Object> objects;
    private boolean single;
    private int size;

    void clear() {
        objects = null;
        size = 0;
    }

    int size() {
        return objects == null ? size : objects.size();
    }

    @Override
    public void addFloat(float value) {
        if (objects != null) {
            objects.add((double) value);
            return;
        }
        single = true;
        if (size == floats.length) {
            floats = Arrays.copyOf(floats, Math.addExact(size, size));
        }
        floats[size++] = value;
    }

    @Override
    public void addDouble(double value) {
        if (objects != null) {
            objects.add(value);
            return;
        }
        single = false;
        if (size == doubles.length) {
            doubles = Arrays.copyOf(doubles, Math.max(16, Math.addExact(size, size)));
        }
        doubles[size++] = value;
    }

    @Override
    public void add(@Nullable Object value) {
        if (objects == null) {
            objects = size == 0 ? new ArrayList<>() : new ArrayList<>(numbers());
        }
        objects.add(value);
    }

    List<Object> toList() {
        if (objects != null) {
            return Collections.unmodifiableList(objects);
        }
        return size == 0 ? List.of() : numbers();
    }

    private NumberList numbers() {
        return single ? NumberList.of(Arrays.copyOf(floats, size)) : NumberList.of(Arrays.copyOf(doubles, size));
    }
}
