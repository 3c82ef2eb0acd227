package dev.plumbline.models.safetensors;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code pytorch_model.bin}: the zip that torch writes since 1.6, of a pickle that names tensors and the bytes of their
 * storages, not compressed. Of the pickle only what makes tensors is understood ({@link TensorPickle}), nothing is run.
 */
public final class TorchFile implements TensorFile {

    private static final String PICKLE = "/data.pkl";
    private static final int LONGEST_PICKLE = 1 << 26;

    private final Path file;
    private final FloatChannel values;
    private final Map<String, TensorPickle.Stored> stored;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();

    private TorchFile(
            Path file,
            FileChannel channel,
            String root,
            Map<String, TensorPickle.Stored> stored,
            Map<String, ZipPlaces.Place> places)
            throws IOException {
        this.file = file;
        this.values = new FloatChannel(file, channel);
        this.stored = stored;
        for (Map.Entry<String, TensorPickle.Stored> tensor : stored.entrySet()) {
            TensorPickle.Stored value = tensor.getValue();
            long width = value.dtype().bits() / Byte.SIZE;
            ZipPlaces.Place place = places.get(root + "/data/" + value.key());
            long begin = Math.multiplyExact(value.offset(), width);
            long end = Math.addExact(begin, Math.multiplyExact(value.span(), width));
            if (place == null || end > place.bytes()) {
                throw new IOException("it does not have the bytes of tensor '" + tensor.getKey() + "'");
            }
            entries.put(
                    tensor.getKey(),
                    new TensorEntry(
                            tensor.getKey(), value.dtype(), value.shape(), place.begin() + begin, place.begin() + end));
        }
    }

    /**
     * Opens a file and reads what it holds.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read, is in an older format, or asks for something that is no
     *     tensor, naming it
     */
    public static TorchFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(OrdinaryFiles.require(file), StandardOpenOption.READ);
            TorchFile opened = read(file, channel);
            channel = null;
            return opened;
        } catch (NoSuchFileException e) {
            throw PlumblineException.model(file + " is missing", e);
        } catch (IOException | ArithmeticException e) {
            throw PlumblineException.model(
                    file + " is not read, since " + e.getMessage()
                            + "; have transformers save the model again with safe_serialization=True",
                    e);
        } finally {
            if (channel != null) {
                new FloatChannel(file, channel).close();
            }
        }
    }

    private static TorchFile read(Path file, FileChannel channel) throws IOException {
        Map<String, ZipPlaces.Place> places = ZipPlaces.read(channel);
        Optional<Map.Entry<String, ZipPlaces.Place>> pickle = places.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(PICKLE))
                .findFirst();
        if (pickle.isEmpty()) {
            throw new IOException("it has no " + PICKLE.substring(1));
        }
        String name = pickle.get().getKey();
        String root = name.substring(0, name.length() - PICKLE.length());
        ZipPlaces.Place order = places.get(root + "/byteorder");
        if (order != null && !text(channel, order).equals("little")) {
            throw new IOException("its numbers are not little-endian");
        }
        Map<String, TensorPickle.Stored> stored =
                TensorPickle.read(bytes(channel, pickle.get().getValue()));
        return new TorchFile(file, channel, root, stored, places);
    }

    private static String text(FileChannel channel, ZipPlaces.Place place) throws IOException {
        return StandardCharsets.US_ASCII.decode(bytes(channel, place)).toString();
    }

    private static ByteBuffer bytes(FileChannel channel, ZipPlaces.Place place) throws IOException {
        if (place.bytes() > LONGEST_PICKLE) {
            throw new IOException("its pickle is of " + place.bytes() + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) place.bytes());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, place.begin() + buffer.position()) < 0) {
                throw new IOException("it ends early");
            }
        }
        return buffer.flip();
    }

    @Override
    public Map<String, TensorEntry> tensors() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public Path path() {
        return file;
    }

    @Override
    public void read(String name, long first, FloatBuffer target) {
        TensorEntry entry = tensor(name);
        values.check(entry, first, target);
        TensorPickle.Stored tensor = stored.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name + " is not stored");
        }
        long width = entry.dtype().bits() / Byte.SIZE;
        if (tensor.isContiguous()) {
            values.read(entry.dtype(), entry.begin() + first * width, target, name);
            return;
        }
        // a transposed matrix, say: value by value
        float[] one = new float[1];
        for (long index = first; target.hasRemaining(); index++) {
            values.read(entry.dtype(), entry.begin() + place(tensor, index) * width, FloatBuffer.wrap(one), name);
            target.put(one[0]);
        }
    }

    private static long place(TensorPickle.Stored tensor, long index) {
        long rest = index;
        long place = 0;
        for (int i = tensor.shape().size() - 1; i >= 0; i--) {
            place += rest % tensor.shape().get(i) * tensor.strides().get(i);
            rest /= tensor.shape().get(i);
        }
        return place;
    }

    @Override
    public long[] longs(String name) {
        return values.longs(tensor(name), tensor(name).begin());
    }

    @Override
    public void close() {
        values.close();
    }
}
