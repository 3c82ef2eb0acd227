package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/** What is odd about a retrieval repository and scored by mteb all the same. */
final class OddRetrieval {

    private static final String JUDGED = "corpus-id";

    private OddRetrieval() {}

    /** Counts rows of a corpus whose id an earlier one has. */
    static IntConsumer repeated(Table corpus, Oddity.Tally tally) {
        String column = TextIds.column(corpus);
        return row -> tally.add(() -> corpus.where(row, column));
    }

    /** @param repeated rows whose id an earlier one has */
    static List<Oddity> ofDocuments(Table corpus, List<String> texts, Oddity.Tally repeated) {
        Oddity.Tally blank = OddTexts.blank();
        for (int row = 0; row < corpus.rows(); row++) {
            int at = row;
            if (texts.get(row).isEmpty()) {
                blank.add(() -> corpus.where(at, "text"));
            }
        }
        List<Oddity> found = new ArrayList<>(Oddity.found(blank, repeated));
        found.addAll(TextIds.oddities(corpus, TextIds.column(corpus)));
        return found;
    }

    static List<Oddity> ofQueries(Table queries, RetrievalRepository.Kept kept, Set<String> judged) {
        String column = TextIds.column(queries);
        Oddity.Tally unjudged = new Oddity.Tally("queries have no judgement and are left out");
        Oddity.Tally blank = OddTexts.blank();
        Oddity.Tally repeated =
                new Oddity.Tally("queries have the id of one before; mteb puts their documents into one list");
        Set<String> seen = new HashSet<>();
        int next = 0;
        for (int row = 0; row < queries.rows(); row++) {
            int at = row;
            if (next == kept.ids().size() || kept.row(next) != row) {
                unjudged.add(() -> queries.where(at, column));
                continue;
            }
            if (OddTexts.isBlank(kept.texts().get(next))) {
                blank.add(() -> queries.where(at, "text"));
            }
            if (!seen.add(kept.ids().get(next))) {
                repeated.add(() -> queries.where(at, column));
            }
            next++;
        }
        List<Oddity> found = new ArrayList<>(Oddity.found(unjudged, blank, repeated));
        found.addAll(TextIds.oddities(queries, column));
        return found;
    }

    static List<Oddity> ofJudgements(Table qrels, RetrievalRepository.Kept kept, RowsById documents) {
        List<String> queryIds = TextIds.cast(qrels, "query-id");
        List<String> documentIds = TextIds.cast(qrels, JUDGED);
        List<Object> scores = qrels.column("score");
        Set<String> asked = new HashSet<>(kept.ids());
        Map<String, Set<String>> seen = new HashMap<>();
        Oddity.Tally nobody = new Oddity.Tally("judgements are of queries that are not there; they enter no mean");
        Oddity.Tally nothing =
                new Oddity.Tally("judgements are of documents that are not in the corpus and cannot be found");
        Oddity.Tally repeated = new Oddity.Tally("judgements are of a pair judged before; the last one counts");
        Oddity.Tally negative = new Oddity.Tally("judgements are negative and count as not relevant");
        Oddity.Tally texts = new Oddity.Tally("judgements are numbers stored as text");
        Map<String, Integer> relevant = new HashMap<>();
        for (int row = 0; row < qrels.rows(); row++) {
            int at = row;
            String query = queryIds.get(row);
            if (!seen.computeIfAbsent(query, id -> new HashSet<>()).add(documentIds.get(row))) {
                repeated.add(() -> qrels.where(at, JUDGED));
            }
            if (!asked.contains(query)) {
                nobody.add(() -> qrels.where(at, "query-id"));
            } else if (!documents.contains(documentIds.get(row))) {
                nothing.add(() -> qrels.where(at, JUDGED));
            }
            if (scores.get(row) instanceof String) {
                texts.add(() -> qrels.where(at, "score"));
            }
            int score = RetrievalRepository.score(qrels, row, scores.get(row));
            if (score < 0) {
                negative.add(() -> qrels.where(at, "score"));
            }
            relevant.merge(query, score > 0 ? -1 : row, (a, b) -> a < 0 || b < 0 ? -1 : a);
        }
        Oddity.Tally hopeless = new Oddity.Tally("queries have no relevant document and score 0");
        kept.ids().stream()
                .distinct()
                .map(relevant::get)
                .filter(row -> row >= 0)
                .forEach(row -> hopeless.add(() -> qrels.where(row, "score")));
        List<Oddity> found = new ArrayList<>(Oddity.found(nobody, nothing, repeated, negative, texts, hopeless));
        found.addAll(TextIds.oddities(qrels, "query-id"));
        found.addAll(TextIds.oddities(qrels, JUDGED));
        return found;
    }

    static List<Oddity> ofCandidates(Table table, Map<String, List<String>> candidates, RetrievalRepository.Kept kept) {
        List<String> ids = TextIds.cast(table, "query-id");
        Set<String> asked = new HashSet<>(kept.ids());
        Set<String> seen = new HashSet<>();
        Oddity.Tally nobody = new Oddity.Tally("lists of candidates are of no query that is scored; they are not used");
        Oddity.Tally again = new Oddity.Tally("lists of candidates are of a query that had one; the last one counts");
        Oddity.Tally empty = new Oddity.Tally("lists of candidates are empty; their queries score 0");
        Oddity.Tally repeated = new Oddity.Tally("lists have a candidate more than once; it counts once");
        for (int row = 0; row < table.rows(); row++) {
            int at = row;
            String query = ids.get(row);
            if (!asked.contains(query)) {
                nobody.add(() -> table.where(at, "query-id"));
                continue;
            }
            if (!seen.add(query)) {
                again.add(() -> table.where(at, "query-id"));
            }
            List<String> own = candidates.getOrDefault(query, List.of());
            if (own.isEmpty()) {
                empty.add(() -> table.where(at, "corpus-ids"));
            }
            if (new HashSet<>(own).size() < own.size()) {
                repeated.add(() -> table.where(at, "corpus-ids"));
            }
        }
        Oddity.Tally without = new Oddity.Tally("queries have no list of candidates and score 0");
        kept.ids().stream()
                .distinct()
                .filter(id -> !candidates.containsKey(id))
                .forEach(id -> without.add(() -> "query " + id + " in " + table.place()));
        return Oddity.found(nobody, again, empty, repeated, without);
    }
}
