package dev.plumbline.tasks.check;

import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskParameters;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.PythonText;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is odd about the rows of every task but retrieval. */
final class RowChecks {

    /** mteb's default, {@code AbsTaskClassification.samples_per_label}. */
    private static final int SAMPLES_PER_LABEL = 8;

    private final TaskSpec task;
    private final TaskParameters params;
    private final RowData data;

    RowChecks(TaskSpec task, RowData data) {
        this.task = task;
        this.params = task.params();
        this.data = data;
    }

    void run(String split, String subset, Findings findings) {
        Table table = data.table(split, subset);
        if (task.kind() == TaskKind.STS || task.kind() == TaskKind.PAIR_CLASSIFICATION) {
            pairs(table, findings);
        } else if (task.kind() == TaskKind.SUMMARIZATION) {
            summaries(table, findings);
        } else {
            labelled(table, subset, findings);
        }
    }

    private void labelled(Table table, String subset, Findings findings) {
        String input = params.text("input_column_name", task.kind() == TaskKind.CLASSIFICATION ? "text" : "sentences");
        String label = params.text("label_column_name", task.kind() == TaskKind.CLASSIFICATION ? "label" : "labels");
        List<String> texts = new ArrayList<>();
        List<Object> labels = new ArrayList<>();
        if (task.kind() == TaskKind.CLUSTERING_LEGACY) {
            table.stringLists(input).forEach(texts::addAll);
            table.lists(label).forEach(labels::addAll);
        } else {
            texts.addAll(table.strings(input));
            labels.addAll(table.column(label));
        }
        findings.texts("texts", texts);
        if (texts.size() == labels.size()) {
            findings.labels(texts, labels);
        }
        if (task.kind() == TaskKind.CLASSIFICATION) {
            Table train = data.table(params.text("train_split", "train"), subset);
            findings.overlap(texts, train.strings(input));
            training(train.column(label), labels, findings);
        }
    }

    private void training(List<Object> trained, List<Object> tested, Findings findings) {
        int drawn = params.integer("samples_per_label", SAMPLES_PER_LABEL);
        Map<String, Integer> counts = new TreeMap<>();
        tested.forEach(label -> counts.put(String.valueOf(label), 0));
        trained.forEach(label -> counts.merge(String.valueOf(label), 1, Integer::sum));
        List<String> few = counts.entrySet().stream()
                .filter(entry -> entry.getValue() < drawn)
                .map(entry -> "label " + entry.getKey() + " has " + entry.getValue() + " of " + drawn)
                .toList();
        findings.add(Issue.FEW_TRAINING_ROWS, "labels", few.size(), counts.size(), few.isEmpty() ? "" : few.get(0));
    }

    private void pairs(Table table, Findings findings) {
        List<String> columns = pairColumns();
        List<String> left = texts(table, columns.get(0));
        List<String> right = texts(table, columns.get(1));
        List<String> both = new ArrayList<>(left);
        both.addAll(right);
        long empty =
                both.stream().filter(text -> PythonText.strip(text).isEmpty()).count();
        findings.add(Issue.EMPTY_TEXT, "texts", empty, both.size(), "");
        Set<List<String>> seen = new HashSet<>();
        long repeated = 0;
        long identical = 0;
        String firstRepeated = "";
        String firstIdentical = "";
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!seen.add(List.of(left.get(i), right.get(i)))) {
                firstRepeated = repeated++ == 0 ? left.get(i) : firstRepeated;
            }
            if (left.get(i).equals(right.get(i))) {
                firstIdentical = identical++ == 0 ? left.get(i) : firstIdentical;
            }
        }
        findings.add(Issue.DUPLICATE_PAIR, "pairs", repeated, left.size(), firstRepeated);
        findings.add(Issue.IDENTICAL_PAIR, "pairs", identical, left.size(), firstIdentical);
    }

    private List<String> pairColumns() {
        if (task.kind() == TaskKind.PAIR_CLASSIFICATION) {
            return List.of(
                    params.text("input1_column_name", "sentence1"), params.text("input2_column_name", "sentence2"));
        }
        List<String> names = new ArrayList<>();
        params.toJson().path("column_names").forEach(name -> names.add(name.asText()));
        return names.size() == 2 ? Collections.unmodifiableList(names) : List.of("sentence1", "sentence2");
    }

    /** mteb unpacks a split of exactly one row, whose columns are then lists of all pairs. */
    private List<String> texts(Table table, String column) {
        boolean packed = task.kind() == TaskKind.PAIR_CLASSIFICATION
                && table.rows() == 1
                && table.column(column).get(0) instanceof List;
        return packed ? table.stringLists(column).get(0) : table.strings(column);
    }

    private void summaries(Table table, Findings findings) {
        findings.texts("texts", table.strings(params.text("text_column_name", "text")));
        for (String kind : List.of("human", "machine")) {
            List<String> summaries = new ArrayList<>();
            table.stringLists(params.text(kind + "_summaries_column_name", kind + "_summaries"))
                    .forEach(summaries::addAll);
            findings.texts(kind + " summaries", summaries);
        }
    }
}
