package dev.plumbline.models.transformer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.PooledPass;
import dev.plumbline.models.network.Reduction;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.torch.DeviceSearch;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.torch.Upload;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A network from {@code config.json} and safetensors, computed by libtorch in float32 or as transformers does in another type. */
public final class TransformerNetwork implements TokenNetwork {

    /** To be counted up by whoever changes the vectors that the same weights give. */
    private static final String COMPUTATION = "native 1";

    private final TransformerConfig config;
    private final Attention attention;
    private final FloatType type;
    private final String hash;
    private final Libtorch libtorch;
    private final NDManager manager;
    private final Conversion conversion;
    private final Transformer transformer;
    private final Parameters parameters;
    private final Layout layout;
    /** Where there is a GPU. */
    private final Optional<DeviceSearch> search;

    private TransformerNetwork(
            TransformerConfig config,
            Attention attention,
            FloatType type,
            Libtorch libtorch,
            Weights weights,
            Optional<Layout> packing) {
        this.config = config;
        this.attention = attention;
        this.type = type;
        this.hash = weights.hash();
        this.libtorch = libtorch;
        this.manager = libtorch.newManager();
        boolean done = false;
        try {
            this.conversion = new Conversion(type, manager);
            Optional<Layout> asked =
                    packing.or(() -> libtorch.isOnGpu() ? Optional.of(Layout.FLASH) : Optional.empty());
            Parameters loaded = Parameters.load(weights, manager, conversion::narrow);
            this.parameters = asked.isPresent() ? Fusion.of(loaded, config, manager) : loaded;
            this.layout = asked.map(this::best).orElse(Layout.PADDED);
            this.transformer = compile(layout);
            this.search = libtorch.isOnGpu() ? Optional.of(new DeviceSearch(libtorch)) : Optional.empty();
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
        return open(folder, attention, type, libtorch, Optional.empty());
    }

    /** @param packing whether texts are packed also where there is no GPU, and how at best */
    static TransformerNetwork open(
            Path folder, Attention attention, FloatType type, Libtorch libtorch, Optional<Layout> packing) {
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        config.check(attention);
        try (Weights weights = Weights.open(folder, config)) {
            return new TransformerNetwork(config, attention, type, libtorch, weights, packing);
        }
    }

    private Transformer compile(Layout chosen) {
        return chosen == Layout.PADDED
                ? Transformer.compile(config, attention, type, manager)
                : Transformer.packing(Fusion.of(config), attention, type, chosen, manager);
    }

    /** The fastest layout up to one that this device computes attention in, which only trying says. */
    private Layout best(Layout most) {
        return Layout.best(most, layout -> Transformer.fits(layout, config, type) && works(layout));
    }

    private boolean works(Layout candidate) {
        try (Transformer tried = compile(candidate);
                NDManager batch = manager.newSubManager()) {
            int[][] tokens = {{0, 0, 0}, {0}};
            NDArray vectors = vectors(tried, Optional.empty(), new PackedTexts(new Upload(batch), tokens));
            return vectors.getShape().get(0) == tokens[0].length + tokens[1].length;
        } catch (PlumblineException | EngineException e) {
            // the kernel is not for this device, or not of this libtorch
            return false;
        }
    }

    @Override
    public boolean knowsTypes() {
        return config.embedding().typeRows() > 1;
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
        if (layout != Layout.PADDED) {
            computed += " " + layout.name().toLowerCase(Locale.ROOT);
        }
        return hash + " " + computed + " " + attention.label() + " " + config + " " + libtorch.version();
    }

    @Override
    public Optional<PooledPass> pooledPass(List<Reduction> reductions) {
        return layout == Layout.PADDED
                ? Optional.empty()
                : Optional.of(new PackedPass(this, new Reducing(reductions, false, manager)));
    }

    /** What the memory that is free now holds, and enough for a device's processors. */
    @Override
    public OptionalInt pooledTokens() {
        if (layout == Layout.PADDED) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(MemoryNeed.deviceTokens(config.sizes(), type, libtorch.freeMemory()));
    }

    @Override
    public String device() {
        return libtorch.deviceLabel();
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
    NDArray vectors(NDManager batch, int[][] tokens, Optional<int[][]> types) {
        Upload upload = new Upload(batch);
        Optional<Upload.Part> rows = types.map(own -> TokenBatch.ids(upload, own));
        TokenBatch plain = transformer.batch(upload, tokens);
        TokenBatch typed = rows.map(own -> plain.withTypes(own.array())).orElse(plain);
        TokenBatch converted = typed.converted(conversion::narrow);
        return conversion.widen(transformer.forward(parameters, converted, false));
    }

    /** Token vectors of texts one after the other, {@code [tokens, width]} in the network's type. */
    NDArray packed(Optional<int[][]> types, PackedTexts texts) {
        return vectors(transformer, types, texts);
    }

    private NDArray vectors(Transformer computing, Optional<int[][]> types, PackedTexts texts) {
        Optional<Upload.Part> rows = types.map(own -> new PackedTexts(texts.upload(), own).part(PackedTexts.Index.IDS));
        TokenBatch plain = computing.packed(texts);
        TokenBatch typed = rows.map(own -> plain.withTypes(own.array())).orElse(plain);
        return computing.forward(parameters, typed.converted(conversion::narrow), false);
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel, Consumer<String> note) {
        return search.map(device -> device.over(here, parallel, note)).orElse(here);
    }

    @Override
    public void close() {
        search.ifPresent(DeviceSearch::close);
        transformer.close();
        conversion.close();
        manager.close();
    }
}
