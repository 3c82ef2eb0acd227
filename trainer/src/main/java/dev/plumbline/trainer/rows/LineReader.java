package dev.plumbline.trainer.rows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of UTF-8 with the bytes they begin at, which no reader of characters knows. A line ends with a line feed; a carriage
 * return before it and a byte-order mark at the beginning are not part of a line.
 */
final class LineReader {

    /** A row longer than this is taken for a file that is none of lines. */
    static final int LONGEST_LINE = 64 << 20;

    private static final int BUFFER = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private long consumed;

    private byte[] line = new byte[1 << 12];
    private int length;
    private long offset;
    private boolean tooLong;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false after the last. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        offset = consumed;
        boolean any = false;
        while (true) {
            if (position == limit) {
                limit = in.read(buffer);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    return any && finished();
                }
            }
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(end - position);
            consumed += end - position;
            position = end;
            if (end < limit) {
                position++;
                consumed++;
                return finished();
            }
        }
    }

    private void append(int count) {
        if (tooLong || length + (long) count > LONGEST_LINE) {
            tooLong = true;
            return;
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
        }
        System.arraycopy(buffer, position, line, length, count);
        length += count;
    }

    private boolean finished() {
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (offset == 0 && length >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
            System.arraycopy(line, 3, line, 0, length - 3);
            offset = 3;
            length -= 3;
        }
        return true;
    }

    /** Where the line begins, in bytes. */
    long offset() {
        return offset;
    }

    /** Its length in bytes. */
    int length() {
        return length;
    }

    /** It is longer than {@link #LONGEST_LINE}: its text is not kept. */
    boolean isTooLong() {
        return tooLong;
    }

    String text() throws CharacterCodingException {
        return decoded(line, length);
    }

    static String decoded(byte[] bytes, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, 0, length))
                .toString();
    }
}
