package dev.plumbline.trainer.run;

import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.Layout;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.models.transformer.Transformer;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.network.TrainableTransformer;
import dev.plumbline.trainer.stage.OptimiserSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model's directory, opened for training. */
final class TrainedNetwork implements AutoCloseable {

    private final DirectoryContent content;
    private final TransformerConfig config;
    private final NDManager manager;
    private final Transformer transformer;
    private final Parameters parameters;
    private final Precision precision;
    private final Dropout dropout;

    private TrainedNetwork(
            DirectoryContent content, TransformerConfig config, Computed computed, NDManager manager, Path folder) {
        this.content = content;
        this.config = config;
        this.manager = manager;
        this.dropout = computed.dropout();
        boolean causal = content.config().path("is_causal").asBoolean();
        Attention attention = causal ? Attention.CAUSAL : Attention.BIDIRECTIONAL;
        try (Weights weights = Weights.open(folder, config)) {
            this.parameters = Parameters.load(weights, manager);
        }
        Layout layout = Transformer.trainingLayout(
                config, attention, computed.precision(), parameters, computed.gpu(), manager);
        this.precision = computed.precision();
        this.transformer = Transformer.compile(config, attention, precision, dropout, layout, manager);
    }

    /**
     * How a stage computes it.
     *
     * @param precision of matrix products; weights are float32
     * @param gpu whether libtorch computes on one
     */
    record Computed(Precision precision, Dropout dropout, boolean gpu) {}

    /**
     * Loads weights.
     *
     * @param folder says what the network is
     * @param weights folder of the weights; the checkpoint that training goes on from is deleted before it ends
     * @param attention instead of what {@code config.json} says
     * @throws PlumblineException of kind USAGE if neither says which attention, or the directory has layers that cannot be
     *     trained; of kind MODEL if it is malformed
     */
    static TrainedNetwork open(
            Path folder, Path weights, Optional<Attention> attention, Computed computed, Libtorch libtorch) {
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        Attention kind = attention
                .or(config::attention)
                .orElseThrow(() -> PlumblineException.usage(folder.resolve("config.json")
                        + " does not say whether attention is causal; set attention: bidirectional or causal"));
        config.check(kind);
        DirectoryContent content = DirectoryContent.of(folder).withAttention(kind);
        checkHead(folder, content);
        NDManager manager = libtorch.newManager();
        boolean done = false;
        try {
            TrainedNetwork network = new TrainedNetwork(content, config, computed, manager, weights);
            done = true;
            return network;
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    private static void checkHead(Path folder, DirectoryContent content) {
        if (content.head().layers().stream().anyMatch(Dense.class::isInstance)) {
            throw PlumblineException.usage(folder + " has a Dense layer after pooling, which is not trained");
        }
        if (content.head().layers().stream().anyMatch(layer -> !(layer instanceof Normalize))) {
            throw PlumblineException.usage(
                    folder + " has a LayerNorm or a Dropout after pooling, which are not trained with");
        }
        if (content.head().pooling().size() != 1) {
            throw PlumblineException.usage(folder + " pools in several ways at once, which is not trained");
        }
    }

    DirectoryContent content() {
        return content;
    }

    TransformerConfig config() {
        return config;
    }

    NDManager manager() {
        return manager;
    }

    Parameters parameters() {
        return parameters;
    }

    /** The network with gradients for the weights that are not frozen. */
    TrainableTransformer trainable(OptimiserSettings settings) {
        List<Pooling> pooling = content.head().pooling();
        return new TrainableTransformer(
                manager,
                transformer,
                parameters,
                precision,
                pooling.get(0),
                settings.memory().recompute(),
                !dropout.isNone(),
                settings::frozen);
    }

    @Override
    public void close() {
        transformer.close();
        manager.close();
    }
}
