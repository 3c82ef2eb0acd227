package dev.plumbline.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of numbers of the host that go to a device together: in one copy for each type of number, of which every array is
 * then a part. To a GPU they go through pinned memory, for which nobody waits. Parts that are added after others were asked
 * for go with the next copy. For one thread.
 */
public final class Upload {

    /** Parts begin where memory of their own might have, as far as kernels care. */
    private static final int ALIGNMENT = 64;

    private final NDManager manager;
    private final Map<DataType, List<Part>> waiting = new EnumMap<>(DataType.class);

    /** @param manager of the device; owns the arrays */
    public Upload(NDManager manager) {
        this.manager = manager;
    }

    /** Puts a part's numbers into the buffer at its position. */
    @FunctionalInterface
    private interface Numbers {
        void into(ByteBuffer buffer);
    }

    /** An array that is to be had once it is there. */
    public final class Part {

        private final Shape shape;
        private final Numbers numbers;
        private @Nullable NDArray array;

        private Part(Shape shape, Numbers numbers) {
            this.shape = shape;
            this.numbers = numbers;
        }

        /** The array, sent now with all others that wait unless it has been already. It lives as long as the manager. */
        public NDArray array() {
            if (array == null) {
                send();
            }
            return Objects.requireNonNull(array);
        }
    }

    /** Where the arrays go. */
    public NDManager manager() {
        return manager;
    }

    /** An int64 array. */
    public Part add(long[] values, long... shape) {
        return add(
                DataType.INT64,
                shape(values.length, shape),
                buffer -> buffer.asLongBuffer().put(values));
    }

    /** A float32 array. */
    public Part add(float[] values, long... shape) {
        return add(
                DataType.FLOAT32,
                shape(values.length, shape),
                buffer -> buffer.asFloatBuffer().put(values));
    }

    /** A float64 array. */
    public Part add(double[] values, long... shape) {
        return add(
                DataType.FLOAT64,
                shape(values.length, shape),
                buffer -> buffer.asDoubleBuffer().put(values));
    }

    private static Shape shape(int count, long... given) {
        Shape shape = new Shape(given);
        if (shape.size() != count) {
            throw new IllegalArgumentException(count + " numbers are not of shape " + shape);
        }
        return shape;
    }

    private Part add(DataType type, Shape shape, Numbers numbers) {
        Part part = new Part(shape, numbers);
        waiting.computeIfAbsent(type, key -> new ArrayList<>()).add(part);
        return part;
    }

    /** Sends what waits. */
    public void send() {
        waiting.forEach(this::send);
        waiting.clear();
    }

    private void send(DataType type, List<Part> parts) {
        int unit = type.getNumOfBytes();
        if (parts.size() == 1) {
            Part only = parts.get(0);
            ByteBuffer buffer = buffer(Math.multiplyExact(only.shape.size(), unit));
            only.numbers.into(buffer);
            only.array = there(buffer, only.shape, type);
            return;
        }
        // what each part takes, and what is left out after it
        long[] sizes = new long[2 * parts.size()];
        long all = 0;
        for (int i = 0; i < parts.size(); i++) {
            long size = parts.get(i).shape.size();
            sizes[2 * i] = size;
            sizes[2 * i + 1] = Math.floorMod(-size, ALIGNMENT / unit);
            all += size + sizes[2 * i + 1];
        }
        ByteBuffer buffer = buffer(Math.multiplyExact(all, unit));
        long place = 0;
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i)
                    .numbers
                    .into(buffer.position(Math.toIntExact(place * unit)).slice().order(ByteOrder.nativeOrder()));
            place += sizes[2 * i] + sizes[2 * i + 1];
        }
        // it stays with the manager, as the parts are views of it
        NDList split = JniUtils.split((PtNDArray) there(buffer.rewind(), new Shape(all), type), sizes, 0);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            NDArray flat = split.get(2 * i);
            part.array = part.shape.dimension() == 1 ? flat : flat.reshape(part.shape);
            split.get(2 * i + 1).close();
        }
    }

    private static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    private NDArray there(ByteBuffer buffer, Shape shape, DataType type) {
        Transfers.uploaded();
        return manager.getDevice().isGpu()
                ? PinnedCopy.of(manager, buffer, shape, type)
                : manager.create(buffer, shape, type);
    }
}
