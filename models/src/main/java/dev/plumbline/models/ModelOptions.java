package dev.plumbline.models;

import dev.plumbline.hub.HubProgress;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.TokenBatches;
import dev.plumbline.models.directory.DtypeChoice;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.endpoint.EndpointSettings;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.torch.DeviceChoice;
import dev.plumbline.models.torch.Devices;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Similarity;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How a model is opened. Immutable to its users: every {@code with} gives a changed copy.
 *
 * <p>A new option is a field with its default, its reader and its {@code with}; nothing else here changes.
 */
public final class ModelOptions implements Cloneable {

    private int threads = Runtime.getRuntime().availableProcessors();
    private OptionalInt batchTokens = OptionalInt.empty();
    private int batchTexts = TokenBatches.MAX_TEXTS;
    private Optional<PromptRule> prompts = Optional.empty();
    private Optional<Similarity> similarity = Optional.empty();
    private Optional<String> modelName = Optional.empty();
    private Optional<String> revision = Optional.empty();
    private Optional<Path> store = Optional.empty();
    private boolean offline;
    private Optional<Attention> attention = Optional.empty();
    private WeightsForm weights = WeightsForm.AUTO;
    private Optional<DtypeChoice> dtype = Optional.empty();
    private Devices devices = Devices.AUTO;
    private Optional<Path> libtorch = Optional.empty();
    private Optional<EndpointSettings> endpoint = Optional.empty();
    private EncodeProgress progress = EncodeProgress.NONE;
    private HubProgress downloads = HubProgress.NONE;

    private ModelOptions() {}

    /** A thread per processor, no store, and everything else as the model has it. */
    public static ModelOptions defaults() {
        return new ModelOptions();
    }

    /** Batches encoded at the same time, at least 1. */
    public int threads() {
        return threads;
    }

    /**
     * Another number of batches at the same time.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public ModelOptions withThreads(int count) {
        return with(copy -> copy.threads = atLeastOne(count, "threads"));
    }

    /** Padded tokens per batch, at least 1; empty for what suits what the model is computed on. */
    public OptionalInt batchTokens() {
        return batchTokens;
    }

    /**
     * Another number of padded tokens per batch.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public ModelOptions withBatchTokens(int tokens) {
        return with(copy -> copy.batchTokens = OptionalInt.of(atLeastOne(tokens, "batch tokens")));
    }

    /** Texts per batch at most, at least 1. */
    public int batchTexts() {
        return batchTexts;
    }

    /**
     * Another number of texts per batch.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public ModelOptions withBatchTexts(int texts) {
        return with(copy -> copy.batchTexts = atLeastOne(texts, "batch texts"));
    }

    /** Instead of the model's own prompts. */
    public Optional<PromptRule> prompts() {
        return prompts;
    }

    public ModelOptions withPrompts(PromptRule rule) {
        return with(copy -> copy.prompts = Optional.of(rule));
    }

    /** Instead of the model's own. */
    public Optional<Similarity> similarity() {
        return similarity;
    }

    public ModelOptions withSimilarity(Similarity function) {
        return with(copy -> copy.similarity = Optional.of(function));
    }

    /** Instead of the model's own name. */
    public Optional<String> modelName() {
        return modelName;
    }

    public ModelOptions withName(String name) {
        return with(copy -> copy.modelName = Optional.of(name));
    }

    /** Instead of the model's own. */
    public Optional<String> revision() {
        return revision;
    }

    public ModelOptions withRevision(String name) {
        return with(copy -> copy.revision = Optional.of(name));
    }

    /** Folder of vectors kept between runs; none are kept if empty. */
    public Optional<Path> store() {
        return store;
    }

    public ModelOptions withStore(Path folder) {
        return with(copy -> copy.store = Optional.of(folder));
    }

    /** Vectors are not kept. */
    public ModelOptions withoutStore() {
        return with(copy -> copy.store = Optional.empty());
    }

    /** Fetch nothing. */
    public boolean offline() {
        return offline;
    }

    public ModelOptions withOffline() {
        return with(copy -> copy.offline = true);
    }

    /** Instead of what the model's configuration says. */
    public Optional<Attention> attention() {
        return attention;
    }

    public ModelOptions withAttention(Attention kind) {
        return with(copy -> copy.attention = Optional.of(kind));
    }

    /** How an endpoint is asked; for a model that is none there must be no such settings. */
    public Optional<EndpointSettings> endpoint() {
        return endpoint;
    }

    public ModelOptions withEndpoint(EndpointSettings settings) {
        return with(copy -> copy.endpoint = Optional.of(settings));
    }

    public ModelOptions withoutEndpoint() {
        return with(copy -> copy.endpoint = Optional.empty());
    }

    /** In which form a directory's weights are run. */
    public WeightsForm weights() {
        return weights;
    }

    public ModelOptions withWeights(WeightsForm form) {
        return with(copy -> copy.weights = Objects.requireNonNull(form, "form"));
    }

    /**
     * In which type a network is computed; if empty the checkpoint's own on a GPU, and on a CPU float32, with a warning
     * where transformers would take another.
     */
    public Optional<DtypeChoice> dtype() {
        return dtype;
    }

    public ModelOptions withDtype(DtypeChoice choice) {
        return with(copy -> copy.dtype = Optional.of(choice));
    }

    /** On what weights in safetensors are computed; several share the texts. */
    public Devices devices() {
        return devices;
    }

    public ModelOptions withDevices(Devices choices) {
        return with(copy -> copy.devices = Objects.requireNonNull(choices, "choices"));
    }

    public ModelOptions withDevice(DeviceChoice choice) {
        return withDevices(Devices.of(choice));
    }

    /** Folder of a libtorch of the user's own; by the environment or fetched if empty. */
    public Optional<Path> libtorch() {
        return libtorch;
    }

    public ModelOptions withLibtorch(Path folder) {
        return with(copy -> copy.libtorch = Optional.of(folder));
    }

    /** Told of every batch. */
    public EncodeProgress progress() {
        return progress;
    }

    public ModelOptions withProgress(EncodeProgress listener) {
        return with(copy -> copy.progress = Objects.requireNonNull(listener, "listener"));
    }

    /** Told of what is fetched from the hub. */
    public HubProgress downloads() {
        return downloads;
    }

    public ModelOptions withDownloads(HubProgress listener) {
        return with(copy -> copy.downloads = Objects.requireNonNull(listener, "listener"));
    }

    /** What of these is said of the machine and not of the model: threads, places, listeners. */
    ModelOptions ofMachine() {
        return defaults().with(copy -> {
            copy.threads = threads;
            copy.store = store;
            copy.offline = offline;
            copy.devices = devices;
            copy.libtorch = libtorch;
            copy.progress = progress;
            copy.downloads = downloads;
        });
    }

    /** The model's card with what was asked for instead. */
    ModelCard publish(ModelCard card) {
        return new ModelCard(
                modelName.orElse(card.name()),
                revision.orElse(card.revision()),
                card.dimensions(),
                card.maxTokens(),
                card.parameters(),
                similarity.orElse(card.similarity()));
    }

    private ModelOptions with(Consumer<ModelOptions> change) {
        ModelOptions copy = clone();
        change.accept(copy);
        return copy;
    }

    @Override
    protected ModelOptions clone() {
        try {
            return (ModelOptions) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it is Cloneable", e);
        }
    }

    private static int atLeastOne(int count, String what) {
        if (count < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + count);
        }
        return count;
    }
}
