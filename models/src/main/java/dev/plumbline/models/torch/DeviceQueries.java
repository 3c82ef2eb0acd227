package dev.plumbline.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.Rows;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Queries on a device, block by block, with what their scores may be off by there. */
final class DeviceQueries implements AutoCloseable {

    /** Half of float32's last bit. */
    private static final double ROUNDING = 0x1p-24;

    /** The same of products whose factors keep ten bits. */
    private static final double TF32_ROUNDING = 0x1p-9;

    private final FloatMatrix asked;
    private final boolean cosine;
    private final FloatMatrix compared;
    private final int blockSize;
    private final boolean sound;
    private final NDManager manager;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Some of them.
     *
     * @param from first of the queries
     * @param vectors {@code [count, width]}
     * @param slack {@code [count]}, see {@link NearestScript}
     */
    record Block(int from, int count, NDArray vectors, NDArray slack) {}

    /**
     * Takes queries to a device.
     *
     * @param blockSize of blocks, at most
     * @param tf32 whether the device multiplies with ten bits
     * @param parent of the device
     */
    DeviceQueries(FloatMatrix asked, boolean cosine, int blockSize, boolean tf32, NDManager parent, Parallel parallel) {
        this.asked = asked;
        this.cosine = cosine;
        this.blockSize = blockSize;
        this.compared = cosine ? Rows.normalised(asked, parallel) : asked;
        this.manager = parent.newSubManager();
        int width = asked.columns();
        float[] slack = new float[asked.rows()];
        parallel.forBlocks(slack.length, 1024, (from, to) -> {
            for (int i = from; i < to; i++) {
                slack[i] = (float) (relative(width, tf32) * (cosine ? 1 : length(compared, i)));
            }
        });
        // written so that NaN is not
        boolean finite = true;
        for (int i = 0; i < slack.length; i++) {
            finite &= length(compared, i) < NearestScript.LONGEST;
        }
        this.sound = finite;
        boolean done = false;
        try {
            for (int from = 0; finite && from < slack.length; from += blockSize) {
                int count = Math.min(blockSize, slack.length - from);
                blocks.add(new Block(
                        from,
                        count,
                        manager.create(
                                FloatBuffer.wrap(compared.data(), from * width, count * width),
                                new Shape(count, width)),
                        manager.create(Arrays.copyOfRange(slack, from, from + count))));
            }
            done = true;
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    /**
     * By how much scores on two devices may differ, of vectors of length 1: sums of so many products on both, and lengths, of
     * which half as many terms are rounded (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
     */
    private static double relative(int width, boolean tf32) {
        return (4.0 * width + 64) * ROUNDING + (tf32 ? TF32_ROUNDING : 0);
    }

    private static double length(FloatMatrix vectors, int row) {
        double sum = 0;
        for (int k = row * vectors.columns(); k < (row + 1) * vectors.columns(); k++) {
            sum += (double) vectors.data()[k] * vectors.data()[k];
        }
        return Math.sqrt(sum);
    }

    /** Whether these are the queries of that matrix. */
    boolean are(FloatMatrix others, boolean byCosine, int otherSize) {
        return asked == others && cosine == byCosine && blockSize == otherSize;
    }

    /** Whether their scores are finite; if not, there are no blocks. */
    boolean areSound() {
        return sound;
    }

    /** As they are compared, on the host. */
    FloatMatrix compared() {
        return compared;
    }

    List<Block> blocks() {
        return blocks;
    }

    @Override
    public void close() {
        manager.close();
    }
}
