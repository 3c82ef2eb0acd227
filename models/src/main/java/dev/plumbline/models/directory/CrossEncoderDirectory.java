package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.ground.Checksums;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.CrossEncoder;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens the directory of a cross-encoder: a network with a classifier as transformers saves it, or as sentence-transformers'
 * CrossEncoder does (6.2.0 {@code cross_encoder/model.py}).
 */
public final class CrossEncoderDirectory {

    private static final String KIND = "CrossEncoder";
    private static final List<String> KINDS =
            List.of("SentenceTransformer", KIND, "SparseEncoder", "MultiVectorEncoder", "ColBERT");
    private static final int REVISION_DIGITS = 12;

    private final ModelFolder root;
    private final ModelDirectory.Request request;
    private final List<String> warnings = new ArrayList<>();

    private CrossEncoderDirectory(ModelFolder root, ModelDirectory.Request request) {
        this.root = root;
        this.request = request;
    }

    /**
     * Whether mteb would take a directory for a cross-encoder (2.26.24 {@code models/model_meta.py _resolve_loader}): where
     * sentence-transformers says so, or it says nothing and the network has a classifier.
     */
    public static boolean isOne(Path folder) {
        ModelFolder root = new ModelFolder(folder.toAbsolutePath().normalize());
        String said = root.object(SentenceConfig.FILE)
                .map(config -> config.path("model_type").asText(""))
                .orElse("");
        if (KINDS.contains(said)) {
            return said.equals(KIND);
        }
        return !root.has(ModuleList.FILE)
                && root.object(NetworkConfig.FILE)
                        .filter(CrossEncoderDirectory::classifies)
                        .isPresent();
    }

    /** Every {@code model_type} of which cross-encoders are run. */
    public static List<String> types() {
        return ClassifierHead.types();
    }

    private static boolean classifies(JsonNode config) {
        for (JsonNode architecture : config.path("architectures")) {
            if (architecture.asText().endsWith("ForSequenceClassification")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads the directory and loads its weights.
     *
     * @throws PlumblineException of kind USAGE if there is no such directory or what is asked of it does not go together; of
     *     kind MODEL if a file is missing or malformed, or the model needs something that is not supported
     */
    public static CrossEncoder open(Path folder, ModelDirectory.Request request) {
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.usage("--model " + folder + ": there is no such directory");
        }
        return new CrossEncoderDirectory(new ModelFolder(folder.toAbsolutePath().normalize()), request).open();
    }

    private CrossEncoder open() {
        if (request.weights() == WeightsForm.ONNX) {
            throw PlumblineException.usage("--weights onnx: a cross-encoder is run from its weights only");
        }
        if (request.similarity().isPresent()) {
            throw PlumblineException.usage(
                    "--similarity: " + root.path() + " is a cross-encoder, which has no vectors");
        }
        Checksums.require(
                root.path(),
                name -> name.endsWith(".safetensors"),
                "get it anew, or delete " + Checksums.FILE + " if the weights were changed on purpose");
        ModelFolder place = root.has(ModuleList.FILE) ? ModuleList.onlyTransformer(root) : root;
        NetworkConfig network = NetworkConfig.read(place);
        JsonNode config = place.parse(NetworkConfig.FILE);
        ClassifierHead head = ClassifierHead.read(place, config);
        WeightsFiles files = WeightsFiles.find(root, place);
        ComputedType type = Computing.of(request, network, files).type();
        TokenizerReader reader =
                new TokenizerReader(place, TokenizerConfig.read(place), SentenceBertConfig.readOfPairs(place));
        TextTokenizer tokenizer = reader.readForPairs(network, this::warn);
        TokenNetwork loaded = null;
        CrossEncoder encoder = null;
        try {
            Attention attention = request.attention().orElse(Attention.BIDIRECTIONAL);
            loaded = NativeWeights.load(
                    place, attention, request.attention().isPresent(), type.type(), request.libtorch());
            type.warning(false).ifPresent(this::warn);
            DenseActivation activation = activation(place, config);
            ClassifierHead rounded = new ClassifierHead(
                    head.before().in(type.type()), head.classifier().in(type.type()));
            String decides = String.join(
                    "\n",
                    loaded.hash(),
                    tokenizer.definition(),
                    rounded.before().facts(),
                    rounded.classifier().facts(),
                    activation.toString());
            Map<String, String> about = about(type, files, tokenizer);
            ModelCard card = new ModelCard(
                    request.name().orElseGet(() -> "local/" + root.path().getFileName()),
                    request.revision().orElse("local-" + Sha256.hex(decides).substring(0, REVISION_DIGITS)),
                    0,
                    tokenizer.maxTokens() == TokenizerSettings.UNLIMITED ? 0 : tokenizer.maxTokens(),
                    NativeWeights.parameters(files),
                    Similarity.DOT);
            encoder = new CrossEncoder(
                    request.card().apply(card),
                    new CrossEncoder.Parts(
                            loaded,
                            tokenizer,
                            loaded.knowsTypes() && reader.givesTypes(),
                            rounded.before(),
                            rounded.classifier(),
                            activation,
                            prompts(),
                            about,
                            warnings),
                    request.execution());
            return encoder;
        } finally {
            if (encoder == null) {
                tokenizer.close();
                if (loaded != null) {
                    loaded.close();
                }
            }
        }
    }

    private Map<String, String> about(ComputedType type, WeightsFiles files, TextTokenizer tokenizer) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("directory", root.path().toString());
        about.put("weights", files.name() + " (native, " + type.label() + ")");
        if (type.type() != FloatType.FLOAT32) {
            about.put(Model.DTYPE, type.type().label());
        }
        about.put(Model.DEVICE, request.libtorch().get().deviceLabel());
        about.put("tokenizer", tokenizer.origin());
        return about;
    }

    /** What a score goes through: what CrossEncoder saved, in one of three places, else a sigmoid. */
    private DenseActivation activation(ModelFolder place, JsonNode config) {
        Optional<String> saved = Stream.of(
                        sentenceConfig().path("activation_fn"),
                        config.path("sentence_transformers").path("activation_fn"),
                        config.path("sbert_ce_default_activation_function"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
        if (saved.isPresent() && !saved.get().startsWith("torch.")) {
            warn("the activation " + saved.get() + " is code of its own, which is not run, nor is it by mteb; scores go"
                    + " through a sigmoid");
            return DenseActivation.SIGMOID;
        }
        return saved.map(name -> DenseActivation.named(name)
                        .orElseThrow(
                                () -> place.wrong(NetworkConfig.FILE, "the activation " + name + " is not supported")))
                .orElse(DenseActivation.SIGMOID);
    }

    private JsonNode sentenceConfig() {
        return root.has(ModuleList.FILE)
                ? root.object(SentenceConfig.FILE).orElse(MissingNode.getInstance())
                : MissingNode.getInstance();
    }

    /** mteb names no prompt, so that only a default one is put in front of the first text. */
    private PromptRule prompts() {
        if (request.prompts().isPresent()) {
            return request.prompts().get();
        }
        JsonNode config = sentenceConfig();
        String name = config.path("default_prompt_name").asText("");
        String prompt = config.path("prompts").path(name).asText("");
        PromptChoice query = new PromptChoice(
                prompt, prompt.isEmpty() ? "the model has no default prompt" : "default_prompt_name '" + name + "'");
        PromptChoice document = new PromptChoice("", "a cross-encoder's prompt stands before the query only");
        return (task, role) -> role == Role.DOCUMENT ? document : query;
    }

    private void warn(String message) {
        String whole = request.name().orElseGet(() -> root.path().getFileName().toString()) + ": " + message;
        warnings.add(whole);
        request.execution().progress().warning(whole);
    }
}
