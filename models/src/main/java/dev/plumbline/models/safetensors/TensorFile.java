package dev.plumbline.models.safetensors;

import dev.plumbline.ground.PlumblineException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One open file of tensors, whose values are read where they lie, whatever the file's size. Safe from several threads. */
public sealed interface TensorFile extends AutoCloseable permits SafetensorsFile, TorchFile {

    /**
     * Opens a file: in torch's own format if its name ends in {@code .bin}, else in safetensors.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read or breaks its format
     */
    static TensorFile open(Path file) {
        return file.toString().endsWith(".bin") ? TorchFile.open(file) : SafetensorsFile.open(file);
    }

    /** Opens the first of these that a folder has. */
    static Optional<TensorFile> in(Path folder, String... names) {
        return Stream.of(names)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(TensorFile::open);
    }

    /** Its tensors by name, in their order in the file. */
    Map<String, TensorEntry> tensors();

    Path path();

    /**
     * Fills all that remains of a buffer with values of a tensor.
     *
     * @param first the first value wanted, counted row-major from the tensor's start
     * @throws PlumblineException of kind MODEL if it is missing, not of a type that {@linkplain Dtype#readsAsFloat reads as
     *     float32}, or cannot be read
     * @throws IndexOutOfBoundsException if it has fewer values
     */
    void read(String name, long first, FloatBuffer target);

    /**
     * A tensor of the file.
     *
     * @throws PlumblineException of kind MODEL if there is none of that name
     */
    default TensorEntry tensor(String name) {
        TensorEntry entry = tensors().get(name);
        if (entry == null) {
            throw PlumblineException.model(path() + " has no tensor '" + name + "'");
        }
        return entry;
    }

    /**
     * All values of a tensor, row-major.
     *
     * @throws PlumblineException of kind MODEL if it is missing, not of a type that {@linkplain Dtype#readsAsFloat reads as
     *     float32}, of more than 2<sup>31</sup>-1 values, or cannot be read
     */
    default float[] floats(String name) {
        long elements = tensor(name).elements();
        if (elements > Integer.MAX_VALUE - Long.BYTES) {
            throw PlumblineException.model(
                    path() + ": tensor '" + name + "' has " + elements + " values, more than one array holds");
        }
        float[] values = new float[(int) elements];
        read(name, 0, FloatBuffer.wrap(values));
        return values;
    }

    @Override
    void close();
}
