package dev.plumbline.reports.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Scores that are means over experiments or sets which the file lists as well. */
final class RepeatedRules {

    private static final String RULE = "mean";

    /** The file has six decimals at the least. */
    private static final double ROUNDING = 2e-6;

    private RepeatedRules() {}

    static void check(EntryFindings entry) {
        experiments(entry);
        values(entry, "v_measures", "v_measure");
        values(entry, "ami_scores", "ami");
    }

    /**
     * Each measure is the mean of the experiments' own. A list shorter than the task's number of experiments would show in
     * the mean.
     */
    private static void experiments(EntryFindings entry) {
        if (!(entry.scores().toMap().get("scores_per_experiment") instanceof List<?> experiments)
                || experiments.isEmpty()) {
            return;
        }
        for (String measure : entry.scores().names()) {
            List<Double> each = new ArrayList<>();
            for (Object experiment : experiments) {
                if (experiment instanceof Map<?, ?> scores && scores.get(measure) instanceof Double value) {
                    each.add(value);
                }
            }
            if (!each.isEmpty()) {
                mean(entry, measure, each, "the experiments");
            }
        }
    }

    private static void values(EntryFindings entry, String list, String measure) {
        List<Double> each = new ArrayList<>();
        collect(entry.scores().toMap().get(list), each);
        if (!each.isEmpty()) {
            mean(entry, measure, each, list);
            spread(entry, measure + "_std", each, list);
        }
    }

    private static void collect(@Nullable Object value, List<Double> into) {
        if (value instanceof Double number) {
            into.add(number);
        } else if (value instanceof List<?> list) {
            list.forEach(element -> collect(element, into));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collect(element, into));
        }
    }

    private static void mean(EntryFindings entry, String measure, List<Double> each, String where) {
        OptionalDouble stated = entry.value(measure);
        double mean = each.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        if (stated.isPresent() && Math.abs(stated.getAsDouble() - mean) > ROUNDING) {
            entry.error(
                    RULE,
                    EntryFindings.said(measure, stated.getAsDouble()) + " is not the mean of " + where + ", "
                            + EntryFindings.shown(mean));
        }
    }

    private static void spread(EntryFindings entry, String measure, List<Double> each, String where) {
        OptionalDouble stated = entry.value(measure);
        double mean = each.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = each.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double spread = Math.sqrt(squares / each.size());
        if (stated.isPresent() && Math.abs(stated.getAsDouble() - spread) > ROUNDING) {
            entry.error(
                    RULE,
                    EntryFindings.said(measure, stated.getAsDouble()) + " is not the spread of " + where + ", "
                            + EntryFindings.shown(spread));
        }
    }
}
