package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDManager;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.torch.Libtorch;
import java.nio.file.Path;

/** A network from {@code config.json} and safetensors, computed by libtorch in float32. */
public final class TransformerNetwork implements TokenNetwork {

    /** To be counted up by whoever changes the vectors that the same weights give. */
    private static final String COMPUTATION = "native 1";

    private final TransformerConfig config;
    private final Attention attention;
    private final String hash;
    private final String libraries;
    private final NDManager manager;
    private final Transformer transformer;
    private final Parameters parameters;

    private TransformerNetwork(
            TransformerConfig config, Attention attention, String hash, Libtorch libtorch, Weights weights) {
        this.config = config;
        this.attention = attention;
        this.hash = hash;
        this.libraries = libtorch.version();
        this.manager = libtorch.newManager();
        boolean done = false;
        try {
            this.transformer = Transformer.compile(config, attention, manager);
            this.parameters = Parameters.load(weights, manager);
            done = true;
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    /**
     * Loads a network.
     *
     * @param folder with {@code config.json} and {@code model.safetensors} or its shards and index
     * @throws PlumblineException of kind MODEL if the folder lacks something, does not fit together or needs what is not
     *     supported, of kind USAGE if the network does not know that attention
     */
    public static TransformerNetwork open(Path folder, Attention attention, Libtorch libtorch) {
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        config.check(attention);
        try (Weights weights = Weights.open(folder, config)) {
            return new TransformerNetwork(config, attention, weights.hash(), libtorch, weights);
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
        return hash + " " + COMPUTATION + " " + attention.label() + " " + config + " " + libraries;
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

    Transformer transformer() {
        return transformer;
    }

    Parameters parameters() {
        return parameters;
    }

    @Override
    public void close() {
        transformer.close();
        manager.close();
    }
}
