package dev.plumbline.models.store;

import dev.plumbline.ground.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An open shard file, checked but for its rows, which are checked as they are read. The format stands in the package's
 * description.
 */
final class VectorShard implements AutoCloseable {

    private static final byte[] MAGIC = "PLUMBVEC".getBytes(StandardCharsets.US_ASCII);
    private static final int FINGERPRINT_BYTES = 32;
    private static final int HEADER = MAGIC.length + FINGERPRINT_BYTES + 2 * Integer.BYTES;
    private static final int BUFFER = 1 << 20;

    private final FileChannel channel;
    private final ByteBuffer head;
    private final int rows;
    private final int width;

    private VectorShard(FileChannel channel, ByteBuffer head, int rows, int width) {
        this.channel = channel;
        this.head = head;
        this.rows = rows;
        this.width = width;
    }

    /**
     * Opens a shard.
     *
     * @param fingerprint of the model whose it must be, 64 hex digits
     * @param width of that model's vectors
     * @throws DamagedShardException if it is cut short, changed, or another model's
     * @throws IOException if it cannot be read
     */
    static VectorShard open(Path file, String fingerprint, int width) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        VectorShard shard = null;
        try {
            ByteBuffer header = read(channel, 0, HEADER);
            byte[] magic = new byte[MAGIC.length];
            byte[] owner = new byte[FINGERPRINT_BYTES];
            header.get(magic).get(owner);
            int columns = header.getInt();
            int rows = header.getInt();
            check(Arrays.equals(magic, MAGIC) && rows > 0, "it is not a shard of vectors");
            check(HexFormat.of().formatHex(owner).equals(fingerprint), "it is another model's");
            check(columns == width, "its vectors have " + columns + " values, the model's " + width);
            check(
                    channel.size() == size(rows, width),
                    "it is " + channel.size() + " bytes long, not " + size(rows, width));
            ByteBuffer head = read(channel, 0, dataStart(rows));
            check(
                    head.getInt(dataStart(rows) - Integer.BYTES) == checksum(head, dataStart(rows) - Integer.BYTES),
                    "its keys do not have their checksum");
            shard = new VectorShard(channel, head, rows, width);
            return shard;
        } finally {
            if (shard == null) {
                channel.close();
            }
        }
    }

    private static void check(boolean holds, String otherwise) throws DamagedShardException {
        if (!holds) {
            throw new DamagedShardException(otherwise);
        }
    }

    /**
     * Writes a shard so that readers see it whole or not at all.
     *
     * @param temporary in the folder of the final one, empty; gone afterwards, unless writing fails
     * @param keys one per row, at least one
     * @param data rows, one after the other
     */
    static void write(Path temporary, Path file, String fingerprint, List<VectorKey> keys, float[] data)
            throws IOException {
        int rows = keys.size();
        int width = data.length / rows;
        ByteBuffer head = allocate(dataStart(rows));
        head.put(MAGIC).put(HexFormat.of().parseHex(fingerprint)).putInt(width).putInt(rows);
        keys.forEach(key -> head.putLong(key.high()).putLong(key.low()));
        ByteBuffer row = allocate(width * Float.BYTES);
        for (int i = 0; i < rows; i++) {
            row.clear().asFloatBuffer().put(data, i * width, width);
            head.putInt(rowChecksum(head, i, row));
        }
        head.putInt(checksum(head, head.position()));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            AtomicFiles.writeAll(channel, head.flip());
            ByteBuffer buffer = allocate(BUFFER);
            for (int from = 0; from < data.length; from += buffer.capacity() / Float.BYTES) {
                int count = Math.min(data.length - from, buffer.capacity() / Float.BYTES);
                buffer.clear().asFloatBuffer().put(data, from, count);
                AtomicFiles.writeAll(channel, buffer.limit(count * Float.BYTES));
            }
            channel.force(true);
        }
        AtomicFiles.rename(temporary, file);
    }

    /**
     * The width of the vectors in a file, as its head says.
     *
     * @throws DamagedShardException if it is no shard
     */
    static int width(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = read(channel, 0, HEADER);
            byte[] magic = new byte[MAGIC.length];
            header.get(magic);
            int columns = header.getInt(MAGIC.length + FINGERPRINT_BYTES);
            check(Arrays.equals(magic, MAGIC) && columns > 0, "it is not a shard of vectors");
            return columns;
        }
    }

    int rows() {
        return rows;
    }

    VectorKey key(int row) {
        int at = HEADER + row * VectorKey.BYTES;
        return new VectorKey(head.getLong(at), head.getLong(at + Long.BYTES));
    }

    /**
     * Reads neighbouring rows.
     *
     * @param target receives them, one after the other
     * @throws DamagedShardException if one of them is not what was written; the target's content is void then
     */
    void read(int firstRow, int count, float[] target) throws IOException {
        long start = dataStart(rows) + (long) firstRow * width * Float.BYTES;
        ByteBuffer bytes = read(channel, start, count * width * Float.BYTES);
        for (int i = 0; i < count; i++) {
            ByteBuffer row = bytes.slice(i * width * Float.BYTES, width * Float.BYTES);
            int expected = head.getInt(HEADER + rows * VectorKey.BYTES + (firstRow + i) * Integer.BYTES);
            if (rowChecksum(head, firstRow + i, row) != expected) {
                throw new DamagedShardException("row " + (firstRow + i) + " does not have its checksum");
            }
        }
        bytes.asFloatBuffer().get(target, 0, count * width);
    }

    /** Rows that are read at once, so that a buffer stays small. */
    int rowsAtOnce() {
        return Math.max(1, BUFFER / (width * Float.BYTES));
    }

    /** Rows that fit in a shard so that it stays below a gigabyte. */
    static int mostRows(int width) {
        return Math.max(1, (1 << 30) / (width * Float.BYTES + VectorKey.BYTES + Integer.BYTES));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int dataStart(int rows) {
        return HEADER + rows * (VectorKey.BYTES + Integer.BYTES) + Integer.BYTES;
    }

    private static long size(int rows, int width) {
        return HEADER + (long) rows * (VectorKey.BYTES + Integer.BYTES + (long) width * Float.BYTES) + Integer.BYTES;
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, length));
        return (int) crc.getValue();
    }

    /** Over key and values, so that a row in another's place is found out. */
    private static int rowChecksum(ByteBuffer head, int row, ByteBuffer values) {
        CRC32C crc = new CRC32C();
        crc.update(head.slice(HEADER + row * VectorKey.BYTES, VectorKey.BYTES));
        crc.update(values.duplicate().rewind());
        return (int) crc.getValue();
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = allocate(length);
        while (bytes.hasRemaining()) {
            check(channel.read(bytes, from + bytes.position()) >= 0, "it ends too early");
        }
        return bytes.flip();
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
