package dev.plumbline.tasks.evaluate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.CountDifference;
import dev.plumbline.tasks.data.DataPart;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/** Reads a task's data and pairs them with the evaluator of its kind. */
public final class TaskLoader {

    private final DatasetSource source;
    private final OptionalInt limit;
    private final MtebRelease release;

    /** Everything, as the newest release. */
    public TaskLoader(DatasetSource source) {
        this(source, OptionalInt.empty(), MtebRelease.newest());
    }

    /**
     * @param limit rows or queries kept of each subset, training rows too, to try things out; empty for all, as scores need
     * @param release whose transforms are run
     */
    public TaskLoader(DatasetSource source, OptionalInt limit, MtebRelease release) {
        this.source = source;
        this.limit = limit;
        this.release = release;
    }

    /**
     * Reads what the selection needs.
     *
     * @throws PlumblineException of kind DATA if the data are missing or malformed; of kind USAGE for an aggregate, which
     *     has no data of its own
     */
    public LoadedTask load(TaskSpec task, Selection selection) {
        return switch (task.kind()) {
            case RETRIEVAL -> retrieval(task, selection);
            case STS -> rows(task, selection, StsEvaluator::new);
            case CLASSIFICATION -> rows(task, selection, ClassificationEvaluator::new);
            case CLUSTERING_FAST ->
                rows(task, selection, (spec, data) -> new FastClusteringEvaluator(spec, selection, data));
            case CLUSTERING_LEGACY -> rows(task, selection, LegacyClusteringEvaluator::new);
            case PAIR_CLASSIFICATION -> rows(task, selection, PairClassificationEvaluator::new);
            case SUMMARIZATION -> rows(task, selection, SummarizationEvaluator::new);
            case AGGREGATE ->
                throw PlumblineException.usage(task.name() + " averages other tasks and has no data of its own");
        };
    }

    /**
     * What tells the data a task would be scored on from others, {@link DatasetDirectory#identity}.
     *
     * @throws PlumblineException of kind DATA if they are missing
     */
    public String identity(TaskSpec task) {
        return source.open(task.dataset()).identity();
    }

    /**
     * What of a repository the selection needs, before any of it is read.
     *
     * @throws PlumblineException of kind DATA if a config or split does not exist
     */
    public static List<DataPart> parts(TaskSpec task, Selection selection, DatasetDirectory directory) {
        return switch (task.kind()) {
            case STS, CLASSIFICATION, CLUSTERING_FAST, CLUSTERING_LEGACY, PAIR_CLASSIFICATION, SUMMARIZATION ->
                RowData.parts(task, selection, directory);
            case RETRIEVAL -> {
                List<DataPart> parts = new ArrayList<>();
                for (String split : selection.splits()) {
                    for (String subset : selection.subsets()) {
                        parts.addAll(RetrievalData.parts(split, subset, directory));
                    }
                }
                yield parts;
            }
            case AGGREGATE -> List.of();
        };
    }

    private LoadedTask rows(TaskSpec task, Selection selection, BiFunction<TaskSpec, RowData, Evaluator> evaluator) {
        RowData all = RowData.load(task, selection, source, release);
        RowData data = limit.isPresent() ? all.limited(limit.getAsInt()) : all;
        return new LoadedTask(task, selection, all.differences(), data.statistics(), evaluator.apply(task, data));
    }

    private LoadedTask retrieval(TaskSpec task, Selection selection) {
        DatasetDirectory directory = source.open(task.dataset());
        directory.prepare(parts(task, selection, directory));
        Map<String, RetrievalData> data = new HashMap<>();
        List<CountDifference> differences = new ArrayList<>();
        List<DatasetStatistics> statistics = new ArrayList<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                RetrievalData all = RetrievalData.load(task, split, subset, directory);
                differences.addAll(DatasetStatistics.of(split, subset, all).differences(task));
                RetrievalData kept = limit.isPresent() ? all.limited(limit.getAsInt()) : all;
                data.put(RetrievalEvaluator.key(split, subset), kept);
                statistics.add(DatasetStatistics.of(split, subset, kept));
            }
        }
        return new LoadedTask(task, selection, differences, statistics, new RetrievalEvaluator(task, data));
    }
}
