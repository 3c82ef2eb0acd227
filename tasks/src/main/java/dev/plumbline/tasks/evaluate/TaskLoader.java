package dev.plumbline.tasks.evaluate;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.RowData;
import java.util.HashMap;
import java.util.Map;

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
            case STS -> new StsTask(task, selection, rows(task, selection));
            case CLASSIFICATION -> new ClassificationTask(task, selection, rows(task, selection));
            case CLUSTERING_FAST -> new FastClusteringTask(task, selection, rows(task, selection));
            case CLUSTERING_LEGACY -> new LegacyClusteringTask(task, selection, rows(task, selection));
            case PAIR_CLASSIFICATION -> new PairClassificationTask(task, selection, rows(task, selection));
            case SUMMARIZATION -> new SummarizationTask(task, selection, rows(task, selection));
            case AGGREGATE -> throw PlumblineException.usage(
                    task.name() + " averages other tasks and has no data of its own");
        };
    }

    private RowData rows(TaskSpec task, Selection selection) {
        return RowData.load(task, selection, source);
    }

    private RetrievalTask retrieval(TaskSpec task, Selection selection) {
        DatasetDirectory directory = source.open(task.dataset());
        Map<String, RetrievalData> data = new HashMap<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                data.put(RetrievalTask.key(split, subset), RetrievalData.load(task, split, subset, directory));
            }
        }
        return new RetrievalTask(task, selection, data);
    }
}
