package dev.plumbline.models;

import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Similarity;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a model is opened.
 *
 * @param threads batches encoded at the same time, at least 1
 * @param batchTokens padded tokens per batch, at least 1
 * @param prompts instead of the model's own prompts
 * @param similarity instead of the model's own
 * @param modelName instead of the model's own name
 * @param revision instead of the model's own
 * @param store folder of vectors kept between runs; none are kept if empty
 * @param offline fetch nothing
 * @param progress told of every batch
 */
public record ModelOptions(
        int threads,
        int batchTokens,
        Optional<PromptRule> prompts,
        Optional<Similarity> similarity,
        Optional<String> modelName,
        Optional<String> revision,
        Optional<Path> store,
        boolean offline,
        EncodeProgress progress) {

    /**
     * Small batches, one thread each: a layer's activations stay in a core's second-level cache. Of 256 to 1024 the smaller
     * ones took a tenth less processor time with a small BERT; below, texts no longer fill a batch.
     */
    public static final int DEFAULT_BATCH_TOKENS = 384;

    public ModelOptions {
        Objects.requireNonNull(prompts, "prompts");
        Objects.requireNonNull(similarity, "similarity");
        Objects.requireNonNull(modelName, "modelName");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(progress, "progress");
        if (threads < 1 || batchTokens < 1) {
            throw new IllegalArgumentException(
                    "at least one thread and one token, not " + threads + " and " + batchTokens);
        }
    }

    /** A thread per processor, no store, and everything else as the model has it. */
    public static ModelOptions defaults() {
        return new ModelOptions(
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_BATCH_TOKENS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                EncodeProgress.NONE);
    }

    public ModelOptions withThreads(int count) {
        return new ModelOptions(count, batchTokens, prompts, similarity, modelName, revision, store, offline, progress);
    }

    public ModelOptions withBatchTokens(int tokens) {
        return new ModelOptions(threads, tokens, prompts, similarity, modelName, revision, store, offline, progress);
    }

    public ModelOptions withPrompts(PromptRule rule) {
        return new ModelOptions(
                threads, batchTokens, Optional.of(rule), similarity, modelName, revision, store, offline, progress);
    }

    public ModelOptions withSimilarity(Similarity function) {
        return new ModelOptions(
                threads, batchTokens, prompts, Optional.of(function), modelName, revision, store, offline, progress);
    }

    public ModelOptions withName(String name) {
        return new ModelOptions(
                threads, batchTokens, prompts, similarity, Optional.of(name), revision, store, offline, progress);
    }

    public ModelOptions withRevision(String name) {
        return new ModelOptions(
                threads, batchTokens, prompts, similarity, modelName, Optional.of(name), store, offline, progress);
    }

    public ModelOptions withStore(Path folder) {
        return new ModelOptions(
                threads, batchTokens, prompts, similarity, modelName, revision, Optional.of(folder), offline, progress);
    }

    public ModelOptions withOffline() {
        return new ModelOptions(threads, batchTokens, prompts, similarity, modelName, revision, store, true, progress);
    }

    public ModelOptions withProgress(EncodeProgress listener) {
        return new ModelOptions(
                threads, batchTokens, prompts, similarity, modelName, revision, store, offline, listener);
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
}
