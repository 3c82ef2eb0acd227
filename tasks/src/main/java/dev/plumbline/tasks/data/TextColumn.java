package dev.plumbline.tasks.data;

import dev.plumbline.ground.SpillFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts, or nulls, in mapped temporary files: however many there are, they take no room on the heap. Immutable;
 * any number of threads may read.
 *
 * <p>A record is its length in bytes, doubled, and 1 more for UTF-16, or -1 for null, and then the bytes. A second file has
 * where each record begins.
 */
final class TextColumn extends AbstractList<@Nullable Object> implements RandomAccess {

    private static final int NULL = -1;
    private static final byte[] NOTHING = {};

    private final ByteBuffer[] records;
    private final ByteBuffer[] places;
    private final int segment;
    private final int size;
    private final boolean complete;

    private TextColumn(ByteBuffer[] records, ByteBuffer[] places, int segment, int size, boolean complete) {
        this.records = records;
        this.places = places;
        this.segment = segment;
        this.size = size;
        this.complete = complete;
    }

    /** Texts on their way into a column. */
    static final class Writer {
        private final SpillFile records;
        private final SpillFile places;
        private final int segment;
        private int size;
        private boolean complete = true;

        Writer() {
            this(SpillFile.SEGMENT);
        }

        /** @param segment bytes that are mapped at once, a multiple of 8; the longest text and 4 more fit */
        Writer(int segment) {
            this.segment = segment;
            this.records = SpillFile.create(segment);
            this.places = SpillFile.create(segment);
        }

        void add(@Nullable String text) {
            long place;
            if (text == null) {
                complete = false;
                place = records.append(NULL, NOTHING);
            } else if (isPaired(text)) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                place = records.append(bytes.length << 1, bytes);
            } else {
                byte[] bytes = new byte[text.length() * Character.BYTES];
                ByteBuffer units = ByteBuffer.wrap(bytes);
                for (int i = 0; i < text.length(); i++) {
                    units.putChar(text.charAt(i));
                }
                place = records.append(bytes.length << 1 | 1, bytes);
            }
            places.append(place);
            size = Math.addExact(size, 1);
        }

        TextColumn done() {
            return new TextColumn(records.map(), places.map(), segment, size, complete);
        }

        /** JSON can hold half a pair of surrogates, which UTF-8 cannot. */
        private static boolean isPaired(String text) {
            for (int i = 0; i < text.length(); i++) {
                char unit = text.charAt(i);
                if (Character.isSurrogate(unit)) {
                    if (Character.isLowSurrogate(unit)
                            || ++i == text.length()
                            || !Character.isLowSurrogate(text.charAt(i))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    @Override
    public @Nullable String get(int index) {
        Objects.checkIndex(index, size);
        long at = (long) index * Long.BYTES;
        long place = places[(int) (at / segment)].getLong((int) (at % segment));
        ByteBuffer around = records[(int) (place / segment)];
        int start = (int) (place % segment);
        int head = around.getInt(start);
        if (head == NULL) {
            return null;
        }
        byte[] bytes = new byte[head >>> 1];
        around.get(start + Integer.BYTES, bytes);
        if ((head & 1) == 0) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        char[] units = new char[bytes.length / Character.BYTES];
        ByteBuffer.wrap(bytes).asCharBuffer().get(units);
        return new String(units);
    }

    @Override
    public int size() {
        return size;
    }

    /** Whether none is null. */
    boolean isComplete() {
        return complete;
    }

    /** The same as texts. */
    List<@Nullable String> texts() {
        return new Texts(this);
    }

    /** An immutable list of the same texts. */
    static List<String> immutable(List<String> texts) {
        return texts instanceof Texts ? texts : List.copyOf(texts);
    }

    private static final class Texts extends AbstractList<@Nullable String> implements RandomAccess {
        private final TextColumn column;

        Texts(TextColumn column) {
            this.column = column;
        }

        @Override
        public @Nullable String get(int index) {
            return column.get(index);
        }

        @Override
        public int size() {
            return column.size;
        }
    }
}
