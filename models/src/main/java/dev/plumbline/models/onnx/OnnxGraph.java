package dev.plumbline.models.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.hash.Sha256;
import dev.plumbline.models.network.TokenNetwork;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loaded graph: {@code input_ids}, {@code attention_mask} and where it wants them {@code token_type_ids} in, int64
 * {@code [texts, tokens]}; token vectors out, float32 {@code [texts, tokens, width]}.
 */
public final class OnnxGraph implements TokenNetwork {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";
    private static final Set<String> KNOWN_INPUTS = Set.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS);
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
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Threads come from outside, one batch each: faster than one batch over several threads (docs of the spike:
            // 1.3 times on two cores), and nothing spins while a batch is prepared.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            session = environment.createSession(model, options);
            OnnxGraph graph = inspect(session, Sha256.hex(model), where);
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
                return new OnnxGraph(session, name, Math.toIntExact(tensor.getShape()[RANK - 1]), hash);
            }
        }
        throw PlumblineException.model(where + ": the graph has the outputs " + outputs.keySet()
                + ", none of which is a [texts, tokens, width] " + String.join(" or ", OUTPUTS));
    }

    OrtSession session() {
        return session;
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
