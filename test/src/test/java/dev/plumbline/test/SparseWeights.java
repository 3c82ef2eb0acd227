package dev.plumbline.test;

import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Weights of a network that are all 0, in a file with a hole where they are: large to read, and no room on the disk. */
final class SparseWeights {

    private final TransformerConfig config;

    /** @param config the network's {@code config.json} */
    SparseWeights(Path config) {
        this.config = TransformerConfig.read(config);
    }

    void write(Path file) throws IOException {
        List<String> entries = new ArrayList<>();
        long end = 0;
        for (ParameterSpec parameter : config.parameters()) {
            long bytes = parameter.shape().stream().reduce(1L, (a, b) -> a * b) * Float.BYTES;
            entries.add("\"%s\": {\"dtype\": \"F32\", \"shape\": %s, \"data_offsets\": [%d, %d]}"
                    .formatted(parameter.name(), parameter.shape(), end, end + bytes));
            end += bytes;
        }
        byte[] header = ("{" + String.join(", ", entries) + "}").getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            out.setLength(Long.BYTES + header.length + end);
        }
    }
}
