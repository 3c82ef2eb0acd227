package dev.plumbline.trainer.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file of training data whose rows can be read in any order.
 *
 * <p>Its index lies in a folder of its own under the work folder: {@code with.idx} and {@code without.idx}, the rows that
 * have hard negatives and those that have none, {@code rows.jsonl} where the file is compressed or Parquet, and, written
 * last, {@code counts.json}. The folder's name is made of the file's path, size and time of change, so that a changed file
 * is read anew and an unchanged one is not; a folder without counts is one that was not finished.
 */
final class IndexedFile {

    /** Part of the folder's name: another version of the checks or the format finds nothing to take over. */
    private static final int VERSION = 1;

    private static final int NAME_DIGITS = 20;
    private static final String COUNTS = "counts.json";
    private static final String WITH = "with.idx";
    private static final String WITHOUT = "without.idx";
    private static final String ROWS = "rows.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RowFile file;
    private final Path folder;
    private final FileCounts counts;

    private IndexedFile(RowFile file, Path folder, FileCounts counts) {
        this.file = file;
        this.folder = folder;
        this.counts = counts;
    }

    /**
     * Takes over the file's index or makes it.
     *
     * @param work where indexes are kept
     * @throws PlumblineException of kind DATA if the file is missing or damaged as a whole, of kind STORAGE if the index
     *     cannot be written
     */
    static IndexedFile open(Path path, Path work) {
        RowFile file = new RowFile(path);
        Path folder = work.resolve(folderName(path));
        Optional<FileCounts> known = known(folder, file.isPlainText());
        return new IndexedFile(file, folder, known.isPresent() ? known.get() : index(file, folder));
    }

    private static String folderName(Path path) {
        try {
            Path real = path.toRealPath();
            FileTime changed = Files.getLastModifiedTime(real);
            String identity = VERSION + "\n" + real + "\n" + Files.size(real) + "\n" + changed.to(TimeUnit.NANOSECONDS);
            return Sha256.hex(identity).substring(0, NAME_DIGITS);
        } catch (IOException e) {
            throw PlumblineException.data("there is no file " + path + " (" + e + "); correct the path", e);
        }
    }

    private static Optional<FileCounts> known(Path folder, boolean plain) {
        Path written = folder.resolve(COUNTS);
        if (!Files.isRegularFile(written)) {
            return Optional.empty();
        }
        try {
            FileCounts counts = JSON.readValue(Files.readString(written), FileCounts.class);
            boolean whole = size(folder, WITH) == counts.withNegatives() * IndexReader.RECORD
                    && size(folder, WITHOUT) == counts.withoutNegatives() * IndexReader.RECORD
                    && (plain || Files.isRegularFile(folder.resolve(ROWS)));
            return whole ? Optional.of(counts) : Optional.empty();
        } catch (IOException e) {
            // The index can be made again from the file, whatever has become of it.
            return Optional.empty();
        }
    }

    private static long size(Path folder, String name) throws IOException {
        return Files.size(folder.resolve(name));
    }

    private static FileCounts index(RowFile file, Path folder) {
        List<FileCounts> counted = new ArrayList<>();
        AtomicFiles.write(
                folder.resolve(WITH),
                with -> AtomicFiles.write(
                        folder.resolve(WITHOUT), without -> counted.add(write(file, folder, with, without))));
        FileCounts counts = counted.get(0);
        try {
            AtomicFiles.write(folder.resolve(COUNTS), JSON.writeValueAsString(counts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("counts are plain values", e);
        }
        return counts;
    }

    private static FileCounts write(RowFile file, Path folder, FileChannel with, FileChannel without)
            throws IOException {
        if (file.isPlainText()) {
            return new IndexWriter(stream(with), stream(without)).write(file);
        }
        List<FileCounts> counted = new ArrayList<>();
        AtomicFiles.write(
                folder.resolve(ROWS),
                rows -> counted.add(new IndexWriter(stream(with), stream(without), stream(rows)).write(file)));
        return counted.get(0);
    }

    private static DataOutputStream stream(FileChannel channel) {
        return new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    }

    FileCounts counts() {
        return counts;
    }

    Path path() {
        return file.path();
    }

    /** Opens the rows that have hard negatives, or those that have none. */
    IndexReader rows(boolean negatives) {
        Path content = file.isPlainText() ? file.path() : folder.resolve(ROWS);
        Path index = folder.resolve(negatives ? WITH : WITHOUT);
        return IndexReader.open(file, index, content);
    }
}
