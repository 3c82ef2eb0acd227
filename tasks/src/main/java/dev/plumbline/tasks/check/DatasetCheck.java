package dev.plumbline.tasks.check;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.CountDifference;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the data of tasks as a run would read them. */
public final class DatasetCheck {

    private final DatasetSource source;

    public DatasetCheck(DatasetSource source) {
        this.source = source;
    }

    /**
     * Everything odd about the selected splits and subsets; nothing for an aggregate, whose tasks have data of their own.
     *
     * @throws PlumblineException of kind DATA if the data cannot be read at all
     */
    public List<DataFinding> run(TaskSpec task, Selection selection) {
        return switch (task.kind()) {
            case RETRIEVAL -> retrieval(task, selection);
            case STS, CLASSIFICATION, CLUSTERING_FAST, CLUSTERING_LEGACY, PAIR_CLASSIFICATION, SUMMARIZATION ->
                rows(task, selection);
            case AGGREGATE -> List.of();
        };
    }

    private List<DataFinding> retrieval(TaskSpec task, Selection selection) {
        DatasetDirectory directory = source.open(task.dataset());
        directory.prepare(TaskLoader.parts(task, selection, directory));
        List<DataFinding> found = new ArrayList<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                RetrievalData data = RetrievalData.load(task, split, subset, directory);
                Findings findings = new Findings(task.name(), split, subset);
                RetrievalChecks.run(data, findings);
                found.addAll(findings.found());
                found.addAll(
                        other(task, DatasetStatistics.of(split, subset, data).differences(task)));
            }
        }
        return found;
    }

    private List<DataFinding> rows(TaskSpec task, Selection selection) {
        RowData data = RowData.load(task, selection, source, MtebRelease.newest());
        RowChecks checks = new RowChecks(task, data);
        List<DataFinding> found = new ArrayList<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                Findings findings = new Findings(task.name(), split, subset);
                checks.run(split, subset, findings);
                found.addAll(findings.found());
            }
        }
        found.addAll(other(task, data.differences()));
        return found;
    }

    /** One for each split and subset, the first difference as its example. */
    private static List<DataFinding> other(TaskSpec task, List<CountDifference> differences) {
        Map<List<String>, List<CountDifference>> places = new LinkedHashMap<>();
        differences.forEach(difference -> places.computeIfAbsent(
                        List.of(difference.split(), difference.subset()), place -> new ArrayList<>())
                .add(difference));
        List<DataFinding> found = new ArrayList<>();
        places.values().forEach(list -> {
            CountDifference first = list.get(0);
            found.add(new DataFinding(
                    task.name(),
                    first.split(),
                    first.subset(),
                    Issue.OTHER_STATISTICS,
                    "counts",
                    list.size(),
                    list.size(),
                    first.statistic() + " is " + first.found() + ", published " + first.expected()));
        });
        return found;
    }
}
