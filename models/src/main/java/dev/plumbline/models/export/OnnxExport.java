package dev.plumbline.models.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a network as an ONNX graph: {@code input_ids}, {@code attention_mask} and, where the network tells token types
 * apart, {@code token_type_ids} in, int64 {@code [texts, tokens]} of any size; {@code last_hidden_state} out, float32
 * {@code [texts, tokens, width]}. Large weights go to a second file, piece by piece.
 */
public final class OnnxExport {

    /** Bytes of weights up to which a graph is one file. A message of protocol buffers ends at 2 GiB. */
    public static final long ONE_FILE_BYTES = 256L << 20;

    /** Metadata: the attention built into the graph, by {@link Attention#label}. */
    public static final String ATTENTION = "plumbline.attention";
    /** Metadata: SHA-256 of the weights it was made from. */
    public static final String WEIGHTS = "plumbline.weights";

    /** The first with RMSNormalization, RotaryEmbedding and Attention. */
    private static final int OPSET = 23;

    private static final int IR_VERSION = 11;
    /** Weights in a file of their own begin at pages, so that it can be mapped. */
    private static final long PAGE = 4096;

    private static final String DATA_SUFFIX = "_data";

    private OnnxExport() {}

    /** Writes a graph, its weights in a second file if they are more than {@link #ONE_FILE_BYTES}. */
    public static void write(Path folder, Attention attention, Path file) {
        write(folder, attention, file, ONE_FILE_BYTES);
    }

    /**
     * Writes a graph. Each file is there whole or not at all, the second before the first.
     *
     * @param folder with {@code config.json} and the weights in safetensors
     * @param file the graph, in a folder without it; the second file is this name with {@code _data} appended
     * @param oneFileBytes bytes of weights up to which they are in the graph's own file
     * @throws PlumblineException of kind MODEL if the network is not supported or its weights are not sound; of kind USAGE
     *     if a file is there already, or the network does not know that attention; of kind STORAGE if it cannot be written
     */
    public static void write(Path folder, Attention attention, Path file, long oneFileBytes) {
        Path data = file.resolveSibling(file.getFileName() + DATA_SUFFIX);
        for (Path target : List.of(file, data)) {
            if (Files.exists(target)) {
                throw PlumblineException.usage(target + " is there already; delete it, or choose another folder");
            }
        }
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        config.check(attention);
        try (Weights weights = Weights.open(folder, config)) {
            GraphBuilder builder = EncoderGraph.of(config, attention);
            long bytes =
                    builder.weights().stream().mapToLong(StoredWeight::bytes).sum();
            GraphProto.Builder graph = builder.graph();
            if (bytes > oneFileBytes) {
                writeBeside(builder.weights(), weights, data, graph);
            } else {
                putInside(builder.weights(), weights, graph);
            }
            ModelProto model = model(graph, attention, weights);
            AtomicFiles.write(file, channel -> {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                model.writeTo(out);
                out.flush();
            });
        }
    }

    private static ModelProto model(GraphProto.Builder graph, Attention attention, Weights weights) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("plumbline")
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
        Map.of(ATTENTION, attention.label(), WEIGHTS, weights.hash()).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> model.addMetadataProps(entry(entry.getKey(), entry.getValue())));
        return model.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static TensorProto.Builder tensor(StoredWeight weight) {
        return TensorProto.newBuilder()
                .setName(weight.name())
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(weight.shape());
    }

    private static void putInside(List<StoredWeight> stored, Weights weights, GraphProto.Builder graph) {
        for (StoredWeight weight : stored) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(weight.bytes()));
            try {
                weight.write(weights, bytes::put);
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory failed", e);
            }
            graph.addInitializer(tensor(weight).setRawData(UnsafeByteOperations.unsafeWrap(bytes.flip())));
        }
    }

    private static void writeBeside(List<StoredWeight> stored, Weights weights, Path data, GraphProto.Builder graph) {
        List<Long> offsets = new ArrayList<>(stored.size());
        AtomicFiles.write(data, channel -> {
            for (StoredWeight weight : stored) {
                pad(channel);
                offsets.add(channel.position());
                weight.write(weights, piece -> AtomicFiles.writeAll(channel, piece));
            }
        });
        for (int i = 0; i < stored.size(); i++) {
            StoredWeight weight = stored.get(i);
            graph.addInitializer(tensor(weight)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", data.getFileName().toString()))
                    .addExternalData(entry("offset", Long.toString(offsets.get(i))))
                    .addExternalData(entry("length", Long.toString(weight.bytes()))));
        }
    }

    private static void pad(FileChannel channel) throws IOException {
        int over = (int) (channel.position() % PAGE);
        if (over > 0) {
            AtomicFiles.writeAll(channel, ByteBuffer.allocate((int) PAGE - over));
        }
    }
}
