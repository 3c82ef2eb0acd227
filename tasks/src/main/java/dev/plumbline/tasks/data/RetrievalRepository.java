package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The parts of a retrieval repository for one split and subset; mteb's {@code retrieval_dataset_loaders.py}. */
final class RetrievalRepository {

    private final DatasetDirectory directory;
    private final String split;
    private final String prefix;

    RetrievalRepository(DatasetDirectory directory, String split, String subset) {
        this.directory = directory;
        this.split = split;
        this.prefix = subset.equals(TaskSpec.DEFAULT_SUBSET) ? "" : subset + "-";
    }

    boolean hasCorpus() {
        return has(prefix + "corpus");
    }

    /** Everything that {@link #load} reads. */
    List<DataPart> parts() {
        List<DataPart> parts = new ArrayList<>();
        for (String config : List.of(qrelsConfig(), prefix + "corpus", queriesConfig())) {
            parts.add(part(config));
        }
        for (String config : List.of(prefix + "instruction", prefix + "top_ranked")) {
            if (has(config)) {
                parts.add(part(config));
            }
        }
        return parts;
    }

    RetrievalData load() {
        List<Oddity> oddities = new ArrayList<>();
        Table judged = read(qrelsConfig(), Columns.of("query-id", "corpus-id", "score"));
        Map<String, Map<String, Integer>> qrels = qrels(judged);
        Table corpus = read(prefix + "corpus", Columns.of("_id", "id", "title", "text"));
        List<String> documentIds = TextIds.of(corpus, false);
        List<String> documentTexts = documentTexts(corpus);
        Table queries = read(queriesConfig(), Columns.of("_id", "id", "text", "instruction"));
        Kept kept = keptQueries(queries, qrels);
        if (kept.ids().isEmpty()) {
            throw nothing("no query has a judgement; the ids of queries and judgements do not match");
        }
        Optional<Map<String, List<String>>> topRanked = Optional.empty();
        if (has(prefix + "top_ranked")) {
            Table candidates = read(prefix + "top_ranked", Columns.of("query-id", "corpus-ids"));
            topRanked = Optional.of(topRanked(candidates));
            oddities.addAll(OddRetrieval.ofCandidates(candidates, topRanked.get(), kept));
        }
        oddities.addAll(OddRetrieval.ofQueries(queries, kept, qrels.keySet()));
        Oddity.Tally repeated = new Oddity.Tally("document ids occur more than once");
        RowsById documents = RowsById.firstOf(documentIds, OddRetrieval.repeated(corpus, repeated));
        oddities.addAll(OddRetrieval.ofDocuments(corpus, documentTexts, repeated));
        oddities.addAll(OddRetrieval.ofJudgements(judged, kept, documents));
        return new RetrievalData(
                documentIds,
                documentTexts,
                kept.ids(),
                kept.texts(),
                qrels,
                topRanked,
                new Oddities(kept.dropped(), missing(qrels.keySet(), kept.ids()), oddities));
    }

    /** The queries that have judgements. */
    static final class Kept {
        private final List<String> ids;
        private final List<String> texts;
        private final int[] rows;
        private final int dropped;

        private Kept(List<String> ids, List<String> texts, int[] rows, int dropped) {
            this.ids = ids;
            this.texts = texts;
            this.rows = rows;
            this.dropped = dropped;
        }

        List<String> ids() {
            return ids;
        }

        List<String> texts() {
            return texts;
        }

        /** The row of the table that a query is in. */
        int row(int query) {
            return rows[query];
        }

        /** How many queries have no judgement. */
        int dropped() {
            return dropped;
        }
    }

    private String qrelsConfig() {
        return prefix.isEmpty() ? (has("default") ? "default" : "qrels") : prefix + "qrels";
    }

    private String queriesConfig() {
        return has("query") ? "query" : prefix + "queries";
    }

    private static Map<String, Map<String, Integer>> qrels(Table table) {
        List<String> queries = TextIds.cast(table, "query-id");
        List<String> documents = TextIds.cast(table, "corpus-id");
        List<Object> scores = table.column("score");
        Map<String, Map<String, Integer>> qrels = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            qrels.computeIfAbsent(queries.get(row), id -> new LinkedHashMap<>())
                    .put(documents.get(row), score(table, row, scores.get(row)));
        }
        return qrels;
    }

    /** Arrow's cast to int32, which takes "2" and 2.0 and refuses 2.5. */
    static int score(Table table, int row, Object value) {
        Object number = value;
        if (value instanceof String text && text.matches("-?\\d{1,10}")) {
            number = Long.valueOf(text);
        } else if (value instanceof Double real && real == Math.rint(real)) {
            number = real.longValue();
        } else if (value instanceof Boolean truth) {
            number = truth ? 1L : 0L;
        }
        if (number instanceof Long whole && whole == whole.intValue()) {
            return whole.intValue();
        }
        throw table.problem(row, "score", "a whole number is wanted, not " + Table.describe(value));
    }

    private static List<String> documentTexts(Table corpus) {
        List<String> texts = corpus.strings("text");
        List<String> titles = corpus.has("title") ? corpus.strings("title") : Collections.nCopies(texts.size(), "");
        ColumnValues joined = new ColumnValues();
        for (int row = 0; row < texts.size(); row++) {
            String title = titles.get(row);
            joined.add(PythonText.strip(title.isEmpty() ? texts.get(row) : title + " " + texts.get(row)));
        }
        return joined.texts();
    }

    private Kept keptQueries(Table queries, Map<String, Map<String, Integer>> qrels) {
        List<String> ids = TextIds.of(queries, true);
        List<Object> texts = queries.column("text");
        Map<String, String> instructions = instructions(queries, ids);
        List<String> keptIds = new ArrayList<>();
        List<String> keptTexts = new ArrayList<>();
        IntStream.Builder rows = IntStream.builder();
        for (int row = 0; row < queries.rows(); row++) {
            String id = ids.get(row);
            if (id == null || !qrels.containsKey(id)) {
                continue;
            }
            String text = QueryText.of(queries, row, texts.get(row));
            if (instructions != null) {
                String instruction = instructions.get(id);
                if (instruction == null) {
                    throw queries.problem(
                            row, "text", "query " + id + " has no instruction, and others do; mteb refuses that too");
                }
                text = texts.get(row) instanceof List ? instruction + " " + text : text + " " + instruction;
            }
            keptIds.add(id);
            keptTexts.add(text);
            rows.add(row);
        }
        return new Kept(keptIds, keptTexts, rows.build().toArray(), queries.rows() - keptIds.size());
    }

    /** By query id; null if the repository has none. The config wins over a column of the queries. */
    private @Nullable Map<String, String> instructions(Table queries, List<String> ids) {
        if (!has(prefix + "instruction")) {
            return queries.has("instruction") ? byId(ids, queries.nullableStrings("instruction")) : null;
        }
        Table table = read(prefix + "instruction", Columns.of("query-id", "instruction"));
        return byId(TextIds.cast(table, "query-id"), table.nullableStrings("instruction"));
    }

    private static Map<String, String> byId(List<String> ids, List<String> values) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            map.put(ids.get(i), values.get(i));
        }
        return map;
    }

    /** A list that is missing (null) is an empty one, as mteb 2.26.24 has it; 2.20.0 raises. */
    private static Map<String, List<String>> topRanked(Table table) {
        List<String> queries = TextIds.cast(table, "query-id");
        List<Object> candidates = table.column("corpus-ids");
        Map<String, List<String>> ranked = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            List<String> ids = new ArrayList<>();
            if (candidates.get(row) instanceof List<?> list) {
                for (Object id : list) {
                    ids.add(TextIds.text(table, "corpus-ids", row, id));
                }
            } else if (candidates.get(row) != null) {
                throw table.problem(row, "corpus-ids", "a list is wanted, not " + Table.describe(candidates.get(row)));
            }
            ranked.put(queries.get(row), List.copyOf(ids));
        }
        return ranked;
    }

    private boolean has(String config) {
        return directory.configs().contains(config);
    }

    /** The wanted split, else the only one (a corpus is often stored once, as split "corpus"). */
    private DataPart part(String config) {
        List<String> splits = directory.splits(config);
        return new DataPart(config, splits.contains(split) || splits.size() != 1 ? split : splits.get(0));
    }

    private Table read(String config, Columns columns) {
        DataPart part = part(config);
        return directory.read(part.config(), part.split(), columns);
    }

    private PlumblineException nothing(String what) {
        return PlumblineException.data(directory.name() + ", split " + split
                + (prefix.isEmpty() ? "" : ", configs " + prefix + "*") + ": " + what);
    }

    private static int missing(Set<String> judged, List<String> kept) {
        Set<String> left = new HashSet<>(judged);
        kept.forEach(left::remove);
        return left.size();
    }
}
