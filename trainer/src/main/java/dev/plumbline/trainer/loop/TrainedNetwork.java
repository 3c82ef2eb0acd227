package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.AdapterBase;
import dev.plumbline.models.text.DropoutLayer;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import dev.plumbline.models.torch.HostValues;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.Layout;
import dev.plumbline.models.transformer.LowRank;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.models.transformer.Transformer;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.stage.LoraSettings;
import dev.plumbline.trainer.stage.OptimiserSettings;
import dev.plumbline.trainer.step.TrainableHead;
import dev.plumbline.trainer.step.TrainableTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** A model's directory, opened for training. */
final class TrainedNetwork implements AutoCloseable {

    private static final List<Pooling> TRAINED = List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST_TOKEN);

    private final DirectoryContent content;
    private final TransformerConfig config;
    private final NDManager manager;
    private final Transformer transformer;
    private final NetworkFiles files;
    private final Parameters parameters;
    private final Precision precision;
    private final Dropout dropout;
    private final TrainableHead head;

    private TrainedNetwork(
            DirectoryContent content, TransformerConfig config, Computed computed, NDManager manager, Places places) {
        this.content = content;
        this.config = config;
        this.manager = manager;
        this.dropout = computed.dropout();
        Attention attention = NetworkFiles.attention(content);
        Parameters own;
        boolean adapted = computed.lora().isPresent();
        try (Weights weights = Weights.open(adapted ? places.folder() : places.weights(), config)) {
            own = Parameters.load(weights, manager);
        }
        Optional<LowRankWeights> beside = computed.lora()
                .map(lora -> new LowRankWeights(
                        lora,
                        lora.of(config, computed.stage()),
                        config,
                        new LowRankWeights.Beginning(computed.seed(), places.checkpoint()),
                        manager));
        this.files = new NetworkFiles(places.folder(), config, own, beside);
        this.parameters = beside.map(matrices -> own.and(matrices.arrays())).orElse(own);
        Layout layout =
                Transformer.trainingLayout(config, attention, computed.precision(), own, computed.gpu(), manager);
        this.precision = computed.precision();
        this.transformer = Transformer.compile(
                config,
                attention,
                precision,
                dropout,
                beside.map(LowRankWeights::lowRank).orElse(LowRank.NONE),
                layout,
                manager);
        this.head = new TrainableHead(computed.dropped(content.head()), transformer.packs(), manager);
    }

    /**
     * Where it comes from.
     *
     * @param folder what it begins with
     * @param weights the checkpoint that training goes on from, or the folder
     */
    private record Places(Path folder, Path weights) {

        Optional<Path> checkpoint() {
            return weights.equals(folder) ? Optional.empty() : Optional.of(weights);
        }
    }

    /**
     * How a stage computes it.
     *
     * @param precision of matrix products; weights are float32
     * @param headDropout instead of the rates of Dropout layers after pooling
     * @param lora what is trained instead of the network's own weights
     * @param stage its name, for errors
     * @param seed of what is drawn before the first step
     * @param gpu whether libtorch computes on one
     */
    record Computed(
            Precision precision,
            Dropout dropout,
            OptionalDouble headDropout,
            Optional<LoraSettings> lora,
            String stage,
            long seed,
            boolean gpu) {

        private SentenceHead dropped(SentenceHead head) {
            if (headDropout.isEmpty()) {
                return head;
            }
            List<VectorLayer> layers = head.layers().stream()
                    .map(layer -> layer instanceof DropoutLayer ? new DropoutLayer(headDropout.getAsDouble()) : layer)
                    .toList();
            return new SentenceHead(head.pooling(), head.includePrompt(), layers, head.truncated());
        }
    }

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
        TransformerConfig config = TransformerConfig.read(folder.resolve(NetworkFiles.CONFIG));
        Attention kind = attention
                .or(config::attention)
                .orElseThrow(() -> PlumblineException.usage(folder.resolve(NetworkFiles.CONFIG)
                        + " does not say whether attention is causal; set attention: bidirectional or causal"));
        config.check(kind);
        DirectoryContent content = DirectoryContent.of(folder)
                .withAttention(kind)
                .withHead(DirectoryContent.of(weights).head());
        checkHead(folder, content.head());
        if (computed.lora().isPresent() && AdapterBase.isIn(folder)) {
            throw AdapterChains.refused(computed.stage(), folder.toString());
        }
        if (computed.lora().filter(lora -> !lora.merge()).isPresent() && !NetworkFiles.saysAttention(config, content)) {
            throw PlumblineException.usage("stage " + computed.stage() + " keeps an adapter of " + folder
                    + ", whose config.json does not say the attention that it is trained with; set is_causal there, or merge"
                    + " it (lora: merge: true)");
        }
        NDManager manager = libtorch.newManager();
        boolean done = false;
        try {
            TrainedNetwork network =
                    new TrainedNetwork(content, config, computed, manager, new Places(folder, weights));
            done = true;
            return network;
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    /**
     * Refuses what is not trained.
     *
     * @throws PlumblineException of kind USAGE
     */
    static void checkHead(Path folder, SentenceHead head) {
        if (head.pooling().size() != 1) {
            throw PlumblineException.usage(folder + " pools in several ways at once, which is not trained");
        }
        Pooling pooling = head.pooling().get(0);
        if (!TRAINED.contains(pooling)) {
            throw PlumblineException.usage(folder + " pools by " + pooling.label() + ", which is not trained; "
                    + TRAINED.stream().map(Pooling::label).toList() + " are");
        }
    }

    /** What the directory holds beside the network's weights, with the head's as they are now. */
    DirectoryContent content() {
        return HeadTensors.of(content.head()).isEmpty()
                ? content
                : content.withHead(HeadTensors.with(
                        content.head(),
                        name -> HostValues.of(
                                Objects.requireNonNull(head.parameters().get(name), name))));
    }

    /** Whether its vectors have length 1. */
    boolean normalises() {
        List<VectorLayer> layers = content.head().layers();
        return !layers.isEmpty() && layers.get(layers.size() - 1) instanceof Normalize;
    }

    /** Values of its vectors. */
    int width() {
        return content.head().width(config.width());
    }

    TransformerConfig config() {
        return config;
    }

    Dropout dropout() {
        return dropout;
    }

    NDManager manager() {
        return manager;
    }

    /** All that is computed with before pooling. */
    Parameters parameters() {
        return parameters;
    }

    /** Its weights as a checkpoint has them. */
    ModelDirectoryWriter.WeightsWriter weights() {
        return files.weights(content);
    }

    /** Its weights as the stage's end has them. */
    ModelDirectoryWriter.WeightsWriter lastWeights() {
        return files.lastWeights(content);
    }

    /** The network with gradients for the weights that are trained. */
    TrainableTransformer trainable(OptimiserSettings settings) {
        return new TrainableTransformer(
                manager,
                transformer,
                parameters,
                precision,
                head,
                settings.memory().recompute(),
                !dropout.isNone()
                        || files.beside()
                                .filter(matrices -> matrices.lowRank().dropout() > 0)
                                .isPresent(),
                name -> settings.frozen(name)
                        || (files.beside().isPresent() && files.own().arrays().containsKey(name)));
    }

    @Override
    public void close() {
        transformer.close();
        manager.close();
    }
}
