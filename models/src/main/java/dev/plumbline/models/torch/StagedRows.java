package dev.plumbline.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Rows on their way to a device, through memory outside of Java's heap that is used again: DJL makes such memory anew for every
 * array, a gigabyte a second that waits for the garbage collector. Two arrays may be in use, the last and the one before.
 */
final class StagedRows {

    /** Copied by a thread at a time. */
    private static final int ROWS = 1024;

    private final ByteBuffer[] buffers = {ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(0)};
    private int next;

    /** Rows from (included) to (excluded) of a matrix, as an array of the manager. */
    NDArray on(NDManager manager, FloatMatrix matrix, int from, int to, Parallel parallel) {
        int width = matrix.columns();
        int bytes = Math.multiplyExact(Math.multiplyExact(to - from, width), Float.BYTES);
        if (buffers[next].capacity() < bytes) {
            buffers[next] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        ByteBuffer buffer = buffers[next];
        next = 1 - next;
        buffer.clear().limit(bytes);
        FloatBuffer floats = buffer.asFloatBuffer();
        parallel.forBlocks(
                to - from,
                ROWS,
                (begin, end) -> floats.duplicate()
                        .position(begin * width)
                        .put(matrix.data(), (from + begin) * width, (end - begin) * width));
        return manager.create(buffer, new Shape(to - from, width), DataType.FLOAT32);
    }
}
