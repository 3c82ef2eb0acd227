package dev.plumbline.reports.lint;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What the measures of a ranking owe each other by definition. Means are rounded to five decimals at the least, which the
 * tolerances allow for.
 */
final class RetrievalRules {

    private static final String RULE = "ranking";
    private static final double ROUNDING = 2e-5;

    /** mteb ranks documents of equal score by their order for some measures, by their ids for others. */
    private static final double TIES = 0.01;

    private static final List<String> GROWING = List.of("recall", "map", "mrr", "hit_rate");

    private final EntryFindings entry;
    private final String prefix;

    private RetrievalRules(EntryFindings entry, String prefix) {
        this.entry = entry;
        this.prefix = prefix;
    }

    static void check(EntryFindings entry) {
        for (String prefix : List.of("", "max_over_subqueries_")) {
            new RetrievalRules(entry, prefix).check();
        }
    }

    private void check() {
        NavigableSet<Integer> cutoffs = cutoffs();
        for (int k : cutoffs) {
            Integer next = cutoffs.higher(k);
            if (next != null) {
                GROWING.forEach(measure -> entry.atMost(RULE, at(measure, k), at(measure, next), 1e-9));
                foundSoFar(k, next);
            }
            entry.atMost(RULE, at("map", k), at("recall", k), ROUNDING);
            entry.atMost(RULE, at("recall", k), at("hit_rate", k), ROUNDING);
            entry.atMost(RULE, at("mrr", k), at("hit_rate", k), ROUNDING);
            entry.atMost(RULE, at("ndcg", k), at("hit_rate", k), ROUNDING);
            entry.atMost(RULE, at("precision", k), at("hit_rate", k), ROUNDING);
        }
        // With one document in view these say the same of it; a wrong evaluator was once found by this.
        entry.same(RULE, at("mrr", 1), at("precision", 1), ROUNDING, TIES, "ties");
        entry.same(RULE, at("hit_rate", 1), at("precision", 1), ROUNDING, TIES, "ties");
        entry.same(RULE, at("map", 1), at("recall", 1), ROUNDING, TIES, "ties");
        entry.atMost(RULE, at("ndcg", 1), at("precision", 1), ROUNDING);
        if (!prefix.isEmpty() || entry.value(at("ndcg", 1)).isPresent()) {
            entry.same(RULE, prefix + "accuracy", at("recall", 1), ROUNDING, TIES, "ties");
        }
    }

    /** The number of relevant documents among the first ranks cannot fall. */
    private void foundSoFar(int k, int next) {
        if (entry.value(at("precision", k)).isPresent()
                && entry.value(at("precision", next)).isPresent()) {
            double before = k * entry.value(at("precision", k)).getAsDouble();
            double after = next * entry.value(at("precision", next)).getAsDouble();
            if (before > after + next * ROUNDING) {
                entry.error(
                        RULE,
                        at("precision", k) + " says " + EntryFindings.shown(before) + " relevant documents, "
                                + at("precision", next) + " only " + EntryFindings.shown(after));
            }
        }
    }

    private NavigableSet<Integer> cutoffs() {
        NavigableSet<Integer> cutoffs = new TreeSet<>();
        for (String name : entry.scores().names()) {
            int at = name.lastIndexOf("_at_");
            if (at >= 0 && name.startsWith(prefix) && name.substring(at + 4).matches("\\d{1,6}")) {
                cutoffs.add(Integer.valueOf(name.substring(at + 4)));
            }
        }
        return cutoffs;
    }

    private String at(String measure, int k) {
        return prefix + measure + "_at_" + k;
    }
}
