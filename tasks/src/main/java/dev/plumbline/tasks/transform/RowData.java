package dev.plumbline.tasks.transform;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.CountDifference;
import dev.plumbline.tasks.data.DataPart;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.release.MtebRelease;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The rows of every task but retrieval: the selected splits and subsets, transformed. */
public final class RowData {

    private static final String LANGUAGE = "lang";

    private final TaskSpec task;
    private final Map<String, Map<String, Table>> subsets;

    private RowData(TaskSpec task, Map<String, Map<String, Table>> subsets) {
        this.task = task;
        this.subsets = subsets;
    }

    /**
     * Reads what the selection asks for, and the training split for classification, then runs the task's transform once;
     * mteb's {@code AbsTask.load_data}.
     *
     * @param release whose transform is meant
     * @throws PlumblineException of kind data for a missing split, subset or column, or unusable values
     */
    public static RowData load(TaskSpec task, Selection selection, DatasetSource source, MtebRelease release) {
        if (task.kind() == TaskKind.RETRIEVAL || task.kind() == TaskKind.AGGREGATE) {
            throw new IllegalArgumentException(task.name() + " has no rows of its own");
        }
        DatasetDirectory directory = source.open(task.dataset());
        directory.prepare(parts(task, selection, directory));
        Set<String> splits = splits(task, selection);
        Map<String, Map<String, Table>> subsets = byLanguage(task)
                ? byLanguage(task, directory, splits, selection.subsets())
                : byConfig(task, directory, splits, selection.subsets());
        if (task.transform() != null) {
            Transform transform = Transform.named(task.transform());
            subsets.replaceAll((subset, tables) -> transform.apply(tables, release));
        }
        return new RowData(task, subsets);
    }

    /** Everything that {@link #load} reads of a repository. */
    public static List<DataPart> parts(TaskSpec task, Selection selection, DatasetDirectory directory) {
        Set<String> configs = new LinkedHashSet<>();
        if (byLanguage(task)) {
            configs.add(directory.defaultConfig());
        } else {
            selection.subsets().forEach(subset -> configs.add(config(task, subset, directory)));
        }
        Set<String> splits = splits(task, selection);
        return configs.stream()
                .flatMap(config -> splits.stream().map(split -> new DataPart(config, split)))
                .toList();
    }

    private static Set<String> splits(TaskSpec task, Selection selection) {
        Set<String> splits = new LinkedHashSet<>(selection.splits());
        if (task.kind() == TaskKind.CLASSIFICATION) {
            splits.add(task.params().text("train_split", "train"));
        }
        return splits;
    }

    private static boolean byLanguage(TaskSpec task) {
        return task.params().flag("fast_loading", false);
    }

    private static String config(TaskSpec task, String subset, DatasetDirectory directory) {
        return task.multilingual() ? subset : directory.defaultConfig();
    }

    private static Map<String, Map<String, Table>> byConfig(
            TaskSpec task, DatasetDirectory directory, Set<String> splits, List<String> wanted) {
        Columns columns = TaskColumns.of(task);
        Map<String, Map<String, Table>> subsets = new LinkedHashMap<>();
        for (String subset : wanted) {
            String config = config(task, subset, directory);
            Map<String, Table> tables = new LinkedHashMap<>();
            for (String split : splits) {
                tables.put(split, directory.read(config, split, columns));
            }
            subsets.put(subset, tables);
        }
        return subsets;
    }

    /** One config for all languages, told apart by a column. */
    private static Map<String, Map<String, Table>> byLanguage(
            TaskSpec task, DatasetDirectory directory, Set<String> splits, List<String> wanted) {
        String config = directory.defaultConfig();
        Columns columns = TaskColumns.of(task, LANGUAGE);
        Map<String, Map<String, Table>> subsets = new LinkedHashMap<>();
        for (String split : splits) {
            Table all = directory.read(config, split, columns);
            Map<String, List<Integer>> rows = new LinkedHashMap<>();
            List<String> languages = all.strings(LANGUAGE);
            for (int row = 0; row < all.rows(); row++) {
                rows.computeIfAbsent(languages.get(row), language -> new ArrayList<>())
                        .add(row);
            }
            for (String subset : wanted) {
                if (!rows.containsKey(subset)) {
                    throw PlumblineException.data(directory.name() + ", config " + config + ", split " + split
                            + " has no row with " + LANGUAGE + " '" + subset + "', only " + rows.keySet());
                }
                int[] picked = rows.get(subset).stream().mapToInt(row -> row).toArray();
                subsets.computeIfAbsent(subset, none -> new LinkedHashMap<>())
                        .put(split, all.select(picked).without(LANGUAGE));
            }
        }
        return subsets;
    }

    /** The rows of a selected split, or of the training split, and a selected subset. */
    public Table table(String split, String subset) {
        Table table = subsets.getOrDefault(subset, Map.of()).get(split);
        if (table == null) {
            throw new IllegalArgumentException(split + "/" + subset + " was not selected");
        }
        return table;
    }

    /**
     * The same with at most the first {@code rows} rows of each split; for trying things out, not for scores. Of a training
     * split the first rows of every label in turn, at least two, so that there is something to tell apart.
     */
    public RowData limited(int rows) {
        String training = task.kind() == TaskKind.CLASSIFICATION ? task.params().text("train_split", "train") : "";
        String label = task.params().text("label_column_name", "label");
        Map<String, Map<String, Table>> limited = new LinkedHashMap<>();
        subsets.forEach((subset, tables) -> {
            Map<String, Table> cut = new LinkedHashMap<>(tables);
            cut.replaceAll((split, table) -> {
                int kept = split.equals(training) ? Math.max(rows, 2) : rows;
                if (table.rows() <= kept) {
                    return table;
                }
                return table.select(
                        split.equals(training)
                                ? firstOfEach(table.column(label), kept)
                                : IntStream.range(0, kept).toArray());
            });
            limited.put(subset, cut);
        });
        return new RowData(task, limited);
    }

    /** Rows in order: the first of each label, then the second of each, until there are {@code wanted}. */
    private static int[] firstOfEach(List<Object> labels, int wanted) {
        Map<Object, Integer> seen = new HashMap<>();
        int[] turn = new int[labels.size()];
        for (int row = 0; row < turn.length; row++) {
            turn[row] = seen.merge(String.valueOf(labels.get(row)), 1, Integer::sum);
        }
        return IntStream.range(0, turn.length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> turn[row]))
                .limit(wanted)
                .mapToInt(row -> row)
                .sorted()
                .toArray();
    }

    /** Counts of every split and subset loaded, the training split included, splits in selection order. */
    public List<DatasetStatistics> statistics() {
        List<DatasetStatistics> statistics = new ArrayList<>();
        subsets.forEach((subset, tables) ->
                tables.forEach((split, table) -> statistics.add(DatasetStatistics.of(task, split, subset, table))));
        return Collections.unmodifiableList(statistics);
    }

    /** Where the counts differ from the task file's {@code expected_stats}. */
    public List<CountDifference> differences() {
        List<CountDifference> differences = new ArrayList<>();
        statistics().forEach(counted -> differences.addAll(counted.differences(task)));
        return Collections.unmodifiableList(differences);
    }
}
