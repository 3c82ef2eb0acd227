package dev.plumbline.models.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes any header and any bytes. */
final class HostileFile implements AutoCloseable {

    private final FileChannel channel;
    private long dataStart;

    private HostileFile(FileChannel channel) {
        this.channel = channel;
    }

    static HostileFile create(Path file) throws IOException {
        return new HostileFile(
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.SPARSE));
    }

    HostileFile header(String json) throws IOException {
        return header(json.getBytes(StandardCharsets.UTF_8));
    }

    HostileFile header(byte[] bytes) throws IOException {
        return header(bytes.length, bytes);
    }

    HostileFile header(long claimed, byte[] bytes) throws IOException {
        channel.write(buffer(Long.BYTES).putLong(claimed).flip(), 0);
        channel.write(ByteBuffer.wrap(bytes), Long.BYTES);
        dataStart = (long) Long.BYTES + bytes.length;
        return this;
    }

    HostileFile data(int bytes) throws IOException {
        channel.write(ByteBuffer.allocate(bytes), dataStart);
        return this;
    }

    void floatsAt(long offset, float... values) throws IOException {
        ByteBuffer bytes = buffer(values.length * Float.BYTES);
        for (float value : values) {
            bytes.putFloat(value);
        }
        channel.write(bytes.flip(), dataStart + offset);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
