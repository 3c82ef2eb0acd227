package dev.plumbline.models.precomputed;

import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/**
 * Writes the file that {@link EmbeddingsFile} reads: Parquet, not compressed, which vectors would gain nothing by. The same
 * rows make the same bytes.
 */
public final class EmbeddingsWriter implements AutoCloseable {

    private static final String FIELDS =
            " required binary text (STRING); optional binary prompt_type (STRING); required group vector (LIST) { repeated"
                    + " group list { required float element; } } }";
    private static final MessageType PLAIN = MessageTypeParser.parseMessageType("message embeddings {" + FIELDS);
    private static final MessageType WITH_ID =
            MessageTypeParser.parseMessageType("message embeddings { required binary id (STRING);" + FIELDS);

    private final ParquetWriter<Row> writer;

    /**
     * Begins a file.
     *
     * @param channel written to from where it stands; left open
     * @param ids whether rows have one, as a column {@code id}
     */
    public EmbeddingsWriter(FileChannel channel, boolean ids) throws IOException {
        this.writer = new Builder(new ChannelFile(channel), ids)
                .withConf(new PlainParquetConfiguration())
                // no text comes often enough
                .withDictionaryEncoding(false)
                .build();
    }

    /**
     * Writes a row.
     *
     * @param role null in the file where it is {@link Role#NONE}
     * @param values the vector is {@code width} of them from {@code start}
     */
    public void write(Optional<String> id, String text, Role role, float[] values, int start, int width)
            throws IOException {
        writer.write(new Row(id.orElse(null), text, role, FloatBuffer.wrap(values, start, width)));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private record Row(@Nullable String id, String text, Role role, FloatBuffer vector) {}

    private static final class Builder extends ParquetWriter.Builder<Row, Builder> {

        private final boolean ids;

        Builder(OutputFile file, boolean ids) {
            super(file);
            this.ids = ids;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @Deprecated
        protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
            return new RowSupport(ids);
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration configuration) {
            return new RowSupport(ids);
        }
    }

    private static final class RowSupport extends WriteSupport<Row> {

        private final boolean ids;
        private @Nullable RecordConsumer consumer;

        RowSupport(boolean ids) {
            this.ids = ids;
        }

        @Override
        @Deprecated
        public WriteContext init(Configuration configuration) {
            return new WriteContext(ids ? WITH_ID : PLAIN, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(ids ? WITH_ID : PLAIN, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(Row row) {
            RecordConsumer out = consumer;
            if (out == null) {
                throw new IllegalStateException("a row before the file was begun");
            }
            int field = 0;
            out.startMessage();
            if (row.id() != null) {
                text(out, "id", field++, row.id());
            }
            text(out, "text", field++, row.text());
            String type = row.role().promptType().orElse(null);
            if (type != null) {
                text(out, "prompt_type", field, type);
            }
            vector(out, field + 1, row);
            out.endMessage();
        }

        private static void text(RecordConsumer out, String name, int field, String value) {
            out.startField(name, field);
            out.addBinary(Binary.fromString(value));
            out.endField(name, field);
        }

        private static void vector(RecordConsumer out, int field, Row row) {
            out.startField("vector", field);
            out.startGroup();
            FloatBuffer values = row.vector();
            if (values.hasRemaining()) {
                out.startField("list", 0);
                while (values.hasRemaining()) {
                    out.startGroup();
                    out.startField("element", 0);
                    out.addFloat(values.get());
                    out.endField("element", 0);
                    out.endGroup();
                }
                out.endField("list", 0);
            }
            out.endGroup();
            out.endField("vector", field);
        }
    }

    /** A channel that somebody else opened and closes. */
    private record ChannelFile(FileChannel channel) implements OutputFile {

        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            return new ChannelStream(channel);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    private static final class ChannelStream extends PositionOutputStream {

        private final FileChannel channel;
        private final long start;

        ChannelStream(FileChannel channel) throws IOException {
            this.channel = channel;
            this.start = channel.position();
        }

        @Override
        public long getPos() throws IOException {
            return channel.position() - start;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
