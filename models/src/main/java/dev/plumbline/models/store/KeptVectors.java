package dev.plumbline.models.store;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The vectors of all models in one folder, for who looks after it. All of it may be done beside runs that use the folder:
 * a run that finds a file gone encodes its texts again.
 */
public final class KeptVectors {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final String DAMAGED = ".damaged";

    private final Path root;

    private KeptVectors(Path root) {
        this.root = root;
    }

    /** Those in a folder, which need not be there. */
    public static KeptVectors in(Path root) {
        return new KeptVectors(root);
    }

    /**
     * A model's vectors.
     *
     * @param name of the model when its first vector was kept
     * @param fingerprint 64 hex digits, the folder's name
     * @param vectors that can be read
     * @param shards files that they lie in
     * @param bytes of all files in the folder
     * @param damaged files that were put aside, or do not open
     * @param lastUsed when a run last opened them
     */
    public record Model(
            String name,
            String revision,
            String fingerprint,
            long vectors,
            int shards,
            long bytes,
            int damaged,
            Instant lastUsed) {}

    /**
     * Something that is not what was written.
     *
     * @param vectors that are lost with it, as far as is known
     */
    public record Damage(Path file, String what, long vectors) {}

    /** All models, the one last used first. */
    public List<Model> models() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            List<Model> models = new ArrayList<>();
            for (Path folder : folders.filter(KeptVectors::isModel).sorted().toList()) {
                models.add(model(folder));
            }
            models.sort(Comparator.comparing(Model::lastUsed).reversed());
            return models;
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.storage("cannot read " + root + ": " + e, e);
        }
    }

    private static boolean isModel(Path folder) {
        return FINGERPRINT.matcher(folder.getFileName().toString()).matches() && Files.isDirectory(folder);
    }

    private static Model model(Path folder) throws IOException {
        StoreLabel label = StoreLabel.of(folder);
        String fingerprint = folder.getFileName().toString();
        long vectors = 0;
        long bytes = 0;
        int shards = 0;
        int damaged = 0;
        for (Path file : files(folder, name -> true)) {
            try {
                bytes += Files.size(file);
                if (file.toString().endsWith(VectorStore.SUFFIX)) {
                    try (VectorShard shard = VectorShard.open(file, fingerprint, VectorShard.width(file))) {
                        vectors += shard.rows();
                        shards++;
                    }
                }
            } catch (NoSuchFileException e) {
                continue; // a run beside this was quicker
            } catch (DamagedShardException e) {
                damaged++;
            }
            damaged += file.toString().endsWith(DAMAGED) ? 1 : 0;
        }
        return new Model(
                label.name(), label.revision(), fingerprint, vectors, shards, bytes, damaged, label.lastUsed());
    }

    static List<Path> files(Path folder, Predicate<String> names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> names.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> shards(Path folder) throws IOException {
        return files(folder, name -> name.endsWith(VectorStore.SUFFIX));
    }

    private Path folder(Model model) {
        return root.resolve(model.fingerprint());
    }

    /** Reads every vector of a model; nothing is changed. */
    public List<Damage> verify(Model model) {
        List<Damage> damage = new ArrayList<>();
        try {
            for (Path file : shards(folder(model))) {
                verify(model, file, damage);
            }
            return damage;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + folder(model) + ": " + e, e);
        }
    }

    private static void verify(Model model, Path file, List<Damage> damage) throws IOException {
        try {
            int width = VectorShard.width(file);
            try (VectorShard shard = VectorShard.open(file, model.fingerprint(), width)) {
                float[] rows = new float[shard.rowsAtOnce() * width];
                for (int first = 0; first < shard.rows(); first += shard.rowsAtOnce()) {
                    int count = Math.min(shard.rowsAtOnce(), shard.rows() - first);
                    if (!isWhole(shard, first, count, rows)) {
                        damage.add(lost(file, shard, width));
                        return;
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // a run or a compaction beside this was quicker
        } catch (DamagedShardException e) {
            damage.add(new Damage(file, String.valueOf(e.getMessage()), 0));
        }
    }

    private static boolean isWhole(VectorShard shard, int first, int count, float[] rows) throws IOException {
        try {
            shard.read(first, count, rows);
            return true;
        } catch (DamagedShardException e) {
            return false;
        }
    }

    /** Which rows are lost, one by one. */
    private static Damage lost(Path file, VectorShard shard, int width) throws IOException {
        float[] row = new float[width];
        long lost = 0;
        int first = -1;
        for (int i = 0; i < shard.rows(); i++) {
            if (!isWhole(shard, i, 1, row)) {
                first = lost++ == 0 ? i : first;
            }
        }
        return new Damage(file, "row " + first + " does not have its checksum", lost);
    }

    /**
     * Merges a model's small shards and leaves out what they hold twice. Damaged vectors are left out too.
     *
     * @return shards there are now
     */
    public int compact(Model model) {
        try {
            return new Compaction(folder(model), model.fingerprint()).run();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot compact " + folder(model) + ": " + e, e);
        }
    }

    /** Removes what was put aside as damaged. */
    public void removeDamaged(Model model) {
        try {
            for (Path file : files(folder(model), name -> name.endsWith(DAMAGED))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot clear up " + folder(model) + ": " + e, e);
        }
    }

    /** Removes all vectors of a model. */
    public void remove(Model model) {
        Path folder = folder(model);
        try {
            for (Path file : files(folder, name -> true)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot remove " + folder + ": " + e, e);
        }
    }
}
