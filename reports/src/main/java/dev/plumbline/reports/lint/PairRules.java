package dev.plumbline.reports.lint;

import java.util.List;
import java.util.OptionalDouble;

/** What the measures of pair classification owe each other. */
final class PairRules {

    private static final String RULE = "pairs";
    private static final double ROUNDING = 2e-6;
    private static final List<String> SIMILARITIES =
            List.of("similarity", "cosine", "cos_sim", "manhattan", "euclidean", "dot");
    private static final List<String> MEASURES = List.of("accuracy", "f1", "precision", "recall", "ap");

    private PairRules() {}

    static void check(EntryFindings entry) {
        for (String measure : MEASURES) {
            greatest(entry, measure);
        }
        SIMILARITIES.forEach(similarity -> harmonicMean(entry, similarity));
    }

    /** {@code max_ap} is the greatest of the {@code _ap}; old files have it only for some measures. */
    private static void greatest(EntryFindings entry, String measure) {
        OptionalDouble stated = entry.value("max_" + measure);
        OptionalDouble greatest = SIMILARITIES.stream()
                .map(similarity -> entry.value(similarity + "_" + measure))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
        if (stated.isPresent()
                && greatest.isPresent()
                && Math.abs(stated.getAsDouble() - greatest.getAsDouble()) > ROUNDING) {
            entry.error(
                    RULE,
                    EntryFindings.said("max_" + measure, stated.getAsDouble()) + " is not the greatest " + measure
                            + ", " + EntryFindings.shown(greatest.getAsDouble()));
        }
    }

    private static void harmonicMean(EntryFindings entry, String similarity) {
        OptionalDouble f1 = entry.value(similarity + "_f1");
        OptionalDouble precision = entry.value(similarity + "_precision");
        OptionalDouble recall = entry.value(similarity + "_recall");
        if (f1.isPresent() && precision.isPresent() && recall.isPresent()) {
            double sum = precision.getAsDouble() + recall.getAsDouble();
            double expected = sum == 0 ? 0 : 2 * precision.getAsDouble() * recall.getAsDouble() / sum;
            if (Math.abs(f1.getAsDouble() - expected) > ROUNDING) {
                entry.error(
                        RULE,
                        EntryFindings.said(similarity + "_f1", f1.getAsDouble())
                                + " is not that of its precision and recall, " + EntryFindings.shown(expected));
            }
        }
    }
}
