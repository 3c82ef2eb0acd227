package dev.plumbline.tasks.transform;

import dev.plumbline.manifest.TaskParameters;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.Columns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The columns a task's evaluator and transform look at, so that others need not be decoded. */
final class TaskColumns {

    private TaskColumns() {}

    static Columns of(TaskSpec task, String... more) {
        TaskParameters params = task.params();
        Set<String> names = new HashSet<>(List.of(more));
        switch (task.kind()) {
            case STS -> {
                names.add("score");
                names.addAll(pair(params));
            }
            case CLASSIFICATION -> {
                names.add(params.text("input_column_name", "text"));
                names.add(params.text("label_column_name", "label"));
            }
            case CLUSTERING_FAST, CLUSTERING_LEGACY -> {
                names.add(params.text("input_column_name", "sentences"));
                names.add(params.text("label_column_name", "labels"));
            }
            case PAIR_CLASSIFICATION -> {
                names.add(params.text("input1_column_name", "sentence1"));
                names.add(params.text("input2_column_name", "sentence2"));
                names.add(params.text("label_column_name", "labels"));
                names.addAll(List.of("sent1", "sent2"));
            }
            case SUMMARIZATION -> {
                names.add(params.text("text_column_name", "text"));
                names.add(params.text("human_summaries_column_name", "human_summaries"));
                names.add(params.text("machine_summaries_column_name", "machine_summaries"));
                names.add(params.text("relevancy_column_name", "relevance"));
            }
            case RETRIEVAL, AGGREGATE -> throw new IllegalArgumentException(task.name() + " has no rows of its own");
        }
        return Columns.of(names);
    }

    /** {@code column_names}: the two sentence columns. */
    private static Set<String> pair(TaskParameters params) {
        Set<String> names = new HashSet<>();
        params.toJson().path("column_names").forEach(name -> names.add(name.asText()));
        return names.isEmpty() ? Set.of("sentence1", "sentence2") : names;
    }
}
