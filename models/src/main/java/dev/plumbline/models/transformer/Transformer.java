package dev.plumbline.models.transformer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.torch.DeviceNumber;
import dev.plumbline.models.torch.ScriptModule;
import dev.plumbline.models.torch.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * A network as pure functions of its parameters: it holds compiled code and no values. Safe from several threads.
 *
 * <p>Arrays that a function makes belong to the manager of the batch's ids; it closes all but its result, whose gradients
 * then still reach the parameters.
 */
public final class Transformer implements AutoCloseable {

    private final TransformerConfig config;
    private final Attention attention;
    private final FloatType type;
    private final boolean trained;
    private final LowRank lowRank;
    private final Optional<RotaryTable> rotary;
    private final Optional<RotaryTable> localRotary;
    private final Optional<DeviceTable> table;
    private final Optional<DeviceTable> localTable;
    private final Layout packing;
    private final ScriptModule script;

    private Transformer(
            TransformerConfig config,
            Attention attention,
            LayerScript.Computed computed,
            List<Layout> layouts,
            NDManager parent) {
        config.check(attention);
        this.config = config;
        this.attention = attention;
        this.type = computed.type();
        this.trained = computed.trained();
        this.lowRank = computed.lowRank();
        this.rotary = config.positions().rotary().map(RotaryTable::new);
        this.localRotary =
                config.windows().any() ? config.positions().localRotary().map(RotaryTable::new) : Optional.empty();
        this.table = rotary.map(rows -> new DeviceTable(rows, parent));
        this.localTable = localRotary.map(rows -> new DeviceTable(rows, parent));
        this.packing = layouts.get(layouts.size() - 1);
        this.script = ScriptModule.compile(parent, NetworkScript.of(config, attention, computed, layouts));
    }

    /**
     * Compiles a network.
     *
     * @param parent lives at least as long
     * @throws PlumblineException of kind USAGE if the network does not know that attention
     */
    public static Transformer compile(TransformerConfig config, Attention attention, NDManager parent) {
        return compile(config, attention, FloatType.FLOAT32, parent);
    }

    /**
     * The same for parameters, mask and tables of positions of another type, in which it then computes as transformers does
     * with a network of that type.
     */
    public static Transformer compile(TransformerConfig config, Attention attention, FloatType type, NDManager parent) {
        return new Transformer(config, attention, LayerScript.Computed.in(type), List.of(Layout.PADDED), parent);
    }

    /** The same for batches that are {@link #packed} in a layout, which {@link #fits}. */
    static Transformer packing(
            TransformerConfig config, Attention attention, FloatType type, Layout layout, NDManager parent) {
        return new Transformer(config, attention, LayerScript.Computed.in(type), layouts(layout), parent);
    }

    /** Where a kernel knows no windows, or no texts that differ in length, attention alone is padded. */
    private static List<Layout> layouts(Layout layout) {
        return layout == Layout.PADDED || layout == Layout.GATHERED
                ? List.of(layout)
                : List.of(Layout.GATHERED, layout);
    }

    /** Whether attention can be computed in a layout at all, on a device that has its kernel. */
    static boolean fits(Layout layout, TransformerConfig config, FloatType type) {
        boolean plain = config.buckets().isEmpty() && config.scores().cap().isEmpty();
        int headWidth = config.sizes().headWidth();
        return switch (layout) {
            case PADDED, GATHERED -> true;
            case EFFICIENT -> plain && headWidth % 8 == 0;
            case FLASH -> plain && headWidth % 8 == 0 && headWidth <= 256 && type != FloatType.FLOAT32;
        };
    }

    /**
     * The same for training: with matrix products in another precision, and with dropout.
     *
     * @param layout of a {@link #batch}; {@link #trainingLayout} for instance
     */
    public static Transformer compile(
            TransformerConfig config,
            Attention attention,
            Precision precision,
            Dropout dropout,
            Layout layout,
            NDManager parent) {
        return compile(config, attention, precision, dropout, LowRank.NONE, layout, parent);
    }

    /** The same with matrices of low rank beside some of the network's own. */
    public static Transformer compile(
            TransformerConfig config,
            Attention attention,
            Precision precision,
            Dropout dropout,
            LowRank lowRank,
            Layout layout,
            NDManager parent) {
        return new Transformer(
                config,
                attention,
                new LayerScript.Computed(FloatType.FLOAT32, precision, dropout, true, lowRank),
                layouts(layout),
                parent);
    }

    /**
     * The fastest layout for training on a device: texts one after the other, so that nothing is computed of padding; on a GPU
     * with the fastest of the attention kernels, which are tried, on a CPU padded for attention alone.
     *
     * @param parameters on the device
     */
    public static Layout trainingLayout(
            TransformerConfig config,
            Attention attention,
            Precision precision,
            Parameters parameters,
            boolean gpu,
            NDManager manager) {
        if (!gpu) {
            return Layout.GATHERED;
        }
        return Layout.best(Layout.FLASH, layout -> {
            if (!fits(layout, config, precision.products())) {
                return false;
            }
            try (NDManager batch = manager.newSubManager();
                    Transformer tried = compile(config, attention, precision, Dropout.NONE, layout, batch)) {
                return tried.works(parameters, batch);
            }
        });
    }

    /** Whether the device computes it, which only trying says. */
    boolean works(Parameters parameters, NDManager manager) {
        int[][] tokens = {{0, 0, 0}, {0}};
        try {
            NDArray vectors = forward(parameters, batch(manager, tokens), false);
            return vectors.getShape().get(0) == tokens[0].length + tokens[1].length;
        } catch (PlumblineException | EngineException e) {
            // the kernel is not for this device, or not of this libtorch
            return false;
        }
    }

    /** Whether texts of a {@link #batch} lie one after the other, and hidden vectors are {@code [tokens, width]}. */
    public boolean packs() {
        return packing != Layout.PADDED;
    }

    /** Names of the layers' parameters that go into matrix products, and are rounded for them where precision says so. */
    public List<String> multiplied() {
        List<String> names = new ArrayList<>();
        for (int number = 0; number < layers(); number++) {
            String prefix = config.prefix(number);
            for (Part part : config.layer(number).values()) {
                if (part.role().isMap()) {
                    names.addAll(part.names(prefix));
                    String module = prefix + part.name();
                    if (lowRank.modules().contains(module)) {
                        names.addAll(List.of(LowRank.first(module), LowRank.second(module)));
                    }
                }
            }
        }
        return names;
    }

    /** Number of layers. */
    public int layers() {
        return config.sizes().layers();
    }

    /**
     * A batch as the network takes it, in the layout it was made for.
     *
     * @param tokens token ids per text, each at least one, in any order of length
     */
    public TokenBatch batch(NDManager manager, int[][] tokens) {
        return batch(new Upload(manager), tokens);
    }

    /**
     * The same.
     *
     * @param upload what waits in it goes to the device together with the batch
     */
    public TokenBatch batch(Upload upload, int[][] tokens) {
        if (packs()) {
            return packed(new PackedTexts(upload, tokens));
        }
        Upload.Part ids = TokenBatch.ids(upload, tokens);
        List<Upload.Part> places = config.positions().learned().stream()
                .map(table -> places(upload, tokens, table))
                .toList();
        Optional<Upload.Part> padding =
                attention == Attention.CAUSAL ? Optional.empty() : TokenBatch.mask(upload, tokens, type.lowest());
        List<Upload.Part> turns =
                rotary.map(table -> table.arrays(upload, tokens)).orElse(List.of());
        List<Upload.Part> localTurns =
                localRotary.map(table -> table.arrays(upload, tokens)).orElse(turns);
        int longest = TokenBatch.longest(tokens);
        Function<List<NDArray>, TokenBatch.Sight> whole =
                sight(upload, longest, padding, Integer.MAX_VALUE, Layout.PADDED);
        Optional<Function<List<NDArray>, TokenBatch.Sight>> local = isLocal(longest)
                ? Optional.of(sight(upload, longest, padding, reach(longest), Layout.PADDED))
                : Optional.empty();
        TokenBatch.Sight far = whole.apply(arrays(turns));
        TokenBatch.Sight near =
                local.map(sight -> sight.apply(arrays(localTurns))).orElse(far);
        return new TokenBatch(ids.array(), arrays(places), List.of(), far, near);
    }

    /**
     * Texts one after the other, {@code [tokens]}, in the layout that the network was made for; hidden vectors are {@code
     * [tokens, width]}.
     */
    TokenBatch packed(PackedTexts texts) {
        // all that comes from the host is asked for before the first of it is needed
        Upload.Part ids = texts.part(PackedTexts.Index.IDS);
        List<Upload.Part> places =
                config.positions().learned().stream().map(texts::rows).toList();
        Supplier<List<NDArray>> turns = turns(table, rotary, texts);
        Supplier<List<NDArray>> localTurns = localRotary.isEmpty() ? turns : turns(localTable, localRotary, texts);
        Function<List<NDArray>, TokenBatch.Sight> whole = packedSight(texts, Integer.MAX_VALUE);
        Optional<Function<List<NDArray>, TokenBatch.Sight>> local =
                isLocal(texts.longest()) ? Optional.of(packedSight(texts, reach(texts.longest()))) : Optional.empty();
        List<NDArray> turned = turns.get();
        TokenBatch.Sight far = whole.apply(turned);
        TokenBatch.Sight near = local.map(sight -> sight.apply(localRotary.isEmpty() ? turned : localTurns.get()))
                .orElse(far);
        return new TokenBatch(ids.array(), arrays(places), List.of(), far, near);
    }

    private static List<NDArray> arrays(List<Upload.Part> parts) {
        return parts.stream().map(Upload.Part::array).toList();
    }

    private Supplier<List<NDArray>> turns(Optional<DeviceTable> device, Optional<RotaryTable> host, PackedTexts texts) {
        if (device.isEmpty()) {
            return List::of;
        }
        if (device.get().isShared(texts.longest())) {
            Upload.Part where = texts.part(PackedTexts.Index.PLACES);
            return () -> device.get().of(texts, where.array(), script, trained);
        }
        List<Upload.Part> rows = host.orElseThrow().packed(texts.upload(), texts.texts());
        return () -> arrays(rows);
    }

    private Function<List<NDArray>, TokenBatch.Sight> packedSight(PackedTexts texts, int reach) {
        boolean causal = attention == Attention.CAUSAL;
        if (packing == Layout.FLASH || (packing == Layout.EFFICIENT && reach == Integer.MAX_VALUE)) {
            texts.part(PackedTexts.Index.STARTS);
            return turns -> {
                List<NDArray> arrays = new ArrayList<>(turns);
                arrays.add(texts.kernelStarts());
                arrays.add(texts.longestArray());
                return new TokenBatch.Sight(View.of(packing, false, causal), arrays);
            };
        }
        Optional<Upload.Part> padding = causal ? Optional.empty() : texts.mask(type.lowest());
        Upload.Part padded = texts.part(PackedTexts.Index.PADDED);
        Upload.Part packed = texts.part(PackedTexts.Index.PACKED);
        Function<List<NDArray>, TokenBatch.Sight> sight =
                sight(texts.upload(), texts.longest(), padding, reach, Layout.GATHERED);
        return turns -> {
            List<NDArray> arrays = new ArrayList<>(turns);
            arrays.add(padded.array());
            arrays.add(packed.array());
            return sight.apply(arrays);
        };
    }

    private static Upload.Part places(Upload upload, int[][] tokens, Positions.Learned table) {
        int longest = TokenBatch.longest(tokens);
        long[] places = new long[Math.multiplyExact(tokens.length, longest)];
        for (int text = 0; text < tokens.length; text++) {
            table.place(tokens[text], places, text * longest);
        }
        return upload.add(places, tokens.length, longest);
    }

    /** Of the arrays that come before the mask. */
    private Function<List<NDArray>, TokenBatch.Sight> sight(
            Upload upload, int longest, Optional<Upload.Part> padding, int reach, Layout layout) {
        Optional<Upload.Part> distances = config.buckets().map(bias -> {
            long[] rows = RelativeBuckets.among(longest);
            return upload.add(rows, rows.length);
        });
        boolean causal = attention == Attention.CAUSAL;
        boolean drawn =
                reach < Integer.MAX_VALUE || (causal && config.scores().cap().isPresent());
        return first -> {
            List<NDArray> arrays = new ArrayList<>(first);
            Optional<NDArray> added = padding.map(Upload.Part::array);
            Optional<NDArray> mask = drawn ? Optional.of(window(upload.manager(), longest, added, reach)) : added;
            mask.ifPresent(arrays::add);
            distances.ifPresent(rows -> arrays.add(rows.array()));
            return new TokenBatch.Sight(View.of(layout, mask.isPresent(), causal), arrays);
        };
    }

    private NDArray window(NDManager manager, int longest, Optional<NDArray> padding, int reach) {
        NDArray window = script.call(
                NetworkScript.WINDOW,
                trained,
                manager.arange(0, longest, 1, DataType.FLOAT32),
                DeviceNumber.of(manager, reach, DataType.FLOAT32));
        if (padding.isEmpty()) {
            return window;
        }
        try (window) {
            return window.minimum(padding.get());
        }
    }

    private boolean isLocal(int longest) {
        return localRotary.isPresent() || reach(longest) < Integer.MAX_VALUE;
    }

    /** How far layers see that see only what is near, if that is less than the longest text. */
    private int reach(int longest) {
        int reach = config.windows().reach(attention);
        return config.windows().any() && longest - 1 > reach ? reach : Integer.MAX_VALUE;
    }

    /** Vectors of the tokens before the first layer, float32 {@code [texts, tokens, width]}. */
    public NDArray embed(Parameters parameters, TokenBatch batch, boolean gradients) {
        List<NDArray> arguments = new ArrayList<>(List.of(batch.ids()));
        arguments.addAll(batch.places());
        arguments.addAll(batch.types());
        embeddingParameters().forEach(name -> arguments.add(parameters.get(name)));
        String function = batch.types().isEmpty() ? NetworkScript.EMBED : NetworkScript.EMBED_PAIR;
        return script.call(function, gradients, arguments.toArray(NDArray[]::new));
    }

    /**
     * One layer.
     *
     * @param number from 0
     * @param hidden {@code [texts, tokens, width]}, left open
     */
    public NDArray layer(int number, NDArray hidden, Parameters parameters, TokenBatch batch, boolean gradients) {
        TokenBatch.Sight sight = config.windows().local().get(number) ? batch.local() : batch.whole();
        List<NDArray> arguments = new ArrayList<>(List.of(hidden));
        arguments.addAll(sight.arrays());
        layerParameters(number).forEach(name -> arguments.add(parameters.get(name)));
        return script.call(
                LayerScript.name(config, lowRank, number, sight.view()), gradients, arguments.toArray(NDArray[]::new));
    }

    /** Names of all parameters that a layer is computed with, in the order of its function. */
    public List<String> layerParameters(int number) {
        List<String> names = new ArrayList<>();
        config.buckets().ifPresent(table -> names.add(table + ".weight"));
        String prefix = config.prefix(number);
        List<Part> parts =
                config.parts().stream().filter(part -> part.from() <= number).toList();
        parts.forEach(part -> names.addAll(part.names(prefix)));
        for (Part part : parts) {
            String module = prefix + part.name();
            if (lowRank.modules().contains(module)) {
                names.addAll(List.of(LowRank.first(module), LowRank.second(module)));
            }
        }
        return names;
    }

    /** Names of all parameters that come before the first layer, in the order of their function. */
    public List<String> embeddingParameters() {
        return config.embedding().parameters(config.sizes(), config.positions(), config.norm()).stream()
                .map(ParameterSpec::name)
                .toList();
    }

    /**
     * What comes after the last layer.
     *
     * @param hidden {@code [texts, tokens, width]}; closed, or itself the result
     */
    public NDArray finish(NDArray hidden, Parameters parameters, boolean gradients) {
        if (config.last().isEmpty()) {
            return hidden;
        }
        try (hidden) {
            List<NDArray> arguments = new ArrayList<>(List.of(hidden));
            arguments.add(parameters.get(config.last().get() + ".weight"));
            if (config.norm().bias()) {
                arguments.add(parameters.get(config.last().get() + ".bias"));
            }
            return script.call(NetworkScript.NORM, gradients, arguments.toArray(NDArray[]::new));
        }
    }

    /**
     * The whole network.
     *
     * @param gradients whether the result can be derived by parameters that ask for it
     * @return float32 {@code [texts, tokens, width]}; the vectors of padding mean nothing
     */
    public NDArray forward(Parameters parameters, TokenBatch batch, boolean gradients) {
        return forward(parameters, batch, gradients, step -> {});
    }

    /**
     * The whole network.
     *
     * @param before told before each of its steps, which draws from libtorch's generator where there is dropout: 0 before
     *     {@code embed}, then the layer's number counted from 1
     */
    public NDArray forward(Parameters parameters, TokenBatch batch, boolean gradients, IntConsumer before) {
        before.accept(0);
        NDArray hidden = embed(parameters, batch, gradients);
        for (int number = 0; number < layers(); number++) {
            before.accept(number + 1);
            NDArray next = layer(number, hidden, parameters, batch, gradients);
            hidden.close();
            hidden = next;
        }
        return finish(hidden, parameters, gradients);
    }

    @Override
    public void close() {
        script.close();
    }
}
