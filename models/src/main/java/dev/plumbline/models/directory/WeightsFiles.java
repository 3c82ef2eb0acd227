package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.safetensors.AdapterBase;
import dev.plumbline.models.safetensors.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights that a directory has.
 *
 * @param folder the Transformer's
 * @param graph the ONNX graph that would be taken
 * @param checkpoint whether there are weights in safetensors
 */
record WeightsFiles(ModelFolder folder, Optional<Path> graph, boolean checkpoint) {

    private static final String DEFAULT_GRAPH = "model.onnx";

    /** In names of graphs whose weights or activations are not float32. */
    private static final List<String> OTHER_PRECISION =
            List.of("quant", "int8", "uint8", "int4", "q4", "q8", "bnb4", "fp16", "float16", "bf16", "_o4");

    /** Formats of weights that are not read, in the order in which they are named to the user. */
    private static final List<String> NOT_READ = List.of("tf_model.h5", "flax_model.msgpack");

    static WeightsFiles find(ModelFolder root, ModelFolder transformer) {
        Optional<Path> graph = Stream.of(transformer, root)
                .flatMap(place -> Stream.of(place.file("onnx").resolve(DEFAULT_GRAPH), place.file(DEFAULT_GRAPH)))
                .filter(Files::isRegularFile)
                .findFirst();
        boolean checkpoint = Checkpoint.isIn(transformer.path());
        if (graph.isEmpty() && !checkpoint) {
            graph = otherGraph(transformer).or(() -> otherGraph(root));
        }
        return new WeightsFiles(transformer, graph, checkpoint);
    }

    /** The graph of another name, if one alone is in single precision. */
    private static Optional<Path> otherGraph(ModelFolder folder) {
        Path onnx = folder.file("onnx");
        if (!Files.isDirectory(onnx)) {
            return Optional.empty();
        }
        List<Path> graphs;
        try (Stream<Path> files = Files.list(onnx)) {
            graphs = files.filter(file -> file.getFileName().toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw PlumblineException.model(onnx + ": cannot be listed: " + e.getMessage(), e);
        }
        List<Path> single =
                graphs.stream().filter(file -> !hasOtherPrecision(file)).toList();
        if (graphs.isEmpty() || single.size() == 1) {
            return single.stream().findFirst();
        }
        throw PlumblineException.model(onnx + " has no " + DEFAULT_GRAPH + ", and of "
                + graphs.stream().map(file -> file.getFileName().toString()).toList()
                + (single.isEmpty() ? " each is in reduced precision" : " more than one could be meant")
                + "; put the one you mean under the name " + DEFAULT_GRAPH + " into a copy of the directory");
    }

    /** The file of the weights, or {@code model.safetensors} for its shards. */
    String name() {
        if (AdapterBase.isIn(folder.path())) {
            return "adapter over " + AdapterBase.of(folder.path());
        }
        return Checkpoint.file(folder.path())
                .map(path -> path.getFileName().toString().replace(".index.json", ""))
                .orElse(Checkpoint.SINGLE);
    }

    private static boolean hasOtherPrecision(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return OTHER_PRECISION.stream().anyMatch(name::contains);
    }

    /**
     * The form that is run.
     *
     * @param asked AUTO for the fastest form that can do what is asked
     * @param gpu whether it is to run on one, which graphs do not
     * @throws PlumblineException of kind MODEL if the directory does not have it
     */
    WeightsForm choose(
            WeightsForm asked, NetworkConfig config, Optional<Attention> attention, FloatType type, boolean gpu) {
        if (asked == WeightsForm.ONNX && graph.isEmpty()) {
            throw PlumblineException.model(
                    folder.path() + " has no onnx/" + DEFAULT_GRAPH + ", which --weights onnx asks"
                            + " for; plumbline export --format onnx makes one of " + Checkpoint.SINGLE);
        }
        if (asked == WeightsForm.NATIVE && !checkpoint) {
            throw missing();
        }
        if (asked != WeightsForm.AUTO) {
            return asked;
        }
        if (graph.isEmpty() && !checkpoint) {
            throw missing();
        }
        boolean attends = attention.isEmpty() || config.alwaysBidirectional() || attention.equals(config.attention());
        boolean graphDoes = !gpu && attends && type == FloatType.FLOAT32;
        return graph.isPresent() && (graphDoes || !checkpoint) ? WeightsForm.ONNX : WeightsForm.NATIVE;
    }

    /**
     * The type in which transformers 5.24.0 computes weights unless it is told: what {@code config.json} says, else what
     * they are stored in.
     *
     * @return torch's name
     * @throws PlumblineException of kind MODEL if the weights cannot be read
     */
    String type(NetworkConfig config) {
        if (config.dtype().isPresent() || !checkpoint) {
            return config.dtype().orElse(FloatType.FLOAT32.label());
        }
        try (Checkpoint weights = Checkpoint.open(folder.path())) {
            return weights.floatType();
        }
    }

    /**
     * Holds a graph to the weights beside it, where these are younger: then they may not be those it was made from.
     *
     * @param hash of the weights it was made from
     * @throws PlumblineException of kind MODEL if they are others
     */
    void checkMadeFrom(String hash) {
        if (!checkpoint || !isYounger()) {
            return;
        }
        try (Checkpoint weights = Checkpoint.open(folder.path())) {
            if (!weights.hash().equals(hash)) {
                throw PlumblineException.model(
                        graph.orElseThrow() + " was made from other weights than the " + Checkpoint.SINGLE
                                + " beside it; export it again, or run the weights themselves (--weights native)");
            }
        }
    }

    private boolean isYounger() {
        try {
            FileTime made = Files.getLastModifiedTime(graph.orElseThrow());
            for (String name : Checkpoint.names()) {
                if (folder.has(name)
                        && Files.getLastModifiedTime(folder.file(name)).compareTo(made) > 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw PlumblineException.model(folder.path() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private PlumblineException missing() {
        String instead = NOT_READ.stream()
                .filter(folder::has)
                .findFirst()
                .map(name -> "; " + name + " is not read: have transformers save the model again with"
                        + " safe_serialization=True")
                .orElse("");
        return PlumblineException.model(
                folder.path() + " has no weights that can be read: no " + String.join(", no ", Checkpoint.names())
                        + (graph.isEmpty() ? " and no onnx/" + DEFAULT_GRAPH : "") + instead);
    }
}
