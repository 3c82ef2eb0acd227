package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.JsonValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Rows of an indexed file by number. Safe from several threads: every read says where. */
final class IndexReader implements AutoCloseable {

    /** Bytes per row: where its line begins (long), how long it is (int), the row's number in the file (long). */
    static final int RECORD = Long.BYTES + Integer.BYTES + Long.BYTES;

    private final RowFile file;
    private final FileChannel index;
    private final FileChannel content;

    private IndexReader(RowFile file, FileChannel index, FileChannel content) {
        this.file = file;
        this.index = index;
        this.content = content;
    }

    static IndexReader open(RowFile file, Path index, Path content) {
        try {
            FileChannel indexChannel = FileChannel.open(index, StandardOpenOption.READ);
            try {
                return new IndexReader(file, indexChannel, FileChannel.open(content, StandardOpenOption.READ));
            } catch (IOException e) {
                indexChannel.close();
                throw e;
            }
        } catch (IOException e) {
            throw PlumblineException.data(file.path() + " cannot be read by its index " + index + ": " + e, e);
        }
    }

    /** An example and where it comes from. */
    record Placed(TrainingExample example, RowPlace place) {}

    /** Row k of the index, from 0. */
    Placed read(long k) {
        try {
            ByteBuffer entry = bytes(index, k * RECORD, RECORD);
            long offset = entry.getLong();
            int length = entry.getInt();
            RowPlace place = new RowPlace(file.path(), file.isLines(), entry.getLong());
            byte[] line = bytes(content, offset, length).array();
            Map<String, Object> fields = JsonValues.object(LineReader.decoded(line, length), place.toString());
            return new Placed(ExampleFields.parse(fields, place), place);
        } catch (IOException | PlumblineException e) {
            // every row in the index was read and checked once
            throw changed(e);
        }
    }

    private PlumblineException changed(Exception e) {
        return PlumblineException.data(
                file.path() + " has changed since it was indexed (" + e.getMessage()
                        + "); leave it alone while it is trained on, and start again",
                e);
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position + buffer.position());
            if (read < 0) {
                throw new IOException("it ends before byte " + (position + length));
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() {
        try (index) {
            content.close();
        } catch (IOException e) {
            throw PlumblineException.data(file.path() + " cannot be closed: " + e, e);
        }
    }
}
