package dev.plumbline.harness.track;

import dev.plumbline.ground.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * An event file that TensorBoard reads: records of TensorFlow's {@code TFRecord} (length, masked CRC-32C of it, content,
 * masked CRC-32C of that), each a message {@code Event} of {@code tensorflow/core/util/event.proto}, whose few fields are
 * written by hand.
 */
final class EventFile implements AutoCloseable {

    /** What TensorBoard calls the form. */
    private static final String VERSION = "brain.Event:2";

    private static final int MASK = 0xa282ead8;
    private static final int SESSION_START = 1;
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_DOUBLE = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_FLOAT = 5;

    private final Path file;
    private final OutputStream out;

    private EventFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * A new file in a folder.
     *
     * @param done steps that were done before; what other files in the folder have of later ones no longer counts
     * @param seconds since 1970, of its name and first event
     * @throws PlumblineException of kind STORAGE if it cannot be written
     */
    static EventFile create(Path folder, long done, double seconds) {
        Path file = folder.resolve("events.out.tfevents." + (long) seconds + ".plumbline."
                + ProcessHandle.current().pid() + "." + done);
        try {
            Files.createDirectories(folder);
            EventFile made = new EventFile(
                    file, Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
            Message version = event(seconds, 0);
            version.bytes(3, VERSION.getBytes(StandardCharsets.UTF_8));
            made.record(version.toBytes());
            if (done > 0) {
                Message session = new Message();
                session.number(1, SESSION_START);
                Message start = event(seconds, done + 1);
                start.bytes(7, session.toBytes());
                made.record(start.toBytes());
            }
            return made;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    /** Writes figures of a step, by name, and sees that they are on their way to the disk. */
    void add(long step, double seconds, Map<String, Double> figures) {
        Message summary = new Message();
        figures.forEach((name, value) -> {
            Message one = new Message();
            one.bytes(1, name.getBytes(StandardCharsets.UTF_8));
            one.float32(2, value.floatValue());
            summary.bytes(1, one.toBytes());
        });
        Message event = event(seconds, step);
        event.bytes(5, summary.toBytes());
        record(event.toBytes());
    }

    private static Message event(double seconds, long step) {
        Message event = new Message();
        event.float64(1, seconds);
        event.number(2, step);
        return event;
    }

    private void record(byte[] content) {
        byte[] length = littleEndian(Long.BYTES, bytes -> bytes.putLong(content.length));
        byte[] record = littleEndian(
                Long.BYTES + Integer.BYTES + content.length + Integer.BYTES,
                bytes -> bytes.put(length).putInt(masked(length)).put(content).putInt(masked(content)));
        try {
            out.write(record);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    /** As TensorFlow masks it, so that the sum of what contains sums stays one. */
    static int masked(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        int crc = (int) sum.getValue();
        return Integer.rotateRight(crc, 15) + MASK;
    }

    private static byte[] littleEndian(int bytes, Consumer<ByteBuffer> content) {
        byte[] made = new byte[bytes];
        content.accept(ByteBuffer.wrap(made).order(ByteOrder.LITTLE_ENDIAN));
        return made;
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    /** A message of protocol buffers in the making. */
    private static final class Message {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private void tag(int field, int wire) {
            varint(((long) field << 3) | wire);
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                bytes.write((int) ((left & 0x7f) | 0x80));
                left >>>= 7;
            }
            bytes.write((int) left);
        }

        void number(int field, long value) {
            tag(field, WIRE_VARINT);
            varint(value);
        }

        void float64(int field, double value) {
            tag(field, WIRE_DOUBLE);
            bytes.writeBytes(littleEndian(Double.BYTES, own -> own.putDouble(value)));
        }

        void float32(int field, float value) {
            tag(field, WIRE_FLOAT);
            bytes.writeBytes(littleEndian(Float.BYTES, own -> own.putFloat(value)));
        }

        void bytes(int field, byte[] value) {
            tag(field, WIRE_BYTES);
            varint(value.length);
            bytes.writeBytes(value);
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
