package dev.plumbline.models.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.network.TokenNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A loaded graph: {@code input_ids} and whatever else it wants of {@link GraphInput.Kind} in, {@code [texts, tokens]} of a
 * size that may be fixed; token vectors out, {@code [texts, tokens, width]}. What it wants besides is refused when it is
 * loaded.
 */
public final class OnnxGraph implements TokenNetwork {

    private final OrtSession session;
    private final List<GraphInput> inputs;
    private final GraphOutput output;
    private final OptionalInt fixedTexts;
    private final OptionalInt fixedTokens;
    private final String hash;
    private final String where;

    private OnnxGraph(OrtSession session, List<GraphInput> inputs, GraphOutput output, String hash, String where) {
        this.session = session;
        this.inputs = List.copyOf(inputs);
        this.output = output;
        this.hash = hash;
        this.where = where;
        this.fixedTexts = fixed(0);
        this.fixedTokens = fixed(1);
    }

    /**
     * Loads a graph; the first call loads ONNX Runtime's native library.
     *
     * @param model the {@code .onnx} file's bytes, not needed afterwards
     * @param where the file's name for messages
     * @throws PlumblineException of kind MODEL if the runtime cannot load it or its inputs or outputs are others
     */
    public static OnnxGraph load(byte[] model, String where) {
        return load(
                (environment, options) -> environment.createSession(model, options),
                () -> Sha256.hex(model),
                GraphSizes.NONE,
                where);
    }

    /**
     * Loads a graph from its file, with the weights that it has in files beside it.
     *
     * @throws PlumblineException as {@link #load(byte[], String)}, and if a file cannot be read
     */
    public static OnnxGraph load(Path file) {
        return load(file, GraphSizes.NONE);
    }

    /**
     * Loads a graph from its file.
     *
     * @param sizes that the graph may leave open
     * @throws PlumblineException as {@link #load(Path)}
     */
    public static OnnxGraph load(Path file, GraphSizes sizes) {
        return load(
                (environment, options) -> environment.createSession(file.toString(), options),
                () -> OnnxFiles.hash(file),
                sizes,
                file.toString());
    }

    /** How a session comes to its graph. */
    @FunctionalInterface
    private interface Opener {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxGraph load(Opener opener, Supplier<String> hash, GraphSizes sizes, String where) {
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Threads come from outside, one batch each: faster than one batch over several threads (docs of the spike:
            // 1.3 times on two cores), and nothing spins while a batch is prepared.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            session = opener.open(environment, options);
            OnnxGraph graph = inspect(session, sizes, hash.get(), where);
            session = null;
            return graph;
        } catch (OrtException e) {
            throw PlumblineException.model(where + ": ONNX Runtime cannot load it: " + e.getMessage(), e);
        } finally {
            if (session != null) {
                closeQuietly(session);
            }
        }
    }

    private static OnnxGraph inspect(OrtSession session, GraphSizes sizes, String hash, String where)
            throws OrtException {
        List<GraphInput> inputs = new ArrayList<>();
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            if (!(input.getValue().getInfo() instanceof TensorInfo tensor)) {
                throw PlumblineException.model(where + ": the graph's input " + input.getKey() + " is no tensor");
            }
            inputs.add(GraphInput.of(input.getKey(), tensor, sizes, where));
        }
        if (!has(inputs, GraphInput.Kind.IDS)) {
            throw PlumblineException.model(where + ": the graph wants the inputs " + session.getInputNames()
                    + " without input_ids; an encoder's are " + GraphInput.known());
        }
        GraphOutput output = GraphOutput.of(session.getOutputInfo(), sizes, where);
        OnnxGraph graph = new OnnxGraph(session, inputs, output, hash, where);
        if (graph.fixedTokens().isPresent() && !graph.knowsPadding()) {
            throw PlumblineException.model(where + ": the graph takes texts of exactly "
                    + graph.fixedTokens().getAsInt()
                    + " tokens but no attention_mask, so that it cannot be told of padding;"
                    + " export it with an attention_mask, or with an open number of tokens");
        }
        return graph;
    }

    private static boolean has(List<GraphInput> inputs, GraphInput.Kind kind) {
        return inputs.stream().anyMatch(input -> input.kind() == kind);
    }

    /** The size that some input declares for texts (axis 0) or tokens (axis 1), all alike. */
    private OptionalInt fixed(int axis) {
        long[] sizes = inputs.stream()
                .filter(input -> switch (input.kind()) {
                    case IDS, MASK, TYPES, POSITIONS -> true;
                    case PAST -> axis == 0;
                    case CACHE_POSITION, CACHE_BRANCH -> false;
                })
                .mapToLong(input -> input.shape().get(axis))
                .filter(size -> size > 0)
                .distinct()
                .toArray();
        if (sizes.length > 1) {
            throw PlumblineException.model(where + ": the graph's inputs declare different fixed numbers of "
                    + (axis == 0 ? "texts" : "tokens") + ": " + Arrays.toString(sizes));
        }
        return sizes.length == 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(sizes[0]));
    }

    List<GraphInput> inputs() {
        return inputs;
    }

    /** Texts per run, where the graph takes so many and no others. */
    OptionalInt fixedTexts() {
        return fixedTexts;
    }

    /** Tokens per text with padding, where the graph takes so many and no others: no text may be longer. */
    public OptionalInt fixedTokens() {
        return fixedTokens;
    }

    /** Whether texts of several lengths can be run together. */
    boolean knowsPadding() {
        return has(inputs, GraphInput.Kind.MASK);
    }

    OnnxJavaType outputType() {
        return output.type();
    }

    OrtSession session() {
        return session;
    }

    /**
     * What the file says of itself under a key.
     *
     * @throws PlumblineException of kind MODEL if the runtime cannot read it
     */
    public Optional<String> metadata(String key) {
        try {
            return session.getMetadata().getCustomMetadataValue(key);
        } catch (OrtException e) {
            throw PlumblineException.model("a graph's metadata cannot be read: " + e.getMessage(), e);
        }
    }

    /** Name of the output with the token vectors. */
    String output() {
        return output.name();
    }

    @Override
    public int width() {
        return output.width();
    }

    @Override
    public String hash() {
        return hash;
    }

    /** The file, the output taken, and the runtime that computes it. */
    @Override
    public String facts() {
        return hash + " " + output.name() + " onnxruntime "
                + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public Pass pass() {
        return new BatchRun(this);
    }

    @Override
    public void close() {
        closeQuietly(session);
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not release a session", e);
        }
    }
}
