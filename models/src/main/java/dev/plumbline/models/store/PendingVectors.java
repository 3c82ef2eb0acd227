package dev.plumbline.models.store;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finished vectors on their way to the store, which are not to be lost: written when there are many of them or some seconds
 * have passed, when this is closed, and when the process is told to end, as by Ctrl-C. A shard for every few texts would
 * make slow reading.
 */
final class PendingVectors implements AutoCloseable {

    private static final int ENOUGH = 4096;
    private static final long LONG_ENOUGH = Duration.ofSeconds(5).toNanos();

    private final VectorStore store;
    private final int enough;
    private final Map<VectorKey, float[]> rows = new LinkedHashMap<>();
    private final Thread atExit = new Thread(this::write, "plumbline-keep-vectors");
    private long written = System.nanoTime();

    PendingVectors(VectorStore store, int width) {
        this.store = store;
        this.enough = Math.min(ENOUGH, VectorShard.mostRows(width));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Takes finished vectors.
     *
     * @param keys one per row; empty for a row that is not to be kept
     */
    synchronized void add(List<Optional<VectorKey>> keys, FloatMatrix vectors) {
        int width = vectors.columns();
        for (int row = 0; row < vectors.rows(); row++) {
            if (keys.get(row).isPresent()) {
                float[] vector = Arrays.copyOfRange(vectors.data(), row * width, (row + 1) * width);
                rows.putIfAbsent(keys.get(row).get(), vector);
                if (rows.size() >= enough) {
                    write();
                }
            }
        }
        if (System.nanoTime() - written > LONG_ENOUGH) {
            write();
        }
    }

    private synchronized void write() {
        // a channel does not write for a thread that is interrupted, which is when this matters
        boolean interrupted = Thread.interrupted();
        try {
            append();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void append() {
        int width = rows.isEmpty() ? 0 : rows.values().iterator().next().length;
        float[] data = new float[rows.size() * width];
        int start = 0;
        for (float[] row : rows.values()) {
            System.arraycopy(row, 0, data, start, width);
            start += width;
        }
        store.append(List.copyOf(rows.keySet()), data);
        rows.clear();
        written = System.nanoTime();
    }

    @Override
    public void close() {
        write();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook finds nothing more to write
        }
    }
}
