package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.select.NamedPrompts;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.directory.DtypeChoice;
import dev.plumbline.models.directory.HubModels;
import dev.plumbline.models.directory.ModelDirectory;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.CacheFolder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which model and how it is run. */
public final class ModelArguments {

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "MODEL",
            description = "embedded:NAME (all-MiniLM-L6-v2 and bge-small-zh-v1.5 come with it; bge-small-en-v1.5,"
                    + " e5-small-v2 and, with -q appended, eight-bit variants are fetched once), embeddings:FILE.parquet"
                    + " (columns text, prompt_type, vector), a directory in the layout of sentence-transformers or Hugging"
                    + " Face, org/name or org/name@revision of the hub, bm25, random, or http(s)://HOST/PATH of an"
                    + " endpoint.")
    private String spec;

    @Option(
            names = "--prompts",
            paramLabel = "PROMPTS",
            description =
                    "A file with a prompt dictionary, JSON or YAML; or the prompts of a family of models (kalm-v1,"
                            + " kalm-v2, kalm-gemma3-12b, e5, e5-instruct, bge-en, bge-zh); none switches every prompt off."
                            + " Default: the model's own.")
    private String prompts;

    @Option(
            names = "--similarity",
            paramLabel = "NAME",
            description = "cosine or dot, instead of what the model says (for embeddings: the default is cosine).")
    private String similarity;

    @Option(
            names = "--attention",
            paramLabel = "KIND",
            description = "causal or bidirectional, instead of what the model's configuration says.")
    private Attention attention;

    @Option(
            names = "--weights",
            paramLabel = "FORM",
            description =
                    "Which weights of a directory are run: onnx (onnx/model.onnx), native (model.safetensors) or auto,"
                            + " the fastest there are (default).")
    private WeightsForm weights = WeightsForm.AUTO;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description =
                    "Type in which model.safetensors is run: float32 or f32 (default on a CPU), bfloat16 or bf16, float16 or"
                            + " f16, tf32 (float32 that a GPU multiplies with fewer digits), or auto, the one that"
                            + " transformers 5 and so mteb takes: dtype in config.json, else that of the weights (default"
                            + " on a GPU).")
    private String dtype;

    @Mixin
    private DeviceArguments device;

    @Option(names = "--model-name", paramLabel = "NAME", description = "Name in results, instead of the model's own.")
    private String name;

    @Option(names = "--revision", paramLabel = "REV", description = "Revision in results, instead of the model's own.")
    private String revision;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--batch-tokens",
            paramLabel = "N",
            description = "Tokens per batch (default: " + TextEncoder.BATCH_TOKENS
                    + "; on a GPU what its memory is likely to hold, up to 32768).")
    private Integer batchTokens;

    @Option(
            names = {"--batch-size", "--batch_size"},
            paramLabel = "N",
            description =
                    "Texts per batch, as in mteb, however long they are unless --batch-tokens is given too. No score"
                            + " depends on it.")
    private Integer batchTexts;

    @Option(
            names = {"--model-revision", "--model_revision"},
            paramLabel = "REV",
            description = "As in mteb: the revision that is loaded of a model of the hub, as in org/name@REV.")
    private String loadedRevision;

    @Mixin
    private NetworkArguments network;

    @ArgGroup(validate = false, heading = "%nOptions for endpoints, which --model http(s)://HOST/PATH names:%n")
    private EndpointArguments endpoint;

    @ArgGroup
    private Store store = new Store();

    /** Where vectors are kept between runs. */
    public static final class Store {
        @Option(
                names = "--embedding-cache",
                paramLabel = "DIR",
                description = "Keep vectors there; none keeps none. Default: embeddings in $$PLUMBLINE_CACHE,"
                        + " $$XDG_CACHE_HOME/plumbline or ~/.cache/plumbline.")
        private String folder;

        @Option(names = "--no-cache", description = "Encode everything anew and keep no vectors.")
        private boolean none;

        Optional<Path> folder() {
            if (none || "none".equals(folder)) {
                return Optional.empty();
            }
            return Optional.of(
                    folder == null
                            ? CacheFolder.ofEnvironment().embeddings()
                            : FolderWords.written("--embedding-cache", Path.of(folder)));
        }
    }

    /** What is opened. */
    public String spec() {
        return loadsRevision() ? spec + "@" + loadedRevision : spec;
    }

    private boolean loadsRevision() {
        if (loadedRevision == null) {
            return false;
        }
        if (ModelDirectory.looksLikeOne(spec) || !HubModels.looksLikeOne(spec) || spec.contains("@")) {
            throw PlumblineException.usage("--model-revision is for models of the hub, org/name, not for --model "
                    + spec + "; --revision says the revision in results");
        }
        return true;
    }

    /** Whether it was said what becomes of empty texts at an endpoint. */
    public boolean saysEmptyText() {
        return endpoint != null && endpoint.saysEmptyText();
    }

    public int threads() {
        return threads;
    }

    public NetworkArguments network() {
        return network;
    }

    public ModelOptions options(ProgressDisplay progress) {
        ModelOptions options = ModelOptions.defaults()
                .withThreads(threads)
                .withWeights(weights)
                .withProgress(progress)
                .withDownloads(progress);
        options = device.applied(options);
        if (batchTokens != null) {
            options = options.withBatchTokens(atLeastOne("--batch-tokens", batchTokens));
        }
        if (batchTexts != null) {
            options = options.withBatchTexts(atLeastOne("--batch-size", batchTexts));
            if (batchTokens == null) {
                options = options.withBatchTokens(Integer.MAX_VALUE);
            }
        }
        Optional<Path> vectors = store.folder();
        if (vectors.isPresent()) {
            options = options.withStore(vectors.get());
        }
        if (network.offline()) {
            options = options.withOffline();
        }
        if (endpoint != null) {
            options = options.withEndpoint(endpoint.settings());
        }
        if (prompts != null) {
            options = options.withPrompts(promptRule());
        }
        if (similarity != null) {
            options = options.withSimilarity(similarity());
        }
        if (attention != null) {
            options = options.withAttention(attention);
        }
        if (dtype != null) {
            options = options.withDtype(DtypeChoice.read("--dtype", dtype));
        }
        if (name != null) {
            FileNames.folder("--model-name", name);
            options = options.withName(name);
        }
        if (revision != null) {
            FileNames.folder("--revision", revision);
        }
        return revision == null ? options : options.withRevision(revision);
    }

    private static int atLeastOne(String option, int number) {
        if (number < 1) {
            throw PlumblineException.usage(option + " must be at least 1, not " + number);
        }
        return number;
    }

    private PromptRule promptRule() {
        return NamedPrompts.rule("--prompts", prompts, Path::of);
    }

    private Similarity similarity() {
        for (Similarity known : Similarity.values()) {
            if (known.label().equals(similarity)) {
                return known;
            }
        }
        throw PlumblineException.usage("--similarity must be cosine or dot, not " + similarity);
    }
}
