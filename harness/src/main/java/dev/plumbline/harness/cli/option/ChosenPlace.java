package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.engine.Cluster;
import dev.plumbline.harness.engine.Engine;
import dev.plumbline.harness.engine.EngineSettings;
import dev.plumbline.harness.engine.ModelRecipe;
import dev.plumbline.harness.engine.StageFigures;
import dev.plumbline.harness.engine.WorkPlace;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.batching.RemoteEncoder;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import dev.plumbline.trainer.decontaminate.OverlapSearch;
import dev.plumbline.trainer.decontaminate.TestTexts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's work is done: here, or on a cluster, which is connected when it is first needed, so that what is wrong
 * with the command's own files is said before.
 */
public final class ChosenPlace implements WorkPlace, AutoCloseable {

    private final Optional<Engine> engine;
    private final EngineSettings settings;
    private final EncodeProgress progress;
    private @Nullable Cluster cluster;

    /** @param engine empty for this process */
    ChosenPlace(Optional<Engine> engine, EngineSettings settings, EncodeProgress progress) {
        this.engine = engine;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Opens a model whose vectors are computed there. What computes none, or has another server do it, is opened as it is: an
     * endpoint is asked by one process, whose limits hold.
     *
     * @param spec as {@code --model} has it
     * @param options with the store, if vectors are kept
     * @param opener of a model
     */
    public Model opened(String spec, ModelOptions options, Function<ModelOptions, Model> opener) {
        if (engine.isEmpty()) {
            return opener.apply(options);
        }
        String name = engine.get().name();
        Model model = opener.apply(options.withoutStore());
        if (!(model instanceof Encoder encoder)) {
            options.progress().warning(spec + " makes no vectors: it runs here, and nothing is left to " + name);
            return model;
        }
        if (!(encoder instanceof IncrementalEncoder incremental) || encoder instanceof RemoteEncoder) {
            options.progress()
                    .warning("the vectors of " + spec + " are asked for by this process alone, not by " + name);
            return stored(encoder, options);
        }
        ModelRecipe recipe = ModelRecipe.of(spec, encoder.identity().orElse(""), options);
        return stored(cluster(engine.get()).encoder(incremental, recipe), options);
    }

    private static Encoder stored(Encoder encoder, ModelOptions options) {
        return options.store()
                .map(folder -> StoredEncoder.over(encoder, folder, options.progress()))
                .orElse(encoder);
    }

    private Cluster cluster(Engine chosen) {
        if (cluster == null) {
            cluster = chosen.connect(settings, progress);
        }
        return cluster;
    }

    @Override
    public VectorSearch search(Parallel parallel) {
        return engine.map(chosen -> (VectorSearch) (queries, documents, cosine, first, best) ->
                        cluster(chosen).search().search(queries, documents, cosine, first, best))
                .orElseGet(() -> VectorSearch.local(parallel));
    }

    /**
     * What looks texts up among test texts.
     *
     * @param parallel this process's threads, for who compares with them
     */
    public OverlapSearch overlaps(TestTexts tests, Parallel parallel) {
        return engine.map(chosen -> cluster(chosen).overlaps(tests))
                .orElseGet(() -> OverlapSearch.local(tests, parallel));
    }

    @Override
    public List<StageFigures> figures() {
        return cluster == null ? List.of() : cluster.figures();
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
