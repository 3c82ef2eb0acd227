package dev.plumbline.reports.assemble;

import dev.plumbline.reports.report.TaskSampleRows;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the texts of samples; reports read no data sets. */
@FunctionalInterface
public interface SampleTextSource {

    /** Finds nothing. */
    SampleTextSource NONE = (task, wanted) -> Map.of();

    /**
     * The texts of some samples.
     *
     * @param task name of the task
     * @param wanted samples of it
     * @return texts by sample; a sample without any may be left out
     */
    Map<Wanted, List<TaskSampleRows.Text>> texts(String task, List<Wanted> wanted);

    /**
     * What the labels of a task's samples stand for, where the data set names its classes.
     *
     * @param task name of the task
     * @param wanted samples of it
     * @return names by label; empty where there are none
     */
    default Map<String, String> classNames(String task, List<Wanted> wanted) {
        return Map.of();
    }

    /**
     * How long samples' own texts are, in characters: a query, what is classified, both sentences of a pair.
     *
     * @param task name of the task
     * @param wanted samples of it
     * @return by sample; one without texts is left out
     */
    default Map<Wanted, Integer> lengths(String task, List<Wanted> wanted) {
        return Map.of();
    }

    /**
     * Texts of documents.
     *
     * @param task name of the task
     * @param wanted samples of it with the documents that are wanted
     * @return by sample the texts of its documents by their ids; what is not there is left out
     */
    default Map<Wanted, Map<String, String>> documents(String task, List<Wanted> wanted) {
        return Map.of();
    }

    /**
     * A sample whose texts are wanted.
     *
     * @param documents ids of documents, best first, whose texts are wanted too
     */
    record Wanted(String split, String subset, String id, List<String> documents) {
        public Wanted {
            Objects.requireNonNull(split, "split");
            Objects.requireNonNull(subset, "subset");
            Objects.requireNonNull(id, "id");
            documents = List.copyOf(documents);
        }
    }
}
