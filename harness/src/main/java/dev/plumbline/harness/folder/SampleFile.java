package dev.plumbline.harness.folder;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.tasks.sample.SampleHeader;
import dev.plumbline.tasks.sample.SampleSink;
import dev.plumbline.tasks.sample.SampleWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The samples of a task that is being scored, streamed to a temporary file that takes its place when the task is complete
 * and is deleted when it is not.
 */
public final class SampleFile implements AutoCloseable {

    /** mteb's reader takes {@code *.json} beside the results for results, and passes over this. */
    public static final String SUFFIX = ".samples.jsonl.gz";

    private final Path file;
    private final SampleHeader header;
    private final Path temporary;
    private final FileChannel channel;
    private final SampleWriter writer;

    private SampleFile(Path file, SampleHeader header, Path temporary, FileChannel channel, SampleWriter writer) {
        this.file = file;
        this.header = header;
        this.temporary = temporary;
        this.channel = channel;
        this.writer = writer;
    }

    /** Where a task's samples are. */
    public static Path path(Path folder, String task) {
        return folder.resolve(FileNames.task(task) + SUFFIX);
    }

    /** SHA-256 of a file of samples in hex; empty if there is none. */
    static Optional<String> sha256(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Sha256.hex(file));
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Begins a file.
     *
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write, here and in the other methods
     */
    public static SampleFile begin(ResultFolder folder, SampleHeader header) {
        Path file = path(folder.path(), header.task());
        try {
            Files.createDirectories(folder.path());
            return begin(file, header, TemporaryFiles.beside(file));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static SampleFile begin(Path file, SampleHeader header, Path temporary) throws IOException {
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        boolean begun = false;
        try {
            lock(channel);
            SampleWriter writer = new SampleWriter(new BufferedOutputStream(Channels.newOutputStream(channel)), header);
            begun = true;
            return new SampleFile(file, header, temporary, channel, writer);
        } finally {
            if (!begun) {
                discard(temporary, channel);
            }
        }
    }

    /** Until it is closed, so that no other run takes it for one that a killed process left. */
    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            // some network file systems have no locks; there nothing is swept either
            return false;
        }
    }

    /** Takes the samples of a subset. */
    // an UncheckedIOException has a cause, which NullAway does not know
    @SuppressWarnings("NullAway")
    public SampleSink entry(String split, String subset) {
        SampleSink entry = writer.entry(split, subset);
        return sample -> {
            try {
                entry.add(sample);
            } catch (UncheckedIOException e) {
                throw failed(file, e.getCause());
            }
        };
    }

    /** Takes over what an earlier run left of other subsets, if it left anything. */
    public void keepEarlier(BiPredicate<String, String> wanted) {
        if (Files.exists(file)) {
            try {
                writer.keep(file, header, wanted);
            } catch (IOException e) {
                throw failed(file, e);
            }
        }
    }

    /**
     * Ends the file and puts it in its place.
     *
     * @return its SHA-256, by which its result knows it: another process may put its own there the next moment
     */
    public String commit() {
        try {
            writer.close();
            AtomicFiles.force(temporary);
            String hash = sha256(temporary).orElseThrow();
            AtomicFiles.rename(temporary, file);
            return hash;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Deletes samples that belong to a result that is about to be replaced. */
    public static void delete(ResultFolder folder, String task) {
        Path file = path(folder.path(), task);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Gives up what was not committed. */
    @Override
    public void close() {
        if (Files.exists(temporary)) {
            try {
                writer.close();
            } catch (IOException e) {
                // on a full disk not even its end can be written, and it goes anyway
            } finally {
                discard(temporary, channel);
            }
        }
    }

    private static void discard(Path temporary, FileChannel channel) {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // What stopped the task is what the user must hear of; a stray .tmp file is never read.
            temporary.toFile().deleteOnExit();
        }
    }

    private static PlumblineException failed(Path file, IOException e) {
        return PlumblineException.storage("cannot write " + file + ": " + e, e);
    }
}
