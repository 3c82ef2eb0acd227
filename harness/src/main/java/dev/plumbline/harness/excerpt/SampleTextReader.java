package dev.plumbline.harness.excerpt;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.assemble.SampleTextSource;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DataPart;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.transform.RowData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the texts of samples from the data sets that are at hand. */
public final class SampleTextReader implements SampleTextSource {

    private static final String TEXT = "text";
    private static final String QUERY = "query";
    private static final String LABEL_TEXT = "label_text";

    private final Manifest manifest;
    private final DatasetSource data;
    private final Consumer<String> problems;
    private final Set<String> told = new HashSet<>();
    private @Nullable LoadedRetrieval last;
    private @Nullable LoadedRows lastRows;

    /**
     * A reader.
     *
     * @param problems hears of data that are there and cannot be used
     */
    public SampleTextReader(Manifest manifest, DatasetSource data, Consumer<String> problems) {
        this.manifest = manifest;
        this.data = data;
        this.problems = problems;
    }

    @Override
    public Map<Wanted, List<TaskSampleRows.Text>> texts(String task, List<Wanted> wanted) {
        if (wanted.isEmpty() || !manifest.taskNames().contains(task)) {
            return Map.of();
        }
        TaskSpec spec = manifest.task(task);
        try {
            return switch (spec.kind()) {
                case RETRIEVAL -> retrieval(spec, wanted);
                case STS -> rows(spec, wanted, List.of("sentence1", "sentence2"));
                case PAIR_CLASSIFICATION ->
                    rows(
                            spec,
                            wanted,
                            List.of(
                                    spec.params().text("input1_column_name", "sentence1"),
                                    spec.params().text("input2_column_name", "sentence2")));
                case CLASSIFICATION -> rows(spec, wanted, List.of(spec.params().text("input_column_name", TEXT)));
                case SUMMARIZATION -> rows(spec, wanted, List.of(TEXT));
                // The samples of a clustering are experiments or whole sets.
                case CLUSTERING_FAST, CLUSTERING_LEGACY, AGGREGATE -> Map.of();
            };
        } catch (PlumblineException e) {
            if (e.kind() != PlumblineException.Kind.DATA) {
                throw e;
            }
            if (isThere(spec) && told.add(task)) {
                problems.accept("no texts of " + task + ": " + e.getMessage());
            }
            return Map.of();
        }
    }

    @Override
    public Map<Wanted, Integer> lengths(String task, List<Wanted> wanted) {
        Map<Wanted, Integer> lengths = new LinkedHashMap<>();
        // with no documents wanted a query stands first, and of rows there is nothing but their own texts
        texts(task, wanted).forEach((sample, texts) -> {
            int length = texts.stream()
                    .filter(text -> text.role().equals(QUERY) || text.role().equals(TEXT))
                    .mapToInt(text -> text.text().codePointCount(0, text.text().length()))
                    .sum();
            if (!texts.isEmpty()) {
                lengths.put(sample, length);
            }
        });
        return lengths;
    }

    @Override
    public Map<Wanted, Map<String, String>> documents(String task, List<Wanted> wanted) {
        if (wanted.isEmpty()
                || !manifest.taskNames().contains(task)
                || manifest.task(task).kind() != TaskKind.RETRIEVAL) {
            return Map.of();
        }
        Map<Wanted, Map<String, String>> documents = new LinkedHashMap<>();
        try {
            for (Selection part : parts(wanted)) {
                LoadedRetrieval loaded = loaded(manifest.task(task), part);
                wanted.stream()
                        .filter(sample -> part.splits().contains(sample.split())
                                && part.subsets().contains(sample.subset()))
                        .forEach(sample -> {
                            Map<String, String> texts = new LinkedHashMap<>();
                            sample.documents()
                                    .forEach(id -> loaded.document(id).ifPresent(text -> texts.put(id, text)));
                            documents.put(sample, texts);
                        });
            }
        } catch (PlumblineException e) {
            if (e.kind() != PlumblineException.Kind.DATA) {
                throw e;
            }
            // that they cannot be read is said where their texts are looked for
            return Map.of();
        }
        return documents;
    }

    /** A column of names beside the labels, as mteb's own data sets have it, else the classes that the data set declares. */
    @Override
    public Map<String, String> classNames(String task, List<Wanted> wanted) {
        if (wanted.isEmpty()
                || !manifest.taskNames().contains(task)
                || manifest.task(task).kind() != TaskKind.CLASSIFICATION) {
            return Map.of();
        }
        TaskSpec spec = manifest.task(task);
        String column = spec.params().text("label_column_name", "label");
        Map<String, String> names = new LinkedHashMap<>();
        try {
            DatasetDirectory directory = data.open(spec.dataset());
            for (DataPart part : TaskLoader.parts(spec, selection(wanted), directory)) {
                Table table = directory.read(part.config(), part.split(), Columns.of(column, LABEL_TEXT));
                if (table.has(column) && table.has(LABEL_TEXT)) {
                    for (int row = 0; row < table.rows(); row++) {
                        Object name = table.column(LABEL_TEXT).get(row);
                        if (name instanceof String text && !text.isBlank()) {
                            names.putIfAbsent(
                                    String.valueOf(table.column(column).get(row)), text);
                        }
                    }
                } else {
                    List<String> declared = directory.classNames(part.config(), column);
                    for (int label = 0; label < declared.size(); label++) {
                        names.putIfAbsent(String.valueOf(label), declared.get(label));
                    }
                }
            }
        } catch (PlumblineException e) {
            if (e.kind() != PlumblineException.Kind.DATA) {
                throw e;
            }
            // that they cannot be read is said where their texts are looked for
            return Map.of();
        }
        return names;
    }

    private boolean isThere(TaskSpec task) {
        try {
            data.open(task.dataset());
            return true;
        } catch (PlumblineException e) {
            return false;
        }
    }

    private static Selection selection(List<Wanted> wanted) {
        return new Selection(
                wanted.stream().map(Wanted::split).distinct().toList(),
                wanted.stream().map(Wanted::subset).distinct().toList());
    }

    private Map<Wanted, List<TaskSampleRows.Text>> rows(TaskSpec task, List<Wanted> wanted, List<String> columns) {
        RowData rows = rows(task, selection(wanted));
        Map<Wanted, List<TaskSampleRows.Text>> texts = new LinkedHashMap<>();
        for (Wanted sample : wanted) {
            Table table = rows.table(sample.split(), sample.subset());
            Optional<Integer> row = row(sample.id(), table.rows());
            if (row.isPresent() && columns.stream().allMatch(table::has)) {
                texts.put(
                        sample,
                        columns.stream()
                                .map(column -> table.column(column).get(row.get()))
                                .filter(String.class::isInstance)
                                .map(text -> new TaskSampleRows.Text(TEXT, (String) text))
                                .toList());
            }
        }
        return texts;
    }

    private record LoadedRows(String task, Selection selection, RowData rows) {}

    private RowData rows(TaskSpec task, Selection selection) {
        LoadedRows kept = lastRows;
        boolean has = kept != null
                && kept.task.equals(task.name())
                && kept.selection.splits().containsAll(selection.splits())
                && kept.selection.subsets().containsAll(selection.subsets());
        if (kept == null || !has) {
            kept = new LoadedRows(task.name(), selection, RowData.load(task, selection, data, MtebRelease.newest()));
            lastRows = kept;
        }
        return kept.rows;
    }

    /** Samples of rows are named by their number. */
    private static Optional<Integer> row(String id, int rows) {
        return id.matches("\\d{1,9}") && Integer.parseInt(id) < rows
                ? Optional.of(Integer.parseInt(id))
                : Optional.empty();
    }

    private Map<Wanted, List<TaskSampleRows.Text>> retrieval(TaskSpec task, List<Wanted> wanted) {
        Map<Wanted, List<TaskSampleRows.Text>> texts = new LinkedHashMap<>();
        for (Selection part : parts(wanted)) {
            LoadedRetrieval loaded = loaded(task, part);
            wanted.stream()
                    .filter(sample -> part.splits().contains(sample.split())
                            && part.subsets().contains(sample.subset()))
                    .forEach(sample -> texts.put(sample, texts(sample, loaded)));
        }
        return texts;
    }

    /** The data of a part of a task; those read last are kept, since several things are asked of them in turn. */
    private LoadedRetrieval loaded(TaskSpec task, Selection part) {
        LoadedRetrieval kept = last;
        if (kept == null || !kept.is(task, part)) {
            DatasetDirectory directory = data.open(task.dataset());
            directory.prepare(TaskLoader.parts(task, part, directory));
            kept = new LoadedRetrieval(
                    task.name(),
                    part,
                    RetrievalData.load(
                            task, part.splits().get(0), part.subsets().get(0), directory));
            last = kept;
        }
        return kept;
    }

    private static List<Selection> parts(List<Wanted> wanted) {
        return wanted.stream()
                .map(sample -> new Selection(List.of(sample.split()), List.of(sample.subset())))
                .distinct()
                .toList();
    }

    /** The query, what was ranked first, and the most relevant of its documents. */
    private static List<TaskSampleRows.Text> texts(Wanted sample, LoadedRetrieval data) {
        List<TaskSampleRows.Text> texts = new ArrayList<>();
        data.query(sample.id()).ifPresent(text -> texts.add(new TaskSampleRows.Text(QUERY, text)));
        sample.documents()
                .forEach(id -> data.document(id).ifPresent(text -> texts.add(new TaskSampleRows.Text("top", text))));
        relevant(data.judged(sample.id()))
                .flatMap(data::document)
                .ifPresent(text -> texts.add(new TaskSampleRows.Text("relevant", text)));
        return texts;
    }

    private static Optional<String> relevant(Map<String, Integer> judged) {
        Stream<Map.Entry<String, Integer>> relevant = judged.entrySet().stream().filter(entry -> entry.getValue() > 0);
        return relevant.max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey);
    }
}
