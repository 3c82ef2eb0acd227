package dev.plumbline.models.directory;

import dev.plumbline.ground.Checksums;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.hub.ModelSnapshot;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.lookup.EmbeddingTable;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.onnx.GraphSizes;
import dev.plumbline.models.onnx.OnnxGraph;
import dev.plumbline.models.preset.Preset;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.models.torch.DeviceSearch;
import dev.plumbline.models.torch.Devices;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.MemoryNeed;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Similarity;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Opens a model's directory. */
public final class ModelDirectory {

    private static final int REVISION_DIGITS = 12;

    private final ModelFolder root;
    private final Optional<ModuleList> modules;
    private final Request request;
    private final Optional<Preset> preset;
    private final List<String> warnings = new ArrayList<>();
    private Optional<String> memory = Optional.empty();

    private ModelDirectory(ModelFolder root, Optional<ModuleList> modules, Request request) {
        this.root = root;
        this.modules = modules;
        this.request = request;
        this.preset = Preset.ofModel(request.name().orElseGet(() -> publishedName(root)));
    }

    /**
     * How a directory is opened.
     *
     * @param name under which results are filed; empty for {@code local/<folder name>}
     * @param revision empty for a hash of all that decides the vectors
     * @param weights which form is run
     * @param attention instead of what the model's configuration says
     * @param dtype what weights are computed in; float32 if empty
     * @param prompts instead of the model's own
     * @param similarity instead of the model's own
     * @param devices on what weights are run natively
     * @param ownLibtorch whether there is a libtorch of the user's own, which may find a GPU unasked
     * @param libtorch asked for where weights are run natively; on the devices
     * @param card what becomes of the card, where it is published under another name
     * @param execution threads, batch size, listener
     */
    public record Request(
            Optional<String> name,
            Optional<String> revision,
            WeightsForm weights,
            Optional<Attention> attention,
            Optional<DtypeChoice> dtype,
            Optional<PromptRule> prompts,
            Optional<Similarity> similarity,
            Devices devices,
            boolean ownLibtorch,
            Supplier<Libtorch> libtorch,
            UnaryOperator<ModelCard> card,
            TextEncoder.Execution execution) {
        public Request {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(revision, "revision");
            Objects.requireNonNull(weights, "weights");
            Objects.requireNonNull(attention, "attention");
            Objects.requireNonNull(dtype, "dtype");
            Objects.requireNonNull(prompts, "prompts");
            Objects.requireNonNull(similarity, "similarity");
            Objects.requireNonNull(devices, "devices");
            Objects.requireNonNull(libtorch, "libtorch");
            Objects.requireNonNull(card, "card");
            Objects.requireNonNull(execution, "execution");
        }

        Request withCard(UnaryOperator<ModelCard> other) {
            return new Request(
                    name,
                    revision,
                    weights,
                    attention,
                    dtype,
                    prompts,
                    similarity,
                    devices,
                    ownLibtorch,
                    libtorch,
                    other,
                    execution);
        }
    }

    /** Whether a text names a directory: something that exists, or that is written as only a path is. */
    public static boolean looksLikeOne(String text) {
        try {
            return text.startsWith("/")
                    || text.startsWith("./")
                    || text.startsWith("../")
                    || text.startsWith("~")
                    || text.contains("\\")
                    || text.endsWith("/")
                    || text.equals(".")
                    || text.equals("..")
                    || Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Reads the directory and loads its weights.
     *
     * @throws PlumblineException of kind USAGE if there is no such directory or what is asked of it does not go together; of
     *     kind MODEL if a file is missing or malformed, or the model needs something that is not supported
     */
    public static TextEncoder open(Path folder, Request request) {
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.usage("--model " + folder
                    + (Files.exists(folder)
                            ? " is a file; give the directory it lies in"
                            : ": there is no such directory"));
        }
        ModelFolder root = new ModelFolder(folder.toAbsolutePath().normalize());
        Optional<ModuleList> modules =
                root.has(ModuleList.FILE) ? Optional.of(ModuleList.read(root)) : Optional.empty();
        return new ModelDirectory(root, modules, request).open();
    }

    /** The same of a directory with a Router, of which the modules for one role are opened. */
    static TextEncoder open(ModelFolder root, ModuleList modules, Request request) {
        return new ModelDirectory(root, Optional.of(modules), request).open();
    }

    /** The hub name where the folder is a snapshot of the hub's cache, else the folder's own. */
    static String publishedName(ModelFolder root) {
        return ModelSnapshot.of(root.path()).map(ModelSnapshot::name).orElseGet(() -> folderName(root));
    }

    private String shownName() {
        return request.name().orElseGet(this::folderName);
    }

    private String folderName() {
        return folderName(root);
    }

    private static String folderName(ModelFolder root) {
        Path name = root.path().getFileName();
        return name == null ? "root" : name.toString();
    }

    private TextEncoder open() {
        Checksums.require(
                root.path(),
                name -> name.endsWith(".safetensors"),
                "get it anew, or delete " + Checksums.FILE + " if the weights were changed on purpose");
        Optional<StaticModel> lookup = StaticModel.find(root, modules);
        if (lookup.isPresent()) {
            return open(lookup.get());
        }
        DirectoryLayout layout = modules.map(list -> DirectoryLayout.read(root, list, request.similarity()))
                .orElseGet(() -> DirectoryLayout.plain(root, this::warn));
        TokenizerConfig tokenizerConfig = TokenizerConfig.read(layout.transformer());
        if (!root.has(ModuleList.FILE) && tokenizerConfig.chatTemplate()) {
            throw root.wrong(
                    ModuleList.FILE,
                    "it is missing, and the tokenizer has a chat template: sentence-transformers 6.2.0 would put every text"
                            + " into that, which is not supported; add modules.json and 1_Pooling/config.json");
        }
        WeightsFiles files = WeightsFiles.find(routed() ? layout.transformer() : root, layout.transformer());
        Computing computing = Computing.of(request, layout.network(), files);
        ComputedType type = computing.type();
        boolean weights = computing.gpu() || request.devices().areSeveral();
        WeightsForm form = files.choose(request.weights(), layout.network(), request.attention(), type.type(), weights);
        if (form == WeightsForm.ONNX) {
            if (request.devices().arePicked()) {
                throw PlumblineException.usage("--device " + request.devices().label()
                        + " computes weights in safetensors; " + files.graph().orElseThrow() + " is run on the CPU");
            }
            type.checkGraph(files.graph().orElseThrow());
        }
        TextTokenizer tokenizer =
                tokenizer(layout, tokenizerConfig, preset.map(Preset::maxTokens).orElse(OptionalInt.empty()));
        TokenNetwork network = null;
        TextEncoder encoder = null;
        try {
            AttentionChoice attention;
            if (form == WeightsForm.ONNX) {
                OnnxGraph graph = OnnxGraph.load(
                        files.graph().orElseThrow(),
                        GraphSizes.of(
                                layout.transformer().object(NetworkConfig.FILE).orElseThrow()));
                network = graph;
                int most = graph.fixedTokens().orElse(Integer.MAX_VALUE);
                if (tokenizer.maxTokens() > most) {
                    warn("its graph takes texts of exactly " + most + " tokens; longer ones are cut there");
                    TextTokenizer longer = tokenizer;
                    tokenizer = tokenizer(layout, tokenizerConfig, OptionalInt.of(most));
                    longer.close();
                }
                attention = attention(graph, layout, files);
            } else {
                attention = AttentionChoice.forWeights(layout.network(), request.attention(), preset);
                warnOfGuess(attention, layout);
                memory = Optional.of(memory(layout, computing));
                network = NativeWeights.load(
                        layout.transformer(),
                        attention.kind().orElseThrow(),
                        request.attention().isPresent(),
                        type.type(),
                        request.libtorch());
            }
            if (files.checkpoint()) {
                type.warning(form == WeightsForm.ONNX).ifPresent(this::warn);
            }
            encoder =
                    encoder(layout, tokenizer, network, new Computation(form, files, attention, type, computing.gpu()));
            return encoder;
        } finally {
            if (encoder == null) {
                tokenizer.close();
                if (network != null) {
                    network.close();
                }
            }
        }
    }

    /** A table instead of a network; of what can be asked for, only prompts and similarity make sense. */
    private TextEncoder open(StaticModel model) {
        if (request.weights() == WeightsForm.ONNX || request.attention().isPresent()) {
            throw PlumblineException.usage((request.weights() == WeightsForm.ONNX ? "--weights onnx" : "--attention")
                    + ": " + root.path() + " is a table of embeddings, which has no network");
        }
        if (request.devices().arePicked()) {
            throw PlumblineException.usage("--device " + request.devices().label() + ": " + root.path()
                    + " is a table of embeddings, which is looked up on the CPU");
        }
        EmbeddingTable table = model.table();
        TextTokenizer tokenizer = model.tokenizer();
        TextEncoder encoder = null;
        try {
            PromptRule prompts = request.prompts()
                    .or(() -> preset.map(Preset::prompts))
                    .orElseGet(() -> model.sentence().prompts());
            Map<String, String> about = new LinkedHashMap<>();
            about.put("directory", root.path().toString());
            about.put("weights", "a table of embeddings, looked up");
            about.put(Model.DEVICE, "cpu");
            about.put("tokenizer", tokenizer.origin() + ", without special tokens");
            about.put("prompts", promptsLabel());
            String decides = String.join(
                    "\n", table.hash(), tokenizer.definition(), model.head().facts());
            int limit = tokenizer.maxTokens() == TokenizerSettings.UNLIMITED ? 0 : tokenizer.maxTokens();
            ModelCard card = new ModelCard(
                    request.name().orElseGet(() -> "local/" + folderName()),
                    request.revision().orElse("local-" + revision(decides)),
                    width(model.head(), table),
                    limit,
                    NativeWeights.parameters(model.folder()),
                    request.similarity().orElse(model.sentence().similarity()));
            encoder = new TextEncoder(
                    request.card().apply(card),
                    new TextEncoder.Parts(table, tokenizer, model.head(), prompts, about, warnings),
                    request.execution());
            return encoder;
        } finally {
            if (encoder == null) {
                tokenizer.close();
            }
        }
    }

    /** A graph beside the list of modules is of no route. */
    private boolean routed() {
        return modules.isPresent() && ModuleList.routes(root);
    }

    private static String revision(String decides) {
        return Sha256.hex(decides).substring(0, REVISION_DIGITS);
    }

    private TextTokenizer tokenizer(DirectoryLayout layout, TokenizerConfig config, OptionalInt maxTokens) {
        return new TokenizerReader(layout.transformer(), config, layout.config())
                .read(layout.network(), maxTokens, this::warn);
    }

    /** The graph's, once it is seen to belong to the weights beside it. */
    private AttentionChoice attention(OnnxGraph graph, DirectoryLayout layout, WeightsFiles files) {
        graph.metadata(OnnxExport.WEIGHTS).ifPresent(files::checkMadeFrom);
        Optional<Attention> built = graph.metadata(OnnxExport.ATTENTION)
                .flatMap(label -> Arrays.stream(Attention.values())
                        .filter(kind -> kind.label().equals(label))
                        .findFirst());
        return AttentionChoice.forGraph(
                layout.network(),
                built,
                request.attention(),
                preset,
                files.graph().orElseThrow().toString());
    }

    /** Said before anything is loaded: who reads it may stop there. */
    private String memory(DirectoryLayout layout, Computing computing) {
        Path folder = layout.transformer().path();
        FloatType type = computing.type().type();
        int usual = computing.gpu()
                ? MemoryNeed.deviceTokens(folder, type, request.libtorch().get().freeMemory())
                : TextEncoder.BATCH_TOKENS;
        int threads = computing.gpu()
                ? TextEncoder.BATCHES_OF_DEVICE
                : (request.execution().threads() + computing.devices() - 1) / computing.devices();
        String label =
                MemoryNeed.of(folder, type, request.execution().batchTokens().orElse(usual), threads)
                                .label()
                        + (computing.devices() > 1 ? ", on each of " + computing.devices() + " devices" : "");
        request.execution().progress().note(shownName() + ": memory for " + label);
        return label;
    }

    private void warnOfGuess(AttentionChoice attention, DirectoryLayout layout) {
        if (attention.guessed()) {
            warn("config.json does not say whether attention is causal (is_causal); it is run causal, as "
                    + layout.network().modelType()
                    + " networks are made. If the model was trained otherwise its scores are"
                    + " wrong: --attention bidirectional");
        }
    }

    /** How the network is run. */
    private record Computation(
            WeightsForm form, WeightsFiles files, AttentionChoice attention, ComputedType computed, boolean onGpu) {

        FloatType type() {
            return computed.type();
        }
    }

    private TextEncoder encoder(
            DirectoryLayout layout, TextTokenizer tokenizer, TokenNetwork network, Computation computation) {
        AttentionChoice attention = computation.attention();
        FloatType type = computation.type();
        SentenceHead head = layout.head().in(type);
        PromptRule prompts = request.prompts()
                .or(() -> preset.map(Preset::prompts))
                .orElseGet(() -> layout.sentence().prompts());
        Map<String, String> about = new LinkedHashMap<>();
        about.put("directory", root.path().toString());
        about.put("weights", label(computation));
        about.put("attention", attention.label());
        about.put("attention from", attention.reason());
        if (type != FloatType.FLOAT32) {
            about.put(Model.DTYPE, type.label());
        }
        about.put(
                Model.DEVICE,
                computation.form() == WeightsForm.NATIVE
                        ? request.libtorch().get().deviceLabel()
                        : "cpu");
        if (computation.onGpu()) {
            about.put("search", DeviceSearch.label(request.libtorch().get()));
        }
        memory.ifPresent(label -> about.put("memory", label));
        about.put("tokenizer", tokenizer.origin());
        about.put("prompts", promptsLabel());
        request.execution()
                .progress()
                .note(shownName() + ": weights " + about.get("weights") + " on " + about.get(Model.DEVICE)
                        + ", attention " + attention.label() + " (" + attention.reason() + "), prompts "
                        + about.get("prompts"));
        String decides =
                String.join("\n", network.hash(), attention.kind().toString(), tokenizer.definition(), head.facts());
        String hash = revision(decides);
        int limit = tokenizer.maxTokens() == TokenizerSettings.UNLIMITED ? 0 : tokenizer.maxTokens();
        ModelCard card = new ModelCard(
                request.name().orElseGet(() -> "local/" + folderName()),
                request.revision().orElse("local-" + hash),
                width(layout.head(), network),
                limit,
                NativeWeights.parameters(computation.files()),
                layout.sentence().similarity());
        return new TextEncoder(
                request.card().apply(card),
                new TextEncoder.Parts(network, tokenizer, head, prompts, about, warnings),
                execution(type, network));
    }

    /**
     * In half precision a text's last digits depend on the texts beside it. One text a batch gives each a vector of its own;
     * on a GPU that would take many times as long.
     */
    private TextEncoder.Execution execution(FloatType type, TokenNetwork network) {
        TextEncoder.Execution asked = request.execution();
        return type == FloatType.FLOAT32 || network.pooledTokens().isPresent()
                ? asked
                : new TextEncoder.Execution(asked.threads(), OptionalInt.of(1), 1, asked.progress());
    }

    private int width(SentenceHead head, TokenNetwork network) {
        try {
            return head.width(network.width());
        } catch (IllegalArgumentException e) {
            throw root.wrong(ModuleList.FILE, "token vectors have " + network.width() + " values: " + e.getMessage());
        }
    }

    private String label(Computation computation) {
        return computation.form() == WeightsForm.ONNX
                ? root.path().relativize(computation.files().graph().orElseThrow()) + " (ONNX Runtime)"
                : computation.files().name() + " (native, "
                        + computation.computed().label() + ")";
    }

    private String promptsLabel() {
        if (request.prompts().isPresent()) {
            return "as asked for (--prompts)";
        }
        return preset.map(known -> "preset " + known.name() + ", since mteb runs a model of this name with them")
                .orElseGet(() -> root.has(SentenceConfig.FILE) && root.has(ModuleList.FILE)
                        ? "the model's own (" + SentenceConfig.FILE + ")"
                        : "none, the model has none of its own");
    }

    private void warn(String message) {
        String whole = shownName() + ": " + message;
        warnings.add(whole);
        request.execution().progress().warning(whole);
    }
}
