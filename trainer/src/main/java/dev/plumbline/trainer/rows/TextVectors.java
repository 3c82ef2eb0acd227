package dev.plumbline.trainer.rows;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A file of vectors of the texts of a training file, found by {@link TextKey}. In memory are the keys, 8 bytes a text. The
 * file, little-endian: a mark, the vectors' width and the numbers of queries and passages; the keys of queries, those of
 * passages, each in order; the vectors in the same order, float32.
 */
public final class TextVectors implements AutoCloseable {

    /** Texts whose vectors are held at a time while they are written. */
    private static final int WINDOW = 8192;

    private static final long MARK = 0x31565458454e4c50L;
    private static final int HEADER = 4 * Long.BYTES;

    private final Path file;
    private final FileChannel channel;
    private final int width;
    private final long[] queries;
    private final long[] passages;

    private TextVectors(Path file, FileChannel channel, int width, long[] queries, long[] passages) {
        this.file = file;
        this.channel = channel;
        this.width = width;
        this.queries = queries;
        this.passages = passages;
    }

    /** Which side a text stands on. */
    public enum Side {
        QUERY,
        PASSAGE
    }

    /** Texts of one side, each once. */
    public static final class Texts {

        private final long[] keys;
        private final List<String> texts;

        /**
         * Texts.
         *
         * @param keys in increasing order; the array is not to be written to
         * @param texts whose keys they are, read when they are encoded
         */
        public Texts(long[] keys, List<String> texts) {
            this.keys = keys;
            this.texts = texts;
        }
    }

    /**
     * Writes a file.
     *
     * @param encoder of texts of a side; asked for some thousand at a time
     * @throws PlumblineException of kind STORAGE if there is no room
     */
    public static void write(Path file, Texts queries, Texts passages, Encoding encoder) {
        AtomicFiles.write(file, channel -> {
            Function<Integer, ByteBuffer> room =
                    bytes -> ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            // the width is known with the first vectors only
            channel.position(HEADER);
            for (Texts side : List.of(queries, passages)) {
                for (int from = 0; from < side.keys.length; from += WINDOW) {
                    int to = Math.min(side.keys.length, from + WINDOW);
                    ByteBuffer keys = room.apply((to - from) * Long.BYTES);
                    for (int i = from; i < to; i++) {
                        keys.putLong(side.keys[i]);
                    }
                    AtomicFiles.writeAll(channel, keys.flip());
                }
            }
            int width = 0;
            for (Side side : Side.values()) {
                List<String> texts = (side == Side.QUERY ? queries : passages).texts;
                for (int from = 0; from < texts.size(); from += WINDOW) {
                    FloatMatrix vectors =
                            encoder.encode(side, texts.subList(from, Math.min(texts.size(), from + WINDOW)));
                    width = vectors.columns();
                    for (int row = 0; row < vectors.rows(); row++) {
                        ByteBuffer values = room.apply(width * Float.BYTES);
                        values.asFloatBuffer().put(vectors.data(), row * width, width);
                        AtomicFiles.writeAll(channel, values);
                    }
                }
            }
            channel.position(0);
            AtomicFiles.writeAll(
                    channel,
                    room.apply(HEADER)
                            .putLong(MARK)
                            .putLong(width)
                            .putLong(queries.keys.length)
                            .putLong(passages.keys.length)
                            .flip());
        });
    }

    /** Encodes texts of one side. */
    @FunctionalInterface
    public interface Encoding {
        /** One finite vector per text. */
        FloatMatrix encode(Side side, List<String> texts);
    }

    /**
     * Opens a file.
     *
     * @throws PlumblineException of kind DATA if it is damaged
     */
    public static TextVectors open(Path file) {
        FileChannel channel = null;
        TextVectors opened = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            ByteBuffer header = read(channel, 0, HEADER, file);
            if (header.getLong() != MARK) {
                throw damaged(file, "it does not begin as one");
            }
            int width = (int) header.getLong();
            int queries = (int) header.getLong();
            int passages = (int) header.getLong();
            long texts = (long) queries + passages;
            if (channel.size() != HEADER + texts * (Long.BYTES + (long) width * Float.BYTES)) {
                throw damaged(file, "it has " + channel.size() + " bytes");
            }
            opened = new TextVectors(
                    file,
                    channel,
                    width,
                    keys(channel, HEADER, queries, file),
                    keys(channel, HEADER + (long) queries * Long.BYTES, passages, file));
            return opened;
        } catch (IOException e) {
            throw damaged(file, e.toString());
        } finally {
            if (opened == null && channel != null) {
                close(channel, file);
            }
        }
    }

    private static long[] keys(FileChannel channel, long from, int count, Path file) throws IOException {
        long[] keys = new long[count];
        for (int i = 0; i < count; i += WINDOW) {
            int many = Math.min(WINDOW, count - i);
            read(channel, from + (long) i * Long.BYTES, many * Long.BYTES, file)
                    .asLongBuffer()
                    .get(keys, i, many);
        }
        return keys;
    }

    private static ByteBuffer read(FileChannel channel, long from, int bytes, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw damaged(file, "it ends too early");
            }
        }
        return buffer.flip();
    }

    private static PlumblineException damaged(Path file, String what) {
        return PlumblineException.data(
                file + " is no whole file of vectors: " + what + "; delete it to have it made again");
    }

    /** Values of a vector. */
    public int width() {
        return width;
    }

    /**
     * Puts a text's vector into an array.
     *
     * @param key of the text
     * @param at where in the array it begins
     * @return whether there is one
     */
    public boolean copy(Side side, long key, float[] target, int at) {
        OptionalLong place = place(side, key);
        if (place.isEmpty()) {
            return false;
        }
        try {
            long texts = (long) queries.length + passages.length;
            long from = HEADER + texts * Long.BYTES + place.getAsLong() * width * Float.BYTES;
            read(channel, from, width * Float.BYTES, file).asFloatBuffer().get(target, at, width);
            return true;
        } catch (IOException e) {
            throw damaged(file, e.toString());
        }
    }

    private OptionalLong place(Side side, long key) {
        int found = Arrays.binarySearch(side == Side.QUERY ? queries : passages, key);
        return found < 0
                ? OptionalLong.empty()
                : OptionalLong.of(side == Side.QUERY ? found : (long) queries.length + found);
    }

    @Override
    public void close() {
        close(channel, file);
    }

    private static void close(FileChannel channel, Path file) {
        try {
            channel.close();
        } catch (IOException e) {
            throw damaged(file, "it cannot be closed: " + e);
        }
    }
}
