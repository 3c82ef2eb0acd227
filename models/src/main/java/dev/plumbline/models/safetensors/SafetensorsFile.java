package dev.plumbline.models.safetensors;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One open file. Only its header is held; values are read where they lie, whatever the file's size. Safe from several
 * threads, one of which reads at a time.
 *
 * <p>It reads through the channel rather than a mapping: a mapped file that is cut short while in use takes the process
 * down, and weights are copied into the network's own memory anyway.
 */
public final class SafetensorsFile implements AutoCloseable {

    private static final int STAGING_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final HeaderReader.Header header;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsFile(Path file, FileChannel channel, HeaderReader.Header header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        header.tensors().forEach(entry -> entries.put(entry.name(), entry));
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read or breaks the format, naming file and tensor
     */
    public static SafetensorsFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            SafetensorsFile opened = new SafetensorsFile(file, channel, HeaderReader.read(channel, file));
            channel = null;
            return opened;
        } catch (NoSuchFileException e) {
            throw PlumblineException.model(file + " is missing", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        } finally {
            if (channel != null) {
                close(channel, file);
            }
        }
    }

    /** Its tensors by name, in the order of their bytes. */
    public Map<String, TensorEntry> tensors() {
        return Collections.unmodifiableMap(entries);
    }

    /** The header's free text by key. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    public Path path() {
        return file;
    }

    /**
     * A tensor of the file.
     *
     * @throws PlumblineException of kind MODEL if there is none of that name
     */
    public TensorEntry tensor(String name) {
        TensorEntry entry = entries.get(name);
        if (entry == null) {
            throw PlumblineException.model(file + " has no tensor '" + name + "'");
        }
        return entry;
    }

    /**
     * All values of a tensor, row-major.
     *
     * @throws PlumblineException of kind MODEL if it is missing, not of a type that {@linkplain Dtype#readsAsFloat reads as
     *     float32}, of more than 2<sup>31</sup>-1 values, or cannot be read
     */
    public float[] floats(String name) {
        long elements = tensor(name).elements();
        if (elements > Integer.MAX_VALUE - Long.BYTES) {
            throw PlumblineException.model(
                    file + ": tensor '" + name + "' has " + elements + " values, more than one array holds");
        }
        float[] values = new float[(int) elements];
        read(name, 0, FloatBuffer.wrap(values));
        return values;
    }

    /**
     * Fills all that remains of a buffer with values of a tensor.
     *
     * @param first the first value wanted, counted row-major from the tensor's start
     * @throws PlumblineException of kind MODEL if it is missing, not of a type that {@linkplain Dtype#readsAsFloat reads as
     *     float32}, or cannot be read
     * @throws IndexOutOfBoundsException if it has fewer values
     */
    public synchronized void read(String name, long first, FloatBuffer target) {
        TensorEntry entry = tensor(name);
        Dtype dtype = entry.dtype();
        if (!dtype.readsAsFloat()) {
            throw PlumblineException.model(file + ": tensor '" + name + "' is of type " + dtype
                    + ", which is not read as numbers of a network");
        }
        if (first < 0 || target.remaining() > entry.elements() - first) {
            throw new IndexOutOfBoundsException(
                    target.remaining() + " values from " + first + " of the " + entry.elements() + " of " + name);
        }
        int width = dtype.bits() / Byte.SIZE;
        long position = header.dataStart() + entry.begin() + first * width;
        while (target.hasRemaining()) {
            int count = Math.min(target.remaining(), STAGING_BYTES / width);
            staging.clear().limit(count * width);
            fill(name, position);
            convert(dtype, count, target);
            position += (long) count * width;
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
        close(channel, file);
    }

    private static void close(FileChannel channel, Path file) {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static PlumblineException unreadable(Path file, IOException cause) {
        return PlumblineException.model(file + " cannot be read: " + cause, cause);
    }
}
