package dev.plumbline.models.store;

import dev.plumbline.ground.PlainWords;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.tasks.ModelCard;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The vectors of one model on disk. A store that cannot be read or written costs time and never a run: it warns and goes on
 * without, and what it held before is read on. That there is too little {@linkplain #room room} is for who asks to tell before the work. Of a key in several shards the earliest counts. Not safe from several threads; from several processes it is.
 */
final class VectorStore {

    static final String SUFFIX = ".vec1";

    private final Path folder;
    private final String fingerprint;
    private final int width;
    private final Consumer<String> warnings;
    private final Set<Path> seen = new HashSet<>();
    private final Set<Path> rejected = new HashSet<>();
    private final List<Entry> shards = new ArrayList<>();
    private KeyIndex index = new KeyIndex();
    private int rows;
    private boolean writable = true;
    private long lost;

    /**
     * A shard in the index.
     *
     * @param firstRow the number of its first row, counted over all shards
     */
    private record Entry(Path file, int firstRow, int rows) {}

    private VectorStore(Path folder, String fingerprint, int width, Consumer<String> warnings) {
        this.folder = folder;
        this.fingerprint = fingerprint;
        this.width = width;
        this.warnings = warnings;
    }

    /**
     * Opens a model's store, making its folder if needed, takes up what killed processes had encoded and removes what else
     * they left.
     *
     * @param root holds a folder per model
     * @param fingerprint 64 hex digits
     * @param card says what the model is called, and the width of its vectors
     */
    static VectorStore open(Path root, String fingerprint, ModelCard card, Consumer<String> warnings) {
        VectorStore store = new VectorStore(root.resolve(fingerprint), fingerprint, card.dimensions(), warnings);
        try {
            StoreLabel.put(store.ready(), card);
            TemporaryFiles.sweep(store.folder);
            store.takeOverJournals();
        } catch (PlumblineException | IOException e) {
            store.giveUp(e);
        }
        store.refresh();
        return store;
    }

    /** The folder, which somebody may have removed since it was opened. */
    private Path ready() throws IOException {
        return Files.createDirectories(folder);
    }

    /** Takes up shards that other processes have finished since. */
    void refresh() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(writable ? ready() : folder, "*" + SUFFIX)) {
            for (Path file : files) {
                if (!seen.contains(file)) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            giveUp(e);
            return;
        }
        // Names begin with the time.
        found.stream().sorted().forEach(this::take);
    }

    private void take(Path file) {
        seen.add(file);
        try (VectorShard shard = VectorShard.open(file, fingerprint, width)) {
            int firstRow = rows;
            rows = Math.addExact(rows, shard.rows());
            shards.add(new Entry(file, firstRow, shard.rows()));
            for (int row = 0; row < shard.rows(); row++) {
                long key = shard.key(row).low();
                if (position(index.find(key)) < 0) {
                    index.put(key, firstRow + row);
                }
            }
        } catch (IOException e) {
            reject(file, e);
        }
    }

    /**
     * Reads what there is.
     *
     * @param keys empty for a row that is not kept
     * @param rows receives the row of each key that was found, at the key's place
     * @return the places of the keys that were found
     */
    BitSet read(List<Optional<VectorKey>> keys, float[] rows) {
        int known = shards.size();
        BitSet found = readOnce(keys, rows);
        if (shards.size() < known) {
            // a file is gone: what was merged with others is elsewhere now
            startAnew();
            found = readOnce(keys, rows);
        }
        return found;
    }

    /** The places of the keys that have a row. */
    BitSet has(List<Optional<VectorKey>> keys) {
        refresh();
        BitSet there = new BitSet(keys.size());
        for (int place = 0; place < keys.size(); place++) {
            there.set(
                    place,
                    keys.get(place).isPresent()
                            && position(index.find(keys.get(place).get().low())) >= 0);
        }
        return there;
    }

    /** Vectors that were made and are not kept. */
    long lost() {
        return lost;
    }

    /** Bytes free on the disk; empty if nothing can be kept, or the file system does not tell. */
    OptionalLong room() {
        if (!writable) {
            return OptionalLong.empty();
        }
        try {
            FileStore disk = Files.getFileStore(ready());
            return disk.getTotalSpace() > 0 ? OptionalLong.of(disk.getUsableSpace()) : OptionalLong.empty();
        } catch (IOException e) {
            giveUp(e);
            return OptionalLong.empty();
        }
    }

    Path folder() {
        return folder;
    }

    private void startAnew() {
        index = new KeyIndex();
        shards.clear();
        this.rows = 0;
        seen.clear();
        seen.addAll(rejected);
        refresh();
    }

    private BitSet readOnce(List<Optional<VectorKey>> keys, float[] rows) {
        List<Hit> hits = new ArrayList<>();
        for (int place = 0; place < keys.size(); place++) {
            if (keys.get(place).isPresent()) {
                VectorKey key = keys.get(place).get();
                int number = index.find(key.low());
                if (position(number) >= 0) {
                    hits.add(new Hit(key, place, number));
                }
            }
        }
        hits.sort(Comparator.comparingInt(Hit::number));
        BitSet found = new BitSet(keys.size());
        for (int from = 0; from < hits.size(); ) {
            Entry entry = shards.get(position(hits.get(from).number));
            int to = from;
            while (to < hits.size() && hits.get(to).number < entry.firstRow + entry.rows) {
                to++;
            }
            readShard(entry, hits.subList(from, to), rows, found);
            from = to;
        }
        return found;
    }

    /**
     * A key that may have a row.
     *
     * @param place among the keys asked for
     * @param number of the row
     */
    private record Hit(VectorKey key, int place, int number) {}

    private void readShard(Entry entry, List<Hit> hits, float[] rows, BitSet found) {
        try (VectorShard shard = VectorShard.open(entry.file, fingerprint, width)) {
            float[] buffer = new float[shard.rowsAtOnce() * width];
            for (int from = 0; from < hits.size(); ) {
                int first = hits.get(from).number;
                int to = from + 1;
                while (to < hits.size() && hits.get(to).number == first + to - from && to - from < shard.rowsAtOnce()) {
                    to++;
                }
                shard.read(first - entry.firstRow, to - from, buffer);
                for (int i = from; i < to; i++) {
                    Hit hit = hits.get(i);
                    if (shard.key(hit.number - entry.firstRow).equals(hit.key)) {
                        System.arraycopy(buffer, (i - from) * width, rows, hit.place * width, width);
                        found.set(hit.place);
                    }
                }
                from = to;
            }
        } catch (IOException e) {
            hits.forEach(hit -> found.clear(hit.place));
            shards.remove(entry);
            reject(entry.file, e);
        }
    }

    /** Which shard a row is in; negative if in none, or in one that was rejected. */
    private int position(int number) {
        int low = 0;
        int high = number < 0 ? -1 : shards.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Entry entry = shards.get(middle);
            if (number < entry.firstRow) {
                high = middle - 1;
            } else if (number >= entry.firstRow + entry.rows) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    /**
     * Keeps rows, in a shard of their own.
     *
     * @param keys one per row, none twice
     * @param data rows, one after the other
     * @return whether they are kept
     */
    boolean append(List<VectorKey> keys, float[] data) {
        if (keys.isEmpty()) {
            return true;
        }
        if (!writable) {
            return false;
        }
        try {
            write(keys, data);
            return true;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /** Counts vectors that are nowhere. */
    void lose(int vectors) {
        lost += vectors;
    }

    private void write(List<VectorKey> keys, float[] data) throws IOException {
        Path file = ready().resolve(newName() + SUFFIX);
        Path temporary = TemporaryFiles.beside(file);
        try {
            VectorShard.write(temporary, file, fingerprint, keys, data);
        } finally {
            Files.deleteIfExists(temporary);
        }
        take(file);
    }

    /** Names sort by the time they were made. */
    static String newName() {
        return String.format(Locale.ROOT, "%013d-%s", System.currentTimeMillis(), UUID.randomUUID());
    }

    /** A journal of this store's; none if there is no room or right. */
    Optional<VectorJournal> beginJournal() {
        if (!writable) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    VectorJournal.create(ready().resolve(newName() + VectorJournal.SUFFIX), fingerprint, width));
        } catch (IOException e) {
            giveUp(e);
            return Optional.empty();
        }
    }

    /** Whether they are with the operating system. */
    boolean append(VectorJournal journal, List<VectorKey> keys, List<float[]> vectors) {
        if (!writable) {
            return false;
        }
        try {
            journal.append(keys, vectors);
            return true;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /** Leaves a journal to who opens the store next: its vectors could not be put into a shard. */
    void leave(VectorJournal journal) {
        try {
            journal.close();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** Once its vectors are in a shard, or it has none. */
    void delete(VectorJournal journal) {
        try {
            journal.delete();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void takeOverJournals() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + VectorJournal.SUFFIX)) {
            for (Path file : files) {
                VectorJournal.takeOver(file, fingerprint, width, (keys, rows) -> write(keys, rows.data()));
            }
        }
    }

    /** Moves a damaged shard aside, so that its vectors are made anew once and not at every run. */
    private void reject(Path file, IOException why) {
        if (why instanceof NoSuchFileException) {
            return;
        }
        rejected.add(file);
        String outcome = "not used";
        if (why instanceof DamagedShardException) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            try {
                Files.move(file, aside);
                outcome = "not used and renamed to " + aside.getFileName();
            } catch (IOException e) {
                outcome = "not used; delete it";
            }
        }
        warnings.accept("stored vectors " + file + " are damaged or cannot be read (" + why.getMessage() + "); "
                + outcome + ", its texts are encoded again");
    }

    /** Says so once. */
    private void giveUp(Exception why) {
        if (writable) {
            writable = false;
            warnings.accept("vectors cannot be kept in " + folder + " (" + PlainWords.of(why.toString())
                    + "); going on without, see --embedding-cache and --no-cache");
        }
    }
}
