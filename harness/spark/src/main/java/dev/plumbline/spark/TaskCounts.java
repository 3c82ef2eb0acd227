package dev.plumbline.spark;

import dev.plumbline.harness.engine.StageFigures;
import dev.plumbline.models.batching.EncodeProgress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/** Hears of every task that ends, on Spark's own thread, and sums them up by what they were for. */
final class TaskCounts extends SparkListener {

    /** Events are behind by milliseconds; what is later still is counted with the next task. */
    private static final long PATIENCE_MS = 10_000;

    private final EncodeProgress progress;
    private final Map<Integer, Stage> stages = new HashMap<>();
    private final Map<Stage, StageFigures.TaskFigures> sums = new EnumMap<>(Stage.class);

    TaskCounts(EncodeProgress progress) {
        this.progress = progress;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        String label = properties == null ? "" : properties.getProperty(Stage.PROPERTY, "");
        for (Stage stage : Stage.values()) {
            if (stage.label().equals(label)) {
                start.stageIds().foreach(id -> stages.put((Integer) id, stage));
            }
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        Stage stage = count(end);
        if (stage != null && stage != Stage.ENCODE && end.taskInfo().successful()) {
            progress.partDone();
        }
    }

    private synchronized @Nullable Stage count(SparkListenerTaskEnd end) {
        Stage stage = stages.get(end.stageId());
        if (stage == null) {
            return null;
        }
        // a task whose executor died has none
        TaskMetrics metrics = end.taskMetrics();
        boolean done = end.taskInfo().successful();
        sums.merge(
                stage,
                new StageFigures.TaskFigures(
                        done ? 1 : 0,
                        done ? 0 : 1,
                        metrics == null ? 0 : metrics.executorRunTime() / 1e3,
                        metrics == null ? 0 : metrics.resultSize(),
                        metrics == null ? 0 : metrics.shuffleReadMetrics().totalBytesRead()),
                StageFigures.TaskFigures::plus);
        return stage;
    }

    /** The sums since the last time, when all that has ended so far is counted. */
    Map<Stage, StageFigures.TaskFigures> drain(JavaSparkContext context) {
        try {
            context.sc().listenerBus().waitUntilEmpty(PATIENCE_MS);
        } catch (TimeoutException e) {
            progress.warning("Spark has not told of all its tasks yet: figures of the next task have them too");
        }
        synchronized (this) {
            Map<Stage, StageFigures.TaskFigures> taken = new EnumMap<>(Stage.class);
            taken.putAll(sums);
            sums.clear();
            return taken;
        }
    }
}
