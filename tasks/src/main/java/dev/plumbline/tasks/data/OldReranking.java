package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reranking layout of mteb before 2.0: one row per query with its positive and negative documents. The ids are part
 * of the protocol, since equal scores are ranked by them; mteb's {@code AbsTaskReranking.transform_old_dataset_format}.
 */
final class OldReranking {

    private static final List<String> COLUMNS = List.of("query", "positive", "negative");

    private final List<String> documentIds = new ArrayList<>();
    private final List<String> documentTexts = new ArrayList<>();
    private final List<String> queryIds = new ArrayList<>();
    private final List<String> queryTexts = new ArrayList<>();
    private final Map<String, Map<String, Integer>> qrels = new LinkedHashMap<>();
    private final Map<String, List<String>> topRanked = new LinkedHashMap<>();

    private OldReranking() {}

    static DataPart part(String split, String subset, DatasetDirectory directory) {
        return new DataPart(subset.equals(TaskSpec.DEFAULT_SUBSET) ? directory.defaultConfig() : subset, split);
    }

    static RetrievalData load(TaskSpec task, String split, String subset, DatasetDirectory directory) {
        Table table = directory.read(part(split, subset, directory).config(), split, Columns.of(COLUMNS));
        if (!table.columns().containsAll(COLUMNS)) {
            throw PlumblineException.data(task.name() + ": " + directory.name() + " has no config '"
                    + (subset.equals(TaskSpec.DEFAULT_SUBSET) ? "" : subset + "-") + "corpus', only "
                    + directory.configs() + ", and its split " + split + " lacks the columns " + COLUMNS
                    + " of the old reranking layout; name a repository of either layout");
        }
        return new OldReranking().converted(table, split, task.name());
    }

    private RetrievalData converted(Table table, String split, String task) {
        List<Object> queries = table.column("query");
        Oddity.Tally incomplete =
                new Oddity.Tally("queries have no positive or no negative document and are left out, as in mteb");
        List<List<String>> positives = table.stringLists("positive");
        List<List<String>> negatives = table.stringLists("negative");
        for (int row = 0; row < table.rows(); row++) {
            if (positives.get(row).isEmpty() || negatives.get(row).isEmpty()) {
                int at = row;
                incomplete.add(() -> table.where(at, "query"));
                continue;
            }
            // rows are numbered after the incomplete ones have gone
            String query = split + "_query" + queryIds.size();
            queryIds.add(query);
            queryTexts.add(QueryText.of(table, row, queries.get(row)));
            add("apositive", query, positives.get(row), 1);
            add("negative", query, negatives.get(row), 0);
        }
        if (queryIds.isEmpty()) {
            throw PlumblineException.data(
                    task + ", split " + split + " of " + table.place()
                            + ": no row has both a positive and a negative document; mteb leaves such rows out, and none is left");
        }
        List<Oddity> oddities = new ArrayList<>(incomplete.found());
        oddities.addAll(OddTexts.of(table, "query"));
        oddities.addAll(OddTexts.ofLists(table, "positive", "negative"));
        return new RetrievalData(
                documentIds,
                documentTexts,
                queryIds,
                queryTexts,
                qrels,
                Optional.of(topRanked),
                new Oddities(table.rows() - queryIds.size(), 0, oddities));
    }

    private void add(String kind, String query, List<String> texts, int score) {
        for (int i = 0; i < texts.size(); i++) {
            String id = "%s_%s_%05d".formatted(kind, query, i);
            documentIds.add(id);
            documentTexts.add(PythonText.strip(texts.get(i)));
            qrels.computeIfAbsent(query, none -> new LinkedHashMap<>()).put(id, score);
            topRanked.computeIfAbsent(query, none -> new ArrayList<>()).add(id);
        }
    }
}
