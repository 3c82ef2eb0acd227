package dev.plumbline.trainer.rows;

import dev.plumbline.ground.SpillFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Texts in a temporary file, in any number: 8 bytes of memory each. Gone when closed. Texts are added by one thread; once
 * none is added any more, any number may read.
 */
public final class TextStore implements AutoCloseable {

    private final SpillFile file = SpillFile.unmapped();
    private long[] ends = new long[1 << 10];
    private int size;

    private TextStore() {}

    /**
     * An empty store in the folder for temporary files.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind STORAGE if there is no room or no right to write, here and in
     *     the other methods
     */
    public static TextStore create() {
        return new TextStore();
    }

    /** Keeps a text and returns its number, counted from 0. */
    public int add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long start = file.append(bytes);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.multiplyExact(size, 2));
        }
        ends[size] = start + bytes.length;
        return size++;
    }

    public int size() {
        return size;
    }

    /** The text of a number. */
    public String get(int number) {
        long from = number == 0 ? 0 : ends[number - 1];
        byte[] bytes = new byte[(int) (ends[number] - from)];
        file.read(from, ByteBuffer.wrap(bytes));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The texts, read when asked for; as many as there are now. */
    public List<String> asList() {
        return new View(size);
    }

    @Override
    public void close() {
        file.close();
    }

    private final class View extends AbstractList<String> implements RandomAccess {

        private final int count;

        View(int count) {
            this.count = count;
        }

        @Override
        public String get(int index) {
            return TextStore.this.get(Objects.checkIndex(index, count));
        }

        @Override
        public int size() {
            return count;
        }
    }
}
