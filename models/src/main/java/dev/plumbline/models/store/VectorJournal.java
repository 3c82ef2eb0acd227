package dev.plumbline.models.store;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Vectors on their way into a shard. Every batch is with the operating system when {@link #append} returns, so that it
 * outlives a process that is killed. The file is locked by who writes it: one that can be locked was left behind. The
 * format stands in the package's description.
 */
final class VectorJournal implements AutoCloseable {

    static final String SUFFIX = ".journal";

    private static final byte[] MAGIC = "PLUMBJNL".getBytes(StandardCharsets.US_ASCII);
    private static final int FINGERPRINT_BYTES = 32;
    private static final int HEADER = MAGIC.length + FINGERPRINT_BYTES + Integer.BYTES;

    private final Path file;
    private final FileChannel channel;
    private final int width;

    private VectorJournal(Path file, FileChannel channel, int width) {
        this.file = file;
        this.channel = channel;
        this.width = width;
    }

    /**
     * Begins a journal.
     *
     * @param file not there yet
     * @param fingerprint of the model, 64 hex digits
     * @throws IOException if it cannot be written, or the file system has no locks
     */
    static VectorJournal create(Path file, String fingerprint, int width) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        boolean begun = false;
        try {
            if (channel.tryLock() == null) {
                throw new IOException(file + " is locked by another process");
            }
            ByteBuffer head = allocate(HEADER);
            head.put(MAGIC).put(HexFormat.of().parseHex(fingerprint)).putInt(width);
            AtomicFiles.writeAll(channel, head.flip());
            begun = true;
            return new VectorJournal(file, channel, width);
        } finally {
            if (!begun) {
                channel.close();
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Adds vectors.
     *
     * @param keys one per row
     */
    void append(List<VectorKey> keys, List<float[]> rows) throws IOException {
        ByteBuffer records = allocate(Math.multiplyExact(keys.size(), record(width)));
        for (int i = 0; i < keys.size(); i++) {
            int start = records.position();
            records.putLong(keys.get(i).high()).putLong(keys.get(i).low()).putInt(0);
            records.asFloatBuffer().put(rows.get(i));
            records.position(start + record(width));
            records.putInt(start + VectorKey.BYTES, checksum(records, start, width));
        }
        AtomicFiles.writeAll(channel, records.flip());
    }

    /** Deletes it: what it held is in a shard. */
    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Hands over what a journal holds that nobody writes any more, and deletes it when that is done. The last record may be
     * torn, and is left out.
     *
     * @return whether it was taken: not if its writer lives
     */
    static boolean takeOver(Path file, String fingerprint, int width, Heir heir) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null || !Files.exists(file)) {
                return false;
            }
            List<VectorKey> keys = new ArrayList<>();
            Optional<FloatMatrix> rows = read(channel, fingerprint, width, keys);
            if (rows.isEmpty() && channel.size() >= HEADER) {
                // of vectors of another width, say, whose store will find it
                return false;
            }
            if (rows.isPresent() && !keys.isEmpty()) {
                heir.take(keys, rows.get());
            }
            Files.deleteIfExists(file);
            return true;
        }
    }

    /** Keeps what a dead process had made. */
    @FunctionalInterface
    interface Heir {
        /**
         * Returns when it is on the disk.
         *
         * @param keys one per row
         */
        void take(List<VectorKey> keys, FloatMatrix rows) throws IOException;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // this very process writes it
            return null;
        }
    }

    private static Optional<FloatMatrix> read(FileChannel channel, String fingerprint, int width, List<VectorKey> keys)
            throws IOException {
        int size = Math.toIntExact(Math.min(channel.size(), Integer.MAX_VALUE - 8));
        ByteBuffer bytes = allocate(size);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // until it is full
        }
        bytes.flip();
        if (bytes.remaining() < HEADER) {
            return Optional.empty();
        }
        byte[] magic = new byte[MAGIC.length];
        byte[] owner = new byte[FINGERPRINT_BYTES];
        bytes.get(magic).get(owner);
        if (!Arrays.equals(magic, MAGIC)
                || !HexFormat.of().formatHex(owner).equals(fingerprint)
                || bytes.getInt() != width) {
            return Optional.empty();
        }
        float[] data = new float[bytes.remaining() / record(width) * width];
        while (bytes.remaining() >= record(width)) {
            int start = bytes.position();
            VectorKey key = new VectorKey(bytes.getLong(), bytes.getLong());
            if (bytes.getInt() != checksum(bytes, start, width)) {
                break;
            }
            bytes.asFloatBuffer().get(data, keys.size() * width, width);
            bytes.position(start + record(width));
            keys.add(key);
        }
        return Optional.of(FloatMatrix.of(keys.size(), width, Arrays.copyOf(data, keys.size() * width)));
    }

    private static int record(int width) {
        return VectorKey.BYTES + Integer.BYTES + width * Float.BYTES;
    }

    /** Over key and values. */
    private static int checksum(ByteBuffer records, int start, int width) {
        CRC32C crc = new CRC32C();
        crc.update(records.slice(start, VectorKey.BYTES));
        crc.update(records.slice(start + VectorKey.BYTES + Integer.BYTES, width * Float.BYTES));
        return (int) crc.getValue();
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
