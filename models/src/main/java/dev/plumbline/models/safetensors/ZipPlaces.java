package dev.plumbline.models.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the entries of a zip lie that are stored as they are, of any size (PKWARE's APPNOTE 6.3.10). Entries can then be read
 * from any place, which {@code java.util.zip} does not allow.
 */
final class ZipPlaces {

    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_PLACE = 0x07064b50;
    private static final int ENTRY = 0x02014b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long ELSEWHERE = 0xffffffffL;
    /** A directory that is longer lists more entries than any network has tensors. */
    private static final long LONGEST_DIRECTORY = 1 << 28;

    private final FileChannel channel;

    /** A stored entry's bytes. */
    record Place(long begin, long bytes) {}

    private ZipPlaces(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException if it is no such file; its message says why */
    static Map<String, Place> read(FileChannel channel) throws IOException {
        return new ZipPlaces(channel).read();
    }

    private Map<String, Place> read() throws IOException {
        ByteBuffer directory = directory();
        Map<String, Place> places = new LinkedHashMap<>();
        while (directory.remaining() >= ENTRY_BYTES && directory.getInt(directory.position()) == ENTRY) {
            int start = directory.position();
            int method = directory.getShort(start + 10);
            long bytes = Integer.toUnsignedLong(directory.getInt(start + 24));
            int nameLength = Short.toUnsignedInt(directory.getShort(start + 28));
            int extraLength = Short.toUnsignedInt(directory.getShort(start + 30));
            int commentLength = Short.toUnsignedInt(directory.getShort(start + 32));
            long local = Integer.toUnsignedLong(directory.getInt(start + 42));
            int end = start + ENTRY_BYTES + nameLength + extraLength + commentLength;
            if (end > directory.limit()) {
                throw new IOException("its directory ends early");
            }
            byte[] name = new byte[nameLength];
            directory.get(start + ENTRY_BYTES, name);
            String text = new String(name, StandardCharsets.UTF_8);
            if (method != 0) {
                throw new IOException("its entry " + text + " is compressed");
            }
            long[] wide = {bytes, local};
            widen(directory, start + ENTRY_BYTES + nameLength, extraLength, directory.getInt(start + 20), wide);
            places.put(text, place(text, wide));
            directory.position(end);
        }
        return places;
    }

    /** What does not fit into four bytes stands in the extra field of id 1, in this order. */
    private static void widen(ByteBuffer directory, int from, int length, int compressed, long[] wide) {
        int at = from;
        while (at + 4 <= from + length) {
            int size = Short.toUnsignedInt(directory.getShort(at + 2));
            if (directory.getShort(at) == 1) {
                int field = at + 4;
                int last = Math.min(at + 4 + size, from + length);
                if (wide[0] == ELSEWHERE && field + Long.BYTES <= last) {
                    wide[0] = directory.getLong(field);
                    field += Long.BYTES;
                }
                if (Integer.toUnsignedLong(compressed) == ELSEWHERE) {
                    field += Long.BYTES;
                }
                if (wide[1] == ELSEWHERE && field + Long.BYTES <= last) {
                    wide[1] = directory.getLong(field);
                }
                return;
            }
            at += 4 + size;
        }
    }

    private Place place(String name, long[] wide) throws IOException {
        ByteBuffer local = bytes(wide[1], LOCAL_BYTES);
        int names = Short.toUnsignedInt(local.getShort(26));
        int extra = Short.toUnsignedInt(local.getShort(28));
        long begin = wide[1] + LOCAL_BYTES + names + extra;
        if (wide[0] < 0 || begin + wide[0] > channel.size()) {
            throw new IOException("its entry " + name + " ends after the file");
        }
        return new Place(begin, wide[0]);
    }

    private ByteBuffer directory() throws IOException {
        long size = channel.size();
        long from = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
        ByteBuffer tail = bytes(from, (int) (size - from));
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                long bytes = Integer.toUnsignedLong(tail.getInt(at + 12));
                long place = Integer.toUnsignedLong(tail.getInt(at + 16));
                if (at >= 20 && tail.getInt(at - 20) == END_64_PLACE) {
                    ByteBuffer wide = bytes(tail.getLong(at - 12), 56);
                    if (wide.getInt(0) != END_64) {
                        throw new IOException("the end of its directory is not where it says");
                    }
                    bytes = wide.getLong(40);
                    place = wide.getLong(48);
                }
                if (bytes < 0 || bytes > LONGEST_DIRECTORY) {
                    throw new IOException("its directory is of " + bytes + " bytes");
                }
                return bytes(place, (int) bytes);
            }
        }
        throw new IOException("it is no zip");
    }

    private ByteBuffer bytes(long place, int count) throws IOException {
        if (place < 0 || count < 0 || place + count > channel.size()) {
            throw new IOException("it points to bytes " + place + " to " + (place + count) + ", after its end");
        }
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, place + buffer.position()) < 0) {
                throw new IOException("it ends early");
            }
        }
        return buffer.flip();
    }
}
