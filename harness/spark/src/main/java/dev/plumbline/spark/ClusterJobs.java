package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.StageFigures;
import dev.plumbline.models.batching.EncodeProgress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Jobs of one application, one at a time: named for Spark's interface, counted, and their failures in our words. */
final class ClusterJobs {

    private static final String LOST =
            "the cluster has ended this application; its master's page or log says why. What was encoded is in the embedding"
                    + " store, and the same command goes on from there";

    private final JavaSparkContext context;
    private final EncodeProgress progress;
    private final TaskCounts counts;
    private final Map<Stage, StageFigures> figures = new EnumMap<>(Stage.class);

    ClusterJobs(JavaSparkContext context, EncodeProgress progress) {
        this.context = context;
        this.progress = progress;
        this.counts = new TaskCounts(progress);
        context.sc().addSparkListener(counts);
    }

    /** A job, whose exceptions Scala does not declare. */
    interface Job<T> {
        T run() throws SparkException;
    }

    /**
     * What a job is about.
     *
     * @param title as Spark's interface shows it
     * @param items texts or documents
     * @param bytes that go out with it
     * @param parts tasks that it is cut into
     */
    record Work(Stage stage, String title, long items, long bytes, int parts) {}

    JavaSparkContext context() {
        return context;
    }

    /**
     * Runs a job.
     *
     * @throws PlumblineException our own that a job threw; of kind ENDPOINT if the cluster gave it or the application up
     */
    <T> T run(Work work, Job<T> job) {
        if (context.sc().isStopped()) {
            throw PlumblineException.endpoint(LOST);
        }
        String title = "plumbline: " + work.title;
        context.setCallSite(title);
        context.sc().setJobDescription(title);
        context.setLocalProperty(Stage.PROPERTY, work.stage.label());
        if (work.stage != Stage.ENCODE) {
            progress.begun(work.title, work.parts);
        }
        long start = System.nanoTime();
        try {
            return job.run();
        } catch (SparkException e) {
            throw context.sc().isStopped() ? PlumblineException.endpoint(LOST, e) : ours(e);
        } catch (IllegalStateException e) {
            if (context.sc().isStopped()) {
                throw PlumblineException.endpoint(LOST, e);
            }
            throw e;
        } finally {
            add(
                    new StageFigures(
                            work.stage.label(),
                            1,
                            (System.nanoTime() - start) / 1e9,
                            work.items,
                            0,
                            work.bytes,
                            StageFigures.TaskFigures.NONE),
                    work.stage);
        }
    }

    private synchronized void add(StageFigures more, Stage stage) {
        figures.merge(stage, more, StageFigures::plus);
    }

    /** Tokens of texts that have come back. */
    void encoded(long tokens) {
        add(new StageFigures(Stage.ENCODE.label(), 0, 0, 0, tokens, 0, StageFigures.TaskFigures.NONE), Stage.ENCODE);
    }

    /** What has been done since this was last asked. */
    synchronized List<StageFigures> figures() {
        counts.drain(context)
                .forEach((stage, tasks) -> add(new StageFigures(stage.label(), 0, 0, 0, 0, 0, tasks), stage));
        List<StageFigures> taken = List.copyOf(figures.values());
        figures.clear();
        return taken;
    }

    /** Our own error within Spark's, or the first line of Spark's own words. */
    private static PlumblineException ours(SparkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PlumblineException known) {
                return known;
            }
        }
        String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        // of the cluster and of no text: a kind of its own, so that nobody looks for the text
        return PlumblineException.endpoint(
                "Spark gave the work up: " + words + "; the logs of its executors say more", e);
    }
}
