package dev.plumbline.models.directory;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.hash.Sha256;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.onnx.OnnxGraph;
import dev.plumbline.models.preset.Preset;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Similarity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
    private final Request request;
    private final Optional<Preset> preset;

    private ModelDirectory(Path folder, Request request) {
        this.root = new ModelFolder(folder.toAbsolutePath().normalize());
        this.request = request;
        this.preset = Preset.ofModel(request.name().orElseGet(this::publishedName));
    }

    /**
     * How a directory is opened.
     *
     * @param name under which results are filed; empty for {@code local/<folder name>}
     * @param revision empty for a hash of all that decides the vectors
     * @param weights which form is run
     * @param attention instead of what the model's configuration says
     * @param prompts instead of the model's own
     * @param similarity instead of the model's own
     * @param libtorch asked for where weights are run natively
     * @param card what becomes of the card, where it is published under another name
     * @param execution threads, batch size, listener
     */
    public record Request(
            Optional<String> name,
            Optional<String> revision,
            WeightsForm weights,
            Optional<Attention> attention,
            Optional<PromptRule> prompts,
            Optional<Similarity> similarity,
            Supplier<Libtorch> libtorch,
            UnaryOperator<ModelCard> card,
            TextEncoder.Execution execution) {
        public Request {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(revision, "revision");
            Objects.requireNonNull(weights, "weights");
            Objects.requireNonNull(attention, "attention");
            Objects.requireNonNull(prompts, "prompts");
            Objects.requireNonNull(similarity, "similarity");
            Objects.requireNonNull(libtorch, "libtorch");
            Objects.requireNonNull(card, "card");
            Objects.requireNonNull(execution, "execution");
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
        return new ModelDirectory(folder, request).open();
    }

    /** The hub name where the folder is a snapshot of the hub's cache, else the folder's own. */
    private String publishedName() {
        Path snapshots = root.path().getParent();
        if (snapshots != null && snapshots.endsWith("snapshots") && snapshots.getParent() != null) {
            String repository = snapshots.getParent().getFileName().toString();
            if (repository.startsWith("models--")) {
                return repository.substring("models--".length()).replace("--", "/");
            }
        }
        return folderName();
    }

    private String folderName() {
        Path name = root.path().getFileName();
        return name == null ? "root" : name.toString();
    }

    private TextEncoder open() {
        Layout layout = root.has(ModuleList.FILE) ? layout() : plainLayout();
        TokenizerConfig tokenizerConfig = TokenizerConfig.read(layout.transformer());
        if (!root.has(ModuleList.FILE) && tokenizerConfig.chatTemplate()) {
            throw root.wrong(
                    ModuleList.FILE,
                    "it is missing, and the tokenizer has a chat template: sentence-transformers 6.2.0 would put every text"
                            + " into that, which is not supported; add modules.json and 1_Pooling/config.json");
        }
        WeightsFiles files = WeightsFiles.find(root, layout.transformer());
        WeightsForm form = files.choose(request.weights(), layout.network(), request.attention());
        AttentionChoice attention = form == WeightsForm.ONNX
                ? AttentionChoice.forGraph(
                        layout.network(),
                        request.attention(),
                        files.graph().orElseThrow().toString())
                : AttentionChoice.forWeights(layout.network(), request.attention(), preset);
        if (attention.guessed()) {
            warn("config.json does not say whether attention is causal (is_causal); it is run causal, as "
                    + layout.network().modelType()
                    + " networks are made. If the model was trained otherwise its scores are"
                    + " wrong: --attention bidirectional");
        }
        TextTokenizer tokenizer = new TokenizerReader(layout.transformer(), tokenizerConfig, layout.config())
                .read(layout.network(), preset.map(Preset::maxTokens).orElse(OptionalInt.empty()), this::warn);
        TokenNetwork network = null;
        TextEncoder encoder = null;
        try {
            network = form == WeightsForm.ONNX
                    ? OnnxGraph.load(files.graph().orElseThrow())
                    : NativeWeights.load(layout.transformer(), attention.kind().orElseThrow(), request.libtorch());
            encoder = encoder(layout, tokenizer, network, form, files, attention);
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

    /** What the configuration files say, put together. */
    private record Layout(
            ModelFolder transformer,
            NetworkConfig network,
            SentenceHead head,
            SentenceConfig sentence,
            TransformerConfig config) {}

    private Layout layout() {
        ModuleList modules = ModuleList.read(root);
        SentenceConfig sentence = SentenceConfig.read(root, request.similarity());
        NetworkConfig network = NetworkConfig.read(modules.transformer());
        return new Layout(
                modules.transformer(),
                network,
                HeadReader.read(modules.rest(), sentence.truncated()),
                sentence,
                TransformerConfig.read(modules.transformer()));
    }

    /**
     * As sentence-transformers 6.2.0 takes a directory without {@code modules.json} ({@code sentence_transformer/model.py
     * _load_default_modules}): it looks at no other file of its own, and pools the mean, or the last token of weights made
     * for causal language modelling.
     */
    private Layout plainLayout() {
        NetworkConfig network = NetworkConfig.read(root);
        boolean last = network.forGeneration() && !network.attention().equals(Optional.of(Attention.BIDIRECTIONAL));
        Pooling pooling = last ? Pooling.LAST_TOKEN : Pooling.MEAN;
        warn("there is no modules.json; tokens are pooled by " + pooling.label()
                + " and not normalised, as sentence-transformers does with such a directory");
        return new Layout(
                root,
                network,
                SentenceHead.of(pooling, false),
                SentenceConfig.none(),
                new TransformerConfig(Optional.empty(), false));
    }

    private TextEncoder encoder(
            Layout layout,
            TextTokenizer tokenizer,
            TokenNetwork network,
            WeightsForm form,
            WeightsFiles files,
            AttentionChoice attention) {
        PromptRule prompts = request.prompts()
                .or(() -> preset.map(Preset::prompts))
                .orElseGet(() -> layout.sentence().prompts());
        Map<String, String> about = new LinkedHashMap<>();
        about.put("directory", root.path().toString());
        about.put("weights", label(form, files, layout.network()));
        about.put("attention", attention.label());
        about.put("prompts", promptsLabel());
        request.execution()
                .progress()
                .note(folderName() + ": weights " + about.get("weights") + ", attention " + about.get("attention")
                        + ", prompts " + about.get("prompts"));
        String decides = String.join(
                "\n",
                network.hash(),
                attention.kind().toString(),
                tokenizer.definition(),
                layout.head().facts());
        String hash = Sha256.hex(decides.getBytes(StandardCharsets.UTF_8)).substring(0, REVISION_DIGITS);
        int limit = tokenizer.maxTokens() == TokenizerSettings.UNLIMITED ? 0 : tokenizer.maxTokens();
        ModelCard card = new ModelCard(
                request.name().orElseGet(() -> "local/" + folderName()),
                request.revision().orElse("local-" + hash),
                width(layout, network),
                limit,
                NativeWeights.parameters(files),
                layout.sentence().similarity());
        return new TextEncoder(
                request.card().apply(card),
                new TextEncoder.Parts(network, tokenizer, layout.head(), prompts, about),
                request.execution());
    }

    private int width(Layout layout, TokenNetwork network) {
        try {
            return layout.head().width(network.width());
        } catch (IllegalArgumentException e) {
            throw root.wrong(ModuleList.FILE, "token vectors have " + network.width() + " values: " + e.getMessage());
        }
    }

    private String label(WeightsForm form, WeightsFiles files, NetworkConfig network) {
        if (form == WeightsForm.ONNX) {
            return root.path().relativize(files.graph().orElseThrow()) + " (ONNX Runtime)";
        }
        // transformers 5 would compute in the type it says
        String stored = network.storedAs()
                .filter(type -> !type.equals("float32"))
                .map(type -> ", config.json says " + type)
                .orElse("");
        return "model.safetensors (native, float32" + stored + ")";
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
        request.execution().progress().warning(folderName() + ": " + message);
    }
}
