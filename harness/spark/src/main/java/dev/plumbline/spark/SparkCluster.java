package dev.plumbline.spark;

import dev.plumbline.harness.engine.Cluster;
import dev.plumbline.harness.engine.EngineSettings;
import dev.plumbline.harness.engine.ModelRecipe;
import dev.plumbline.harness.engine.StageFigures;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.tasks.numeric.VectorSearch;
import dev.plumbline.trainer.decontaminate.OverlapSearch;
import dev.plumbline.trainer.decontaminate.TestTexts;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** An application on a cluster of Spark's. */
final class SparkCluster implements Cluster {

    private final JavaSparkContext context;
    private final EngineSettings settings;
    private final EncodeProgress progress;
    private final ClusterJobs jobs;
    private final SparkSearch search;

    private SparkCluster(JavaSparkContext context, EngineSettings settings, EncodeProgress progress) {
        this.context = context;
        this.settings = settings;
        this.progress = progress;
        this.jobs = new ClusterJobs(context, progress);
        this.search = new SparkSearch(jobs);
    }

    /** Starts the application, as {@link ClusterConnection#start}. */
    static SparkCluster connect(EngineSettings settings, EncodeProgress progress) {
        return new SparkCluster(ClusterConnection.start(settings), settings, progress);
    }

    @Override
    public IncrementalEncoder encoder(IncrementalEncoder encoder, ModelRecipe recipe) {
        ModelRecipe there = settings.shipsModel() ? ShippedModel.send(recipe, context) : recipe;
        return new SparkEncoder(encoder, there, jobs, progress);
    }

    @Override
    public VectorSearch search() {
        return search;
    }

    @Override
    public OverlapSearch overlaps(TestTexts tests) {
        return SparkOverlaps.send(tests, jobs);
    }

    @Override
    public List<StageFigures> figures() {
        return jobs.figures();
    }

    @Override
    public void close() {
        context.close();
    }
}
