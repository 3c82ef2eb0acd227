package dev.plumbline.models.store;

import dev.plumbline.ground.EndingThread;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finished vectors on their way to the store, which are not to be lost: in a journal as they come, in a shard when there are
 * many of them, when this is closed, and when the process is told to end, as by Ctrl-C. A shard for every few texts would
 * make slow reading.
 */
final class PendingVectors implements AutoCloseable {

    private static final int ENOUGH = 4096;

    private final VectorStore store;
    private final int enough;
    private final Map<VectorKey, float[]> rows = new LinkedHashMap<>();
    private final Thread atExit = new EndingThread(this::write, "plumbline-keep-vectors");
    private Optional<VectorJournal> journal = Optional.empty();
    /** Of the rows, those that the journal has. */
    private int noted;

    PendingVectors(VectorStore store, int width) {
        this.store = store;
        this.enough = Math.min(ENOUGH, VectorShard.mostRows(width));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Takes finished vectors; one that is not finite is not kept.
     *
     * @param keys one per row; empty for a row that is not to be kept
     */
    synchronized void add(List<Optional<VectorKey>> keys, FloatMatrix vectors) {
        int width = vectors.columns();
        List<VectorKey> freshKeys = new ArrayList<>();
        List<float[]> fresh = new ArrayList<>();
        for (int row = 0; row < vectors.rows(); row++) {
            if (keys.get(row).isEmpty() || rows.containsKey(keys.get(row).get())) {
                continue;
            }
            float[] vector = Arrays.copyOfRange(vectors.data(), row * width, (row + 1) * width);
            if (finite(vector)) {
                rows.put(keys.get(row).get(), vector);
                freshKeys.add(keys.get(row).get());
                fresh.add(vector);
            }
        }
        if (rows.size() >= enough) {
            write();
        } else if (!fresh.isEmpty()) {
            uninterrupted(() -> note(freshKeys, fresh));
        }
    }

    private void note(List<VectorKey> keys, List<float[]> vectors) {
        if (journal.isEmpty()) {
            journal = store.beginJournal();
        }
        if (journal.isPresent() && store.append(journal.get(), keys, vectors)) {
            noted += keys.size();
        }
    }

    private synchronized void write() {
        uninterrupted(this::append);
    }

    /** A channel does not write for a thread that is interrupted, which is when this matters. */
    private static void uninterrupted(Runnable writing) {
        boolean interrupted = Thread.interrupted();
        try {
            writing.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void append() {
        int width = rows.isEmpty() ? 0 : rows.values().iterator().next().length;
        List<VectorKey> keys = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        boolean kept = true;
        for (Map.Entry<VectorKey, float[]> row : rows.entrySet()) {
            keys.add(row.getKey());
            vectors.add(row.getValue());
            // a shard stays below a size, which one batch may exceed
            if (keys.size() == enough) {
                kept &= append(keys, vectors, width);
            }
        }
        kept &= append(keys, vectors, width);
        if (kept || noted == 0) {
            journal.ifPresent(store::delete);
        } else {
            journal.ifPresent(store::leave);
        }
        if (!kept) {
            store.lose(rows.size() - noted);
        }
        rows.clear();
        journal = Optional.empty();
        noted = 0;
    }

    private boolean append(List<VectorKey> keys, List<float[]> vectors, int width) {
        float[] data = new float[vectors.size() * width];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i), 0, data, i * width, width);
        }
        boolean kept = store.append(List.copyOf(keys), data);
        keys.clear();
        vectors.clear();
        return kept;
    }

    private static boolean finite(float[] vector) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
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
