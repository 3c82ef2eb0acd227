package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.torch.Libtorch;
import java.nio.file.Path;

/** A network from {@code config.json} and safetensors, computed by libtorch in float32 or as transformers does in another type. */
public final class TransformerNetwork implements TokenNetwork {

    /** To be counted up by whoever changes the vectors that the same weights give. */
    private static final String COMPUTATION = "native 1";

    private final TransformerConfig config;
    private final Attention attention;
    private final FloatType type;
    private final String hash;
    private final String libraries;
    private final NDManager manager;
    private final Conversion conversion;
    private final Transformer transformer;
    private final Parameters parameters;

    private TransformerNetwork(
            TransformerConfig config, Attention attention, FloatType type, Libtorch libtorch, Weights weights) {
        this.config = config;
        this.attention = attention;
        this.type = type;
        this.hash = weights.hash();
        this.libraries = libtorch.version();
        this.manager = libtorch.newManager();
        boolean done = false;
        try {
            this.conversion = new Conversion(type, manager);
            this.transformer = Transformer.compile(config, attention, type, manager);
            this.parameters = Parameters.load(weights, manager, conversion::narrow);
            done = true;
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    /** Loads a network that computes in float32. */
    public static TransformerNetwork open(Path folder, Attention attention, Libtorch libtorch) {
        return open(folder, attention, FloatType.FLOAT32, libtorch);
    }

    /**
     * Loads a network.
     *
     * @param type what weights are converted to and vectors are, up to {@link Pass}, which gives them as float32
     * @param folder with {@code config.json} and {@code model.safetensors} or its shards and index
     * @throws PlumblineException of kind MODEL if the folder lacks something, does not fit together or needs what is not
     *     supported, of kind USAGE if the network does not know that attention
     */
    public static TransformerNetwork open(Path folder, Attention attention, FloatType type, Libtorch libtorch) {
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        config.check(attention);
        try (Weights weights = Weights.open(folder, config)) {
            return new TransformerNetwork(config, attention, type, libtorch, weights);
        }
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public String facts() {
        // float32 is not named: vectors of it were kept before there was another
        String computed = type == FloatType.FLOAT32 ? COMPUTATION : COMPUTATION + " " + type.label();
        return hash + " " + computed + " " + attention.label() + " " + config + " " + libraries;
    }

    @Override
    public Pass pass() {
        return new TransformerPass(this);
    }

    TransformerConfig config() {
        return config;
    }

    NDManager manager() {
        return manager;
    }

    /** Token vectors of a batch, float32 {@code [texts, tokens, width]}, which belong to the manager. */
    NDArray vectors(NDManager batch, int[][] tokens) {
        TokenBatch converted = transformer.batch(batch, tokens).converted(conversion::narrow);
        return conversion.widen(transformer.forward(parameters, converted, false));
    }

    @Override
    public void close() {
        transformer.close();
        conversion.close();
        manager.close();
    }
}
