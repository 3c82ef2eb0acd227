package dev.plumbline.tasks.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/**
 * The text of a file, of which only so much may pass before a record is over: a few compressed kilobytes can be one
 * endless line, which would fill the memory.
 */
final class RecordReader extends Reader {

    /** Characters of one record: longer than any row of the benchmarks, shorter than an array can be. */
    static final int LONGEST = 256 << 20;

    /** A record that goes on and on. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("a record of more than " + (LONGEST >> 20) + " million characters");
        }
    }

    private final BufferedReader text;
    private long sinceRecord;

    RecordReader(BufferedReader text) {
        this.text = text;
    }

    /** A record is over. */
    void recordDone() {
        sinceRecord = 0;
    }

    /** The first character that is no white space, or -1; the next read begins where this one would have. */
    int peek() throws IOException {
        int limit = 1 << 13;
        text.mark(limit);
        int c = text.read();
        for (int i = 1; c >= 0 && Character.isWhitespace(c) && i < limit; i++) {
            c = text.read();
        }
        text.reset();
        return c;
    }

    @Override
    public int read(char[] out, int from, int length) throws IOException {
        int count = text.read(out, from, length);
        sinceRecord += Math.max(0, count);
        if (sinceRecord > LONGEST) {
            throw new TooLong();
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
