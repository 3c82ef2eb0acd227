package dev.plumbline.tasks.evaluate;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Reads a task's data and pairs them with the evaluator of its kind. */
public final class TaskLoader {

    private final DatasetSource source;

    public TaskLoader(DatasetSource source) {
        this.source = source;
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
            case CLUSTERING_FAST -> rows(task, selection, FastClusteringEvaluator::new);
            case CLUSTERING_LEGACY -> rows(task, selection, LegacyClusteringEvaluator::new);
            case PAIR_CLASSIFICATION -> rows(task, selection, PairClassificationEvaluator::new);
            case SUMMARIZATION -> rows(task, selection, SummarizationEvaluator::new);
            case AGGREGATE ->
                throw PlumblineException.usage(task.name() + " averages other tasks and has no data of its own");
        };
    }

    private LoadedTask rows(TaskSpec task, Selection selection, BiFunction<TaskSpec, RowData, Evaluator> evaluator) {
        RowData data = RowData.load(task, selection, source);
        return new LoadedTask(task, selection, data.statistics(), evaluator.apply(task, data));
    }

    private LoadedTask retrieval(TaskSpec task, Selection selection) {
        DatasetDirectory directory = source.open(task.dataset());
        Map<String, RetrievalData> data = new HashMap<>();
        List<DatasetStatistics> statistics = new ArrayList<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                RetrievalData loaded = RetrievalData.load(task, split, subset, directory);
                data.put(RetrievalEvaluator.key(split, subset), loaded);
                statistics.add(DatasetStatistics.of(split, subset, loaded));
            }
        }
        return new LoadedTask(task, selection, statistics, new RetrievalEvaluator(task, data));
    }
}
