package dev.plumbline.reports.compare;

import dev.plumbline.reports.statistics.Clusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Subsets of a split whose samples have the same ids in the same order, such as one set of texts in several languages: what is
 * hard in one is hard in the others, so that their samples are drawn together. Where the ids are mere row numbers of texts that
 * have nothing to do with each other, drawing them together leaves every standard error right, only less exactly known.
 *
 * @param place decides the draws; the same of all that are drawn together
 * @param clusters of the samples, by the notes of all that are drawn together
 */
record DrawnTogether(String place, Clusters clusters) {

    /** With fewer clusters nothing could be told of how far chance moves a score, so that subsets are drawn by themselves. */
    private static final int FEWEST_CLUSTERS = 10;

    DrawnTogether {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(clusters, "clusters");
    }

    /**
     * The samples of a subset.
     *
     * @param place task, split and subset
     * @param ids in order
     * @param clusters of them
     */
    record Subset(String split, String place, List<String> ids, Clusters clusters) {}

    /** How each subset is drawn, in their order. */
    static List<DrawnTogether> of(List<Subset> subsets) {
        Map<List<Object>, DrawnTogether> shared = new LinkedHashMap<>();
        for (Subset subset : subsets) {
            shared.merge(
                    key(subset),
                    new DrawnTogether(subset.place, subset.clusters),
                    (first, next) -> new DrawnTogether(first.place, first.clusters.joined(next.clusters)));
        }
        List<DrawnTogether> drawn = new ArrayList<>();
        for (Subset subset : subsets) {
            DrawnTogether own = new DrawnTogether(subset.place, subset.clusters);
            DrawnTogether joined = shared.getOrDefault(key(subset), own);
            drawn.add(joined.clusters.count() < FEWEST_CLUSTERS ? own : joined);
        }
        return drawn;
    }

    /** How many of them are drawn with an earlier one. */
    static int joined(List<DrawnTogether> drawn) {
        return drawn.size()
                - (int) drawn.stream().map(DrawnTogether::place).distinct().count();
    }

    private static List<Object> key(Subset subset) {
        return List.of(subset.split, subset.ids);
    }
}
