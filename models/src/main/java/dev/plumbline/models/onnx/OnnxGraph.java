package dev.plumbline.models.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.hash.Sha256;
import dev.plumbline.models.network.TokenNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A loaded graph: {@code input_ids}, {@code attention_mask} and where it wants them {@code token_type_ids} and {@code
 * position_ids} in, int64 {@code [texts, tokens]}; token vectors out, float32 {@code [texts, tokens, width]}.
 */
public final class OnnxGraph implements TokenNetwork {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";
    static final String POSITION_IDS = "position_ids";
    private static final Set<String> KNOWN_INPUTS = Set.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS, POSITION_IDS);
    private static final List<String> OUTPUTS = List.of("last_hidden_state", "token_embeddings");
    private static final int RANK = 3;

    private final OrtSession session;
    private final String output;
    private final int width;
    private final String hash;

    private OnnxGraph(OrtSession session, String output, int width, String hash) {
        this.session = session;
        this.output = output;
        this.width = width;
        this.hash = hash;
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
                (environment, options) -> environment.createSession(model, options), () -> Sha256.hex(model), where);
    }

    /**
     * Loads a graph from its file, with the weights that it has in files beside it.
     *
     * @throws PlumblineException as {@link #load(byte[], String)}, and if a file cannot be read
     */
    public static OnnxGraph load(Path file) {
        return load(
                (environment, options) -> environment.createSession(file.toString(), options),
                () -> OnnxFiles.hash(file),
                file.toString());
    }

    /** How a session comes to its graph. */
    @FunctionalInterface
    private interface Opener {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxGraph load(Opener opener, Supplier<String> hash, String where) {
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
            OnnxGraph graph = inspect(session, hash.get(), where);
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

    private static OnnxGraph inspect(OrtSession session, String hash, String where) throws OrtException {
        Set<String> inputs = session.getInputNames();
        if (!inputs.contains(INPUT_IDS) || !KNOWN_INPUTS.containsAll(inputs)) {
            throw PlumblineException.model(
                    where + ": the graph wants the inputs " + inputs + ", an encoder's are " + KNOWN_INPUTS);
        }
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        for (String name : OUTPUTS) {
            NodeInfo node = outputs.get(name);
            if (node != null && node.getInfo() instanceof TensorInfo tensor && tensor.getShape().length == RANK) {
                return new OnnxGraph(session, name, width(tensor, name, where), hash);
            }
        }
        throw PlumblineException.model(where + ": the graph has the outputs " + outputs.keySet()
                + ", none of which is a [texts, tokens, width] " + String.join(" or ", OUTPUTS));
    }

    private static int width(TensorInfo tensor, String output, String where) {
        long width = tensor.getShape()[RANK - 1];
        if (width < 1 || width > Integer.MAX_VALUE || tensor.type != OnnxJavaType.FLOAT) {
            throw PlumblineException.model(
                    where + ": its " + output + " is " + tensor + "; float32 vectors of a fixed width are needed");
        }
        return (int) width;
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
        return output;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public String hash() {
        return hash;
    }

    /** The file, the output taken, and the runtime that computes it. */
    @Override
    public String facts() {
        return hash + " " + output + " onnxruntime "
                + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public Pass pass() {
        return new BatchRun(this);
    }

    boolean wants(String input) {
        return session.getInputNames().contains(input);
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
