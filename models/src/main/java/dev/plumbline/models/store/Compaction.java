package dev.plumbline.models.store;

import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Merges neighbouring small shards. The merged one is in place, on the disk, before those it replaces go, and sorts where
 * the first of them was: whoever is killed or reads in between finds every vector at least once, the earliest first.
 */
final class Compaction {

    /** A merged shard has about so many bytes, so that merging takes no more memory. */
    private static final long TARGET = 128L << 20;

    private static final int TIME = 13;
    private static final float[] NOTHING = {};

    private final Path folder;
    private final String fingerprint;
    private final KeyIndex seen = new KeyIndex();
    private int shards;

    Compaction(Path folder, String fingerprint) {
        this.folder = folder;
        this.fingerprint = fingerprint;
    }

    /** The number of shards there are afterwards. */
    int run() throws IOException {
        List<Path> group = new ArrayList<>();
        long bytes = 0;
        int width = 0;
        for (Path file : KeptVectors.shards(folder)) {
            long size;
            int columns;
            try {
                size = Files.size(file);
                columns = VectorShard.width(file);
            } catch (NoSuchFileException | DamagedShardException e) {
                continue; // gone, or for a run to put aside
            }
            if (!group.isEmpty() && (columns != width || bytes + size > TARGET)) {
                merge(group, width);
                group.clear();
                bytes = 0;
            }
            width = columns;
            group.add(file);
            bytes += size;
        }
        if (!group.isEmpty()) {
            merge(group, width);
        }
        return shards;
    }

    private void merge(List<Path> group, int width) throws IOException {
        List<VectorKey> keys = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        List<Path> merged = new ArrayList<>();
        int before = 0;
        for (Path file : group) {
            try (VectorShard shard = VectorShard.open(file, fingerprint, width)) {
                before += shard.rows();
                for (int row = 0; row < shard.rows(); row++) {
                    take(shard, row, width, keys, rows);
                }
                merged.add(file);
            } catch (NoSuchFileException | DamagedShardException e) {
                // gone, or for a run to put aside; what was taken of it is whole
            }
        }
        if (merged.size() == 1 && keys.size() == before) {
            shards++;
            return;
        }
        if (!keys.isEmpty()) {
            write(merged.get(0), keys, rows, width);
            shards++;
        }
        for (Path file : merged) {
            Files.deleteIfExists(file);
        }
    }

    /** Of keys with the same 64 bits the first is kept; the other, if it is another text's, is encoded again. */
    private void take(VectorShard shard, int row, int width, List<VectorKey> keys, List<float[]> rows)
            throws IOException {
        VectorKey key = shard.key(row);
        if (seen.find(key.low()) != KeyIndex.ABSENT) {
            return;
        }
        float[] vector = new float[width];
        try {
            shard.read(row, 1, vector);
        } catch (DamagedShardException e) {
            return;
        }
        seen.put(key.low(), 0);
        keys.add(key);
        rows.add(vector);
    }

    private void write(Path first, List<VectorKey> keys, List<float[]> rows, int width) throws IOException {
        float[] data = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, data, i * width, width);
            rows.set(i, NOTHING);
        }
        String time = first.getFileName().toString().substring(0, TIME);
        Path file = folder.resolve(time + "-" + UUID.randomUUID() + VectorStore.SUFFIX);
        Path temporary = TemporaryFiles.beside(file);
        try {
            VectorShard.write(temporary, file, fingerprint, keys, data);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
