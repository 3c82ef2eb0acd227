package dev.plumbline.models.safetensors;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Reads numbers of a file as float32. Safe from several threads, one of which reads at a time.
 *
 * <p>It reads through the channel rather than a mapping: a mapped file that is cut short while in use takes the process
 * down, and weights are copied into the network's own memory anyway.
 */
final class FloatChannel implements AutoCloseable {

    private static final int STAGING_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    FloatChannel(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Fills all that remains of a buffer.
     *
     * @param position of the first value's bytes
     * @param name the tensor's, for messages
     */
    synchronized void read(Dtype dtype, long position, FloatBuffer target, String name) {
        int width = dtype.bits() / Byte.SIZE;
        long at = position;
        while (target.hasRemaining()) {
            int count = Math.min(target.remaining(), STAGING_BYTES / width);
            staging.clear().limit(count * width);
            fill(name, at);
            convert(dtype, count, target);
            at += (long) count * width;
        }
    }

    /** Holds a request to what a tensor has. */
    void check(TensorEntry entry, long first, FloatBuffer target) {
        if (!entry.dtype().readsAsFloat()) {
            throw PlumblineException.model(file + ": tensor '" + entry.name() + "' is of type " + entry.dtype()
                    + ", which is not read as numbers of a network");
        }
        if (first < 0 || target.remaining() > entry.elements() - first) {
            throw new IndexOutOfBoundsException(target.remaining() + " values from " + first + " of the "
                    + entry.elements() + " of " + entry.name());
        }
    }

    private void fill(String name, long position) {
        try {
            while (staging.hasRemaining()) {
                if (channel.read(staging, position + staging.position()) < 0) {
                    throw PlumblineException.model(file + ": tensor '" + name
                            + "' ends early; the file was cut short while it was in use, fetch it again");
                }
            }
            staging.flip();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void convert(Dtype dtype, int count, FloatBuffer target) {
        switch (dtype) {
            case F32 -> target.put(staging.asFloatBuffer());
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    target.put((float) staging.getDouble(i * Double.BYTES));
                }
            }
            default -> {
                ShortBuffer halves = staging.asShortBuffer();
                boolean brain = dtype == Dtype.BF16;
                for (int i = 0; i < count; i++) {
                    short half = halves.get(i);
                    target.put(brain ? HalfPrecision.bf16ToFloat(half) : HalfPrecision.f16ToFloat(half));
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static PlumblineException unreadable(Path file, IOException cause) {
        return PlumblineException.model(file + " cannot be read: " + cause, cause);
    }
}
