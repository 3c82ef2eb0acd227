package dev.plumbline.reports.figure;

import dev.plumbline.tasks.result.Scores;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Names of measures in result files. */
public final class Measures {

    private static final Set<String> GROUPS =
            Set.of("cos_sim", "cosine", "manhattan", "euclidean", "dot", "max", "similarity");

    private Measures() {}

    /**
     * Today's name of a measure: mteb before 1.11 wrote {@code cos_sim_} for {@code cosine_}, and before 2.0 rerankers had
     * {@code map}, the average precision over all candidates, which is {@code map_at_1000} today.
     */
    public static String canonical(String name) {
        if (name.startsWith("cos_sim_")) {
            return "cosine_" + name.substring("cos_sim_".length());
        }
        return name.equals("map") ? "map_at_1000" : name;
    }

    /**
     * The numbers of an entry that may stand for it, by today's names: neither the main score itself, nor abstention
     * measures, spreads or thresholds, which agree with it only by chance.
     */
    static Map<String, Double> of(Scores scores) {
        Map<String, Double> measures = new LinkedHashMap<>();
        scores.toMap().forEach((name, value) -> {
            if (value instanceof Map<?, ?> group && GROUPS.contains(name)) {
                // mteb 1.11 to 1.12.47 nested the measures of pairs by similarity
                group.forEach((measure, nested) -> put(measures, name + "_" + measure, nested));
            } else {
                put(measures, name, value);
            }
        });
        return measures;
    }

    private static void put(Map<String, Double> measures, String name, Object value) {
        if (value instanceof Double number
                && !name.equals(Scores.MAIN_SCORE)
                && !name.startsWith("nauc_")
                && !name.endsWith("_std")
                && !name.endsWith("_threshold")) {
            measures.putIfAbsent(canonical(name), number);
        }
    }
}
