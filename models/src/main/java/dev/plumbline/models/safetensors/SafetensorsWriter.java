package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes one file, in the order of the reference implementation: wider types first, then by name. */
public final class SafetensorsWriter {

    private static final int STAGING_VALUES = 1 << 18;
    private static final Comparator<Tensor> ORDER =
            Comparator.<Tensor>comparingInt(tensor -> -tensor.dtype().bits()).thenComparing(Tensor::name);
    private static final JsonFactory JSON = new JsonFactory();

    private SafetensorsWriter() {}

    /**
     * Writes a file atomically; the values are asked for while it is written.
     *
     * @param metadata free text by key, for example {@code format: pt}, which transformers asks for
     * @throws PlumblineException of kind STORAGE if it cannot be written
     * @throws IllegalArgumentException if two tensors have the same name, or the header is over the format's limit
     */
    public static void write(Path file, List<Tensor> tensors, Map<String, String> metadata) {
        List<Tensor> ordered = tensors.stream().sorted(ORDER).toList();
        Set<String> names = new HashSet<>();
        for (Tensor tensor : ordered) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors named " + tensor.name());
            }
        }
        byte[] header = header(ordered, metadata);
        AtomicFiles.write(file, channel -> {
            ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFiles.writeAll(channel, prefix.putLong(header.length).flip());
            AtomicFiles.writeAll(channel, ByteBuffer.wrap(header));
            Staging staging = new Staging();
            for (Tensor tensor : ordered) {
                staging.write(tensor, channel);
            }
        });
    }

    private static byte[] header(List<Tensor> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(HeaderReader.METADATA);
                for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long begin = 0;
            for (Tensor tensor : tensors) {
                long end = Math.addExact(begin, tensor.bytes());
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.dtype().name());
                json.writeFieldName("shape");
                long[] shape =
                        tensor.shape().stream().mapToLong(Long::longValue).toArray();
                json.writeArray(shape, 0, shape.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {begin, end}, 0, 2);
                json.writeEndObject();
                begin = end;
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        // the values begin at a multiple of eight, so that a mapping of the file is aligned
        while (bytes.size() % Long.BYTES != 0) {
            bytes.write(' ');
        }
        if (bytes.size() > HeaderReader.MAX_HEADER) {
            throw new IllegalArgumentException("a header of " + bytes.size() + " bytes is over the format's limit");
        }
        return bytes.toByteArray();
    }

    /** A piece of a tensor on its way to the file. */
    private static final class Staging {
        private final FloatBuffer values = FloatBuffer.allocate(STAGING_VALUES);
        private final ByteBuffer bytes =
                ByteBuffer.allocateDirect(STAGING_VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        void write(Tensor tensor, FileChannel channel) throws IOException {
            long elements = tensor.elements();
            for (long first = 0; first < elements; first += STAGING_VALUES) {
                values.clear().limit((int) Math.min(STAGING_VALUES, elements - first));
                tensor.values().read(first, values);
                if (values.hasRemaining()) {
                    throw new IllegalStateException("the source of tensor " + tensor.name() + " gave too few values");
                }
                encode(tensor.dtype(), values.flip());
                AtomicFiles.writeAll(channel, bytes.flip());
            }
        }

        private void encode(Dtype dtype, FloatBuffer source) {
            bytes.clear();
            if (dtype == Dtype.F32) {
                int count = source.remaining();
                bytes.asFloatBuffer().put(source);
                bytes.position(count * Float.BYTES);
                return;
            }
            boolean brain = dtype == Dtype.BF16;
            while (source.hasRemaining()) {
                float value = source.get();
                bytes.putShort(brain ? HalfPrecision.floatToBf16(value) : HalfPrecision.floatToF16(value));
            }
        }
    }
}
