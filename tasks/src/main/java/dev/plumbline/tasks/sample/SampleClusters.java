package dev.plumbline.tasks.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Samples that are not independent: queries that share a relevant document, pairs that share a side, rows of the same text,
 * and ids such as {@code page7-0}, {@code page7-1}, which number the parts of one thing. What is drawn anew to say how sure a
 * score is are such clusters, not their members.
 *
 * <p>Samples that share something belong together, and so do those that are joined by others between them. Where that makes
 * one cluster of more than a tenth of the samples, as where everything is a little related, only the first thing of each
 * sample counts; where that is still so for nearly all of them, the samples say nothing about clusters: they are taken as
 * independent, and marked with {@link #NOT_TOLD}.
 */
public final class SampleClusters {

    /** What stands in place of a cluster where samples share too much to tell clusters apart. */
    public static final String NOT_TOLD = "(not told)";

    /** With fewer clusters nothing can be said about others of their kind. */
    private static final int FEWEST = 10;

    private static final int LARGEST_SHARE = 10;

    /** A cluster of so few is never too large. */
    private static final int SMALL = 5;

    private static final Pattern NUMBERED = Pattern.compile("(.*[^\\d._:/#\\- ].*?)[._:/#-]\\d+");

    private SampleClusters() {}

    /** What was found. */
    public static final class Found {
        private final int[] roots;
        private final boolean told;

        private Found(int[] roots, boolean told) {
            this.roots = roots;
            this.told = told;
        }

        /** By sample the index of the first sample of its cluster. */
        public int[] roots() {
            return roots.clone();
        }

        /** Whether clusters could be told apart; if not, every sample stands alone although they share things. */
        public boolean told() {
            return told;
        }
    }

    /**
     * Clusters by what samples have in common.
     *
     * @param keys by sample, the most important first; may be empty
     */
    public static Found of(List<? extends Collection<String>> keys) {
        int[] joined = joined(keys);
        if (!tooLarge(joined)) {
            return new Found(joined, true);
        }
        int[] byFirst =
                joined(keys.stream().map(all -> all.stream().limit(1).toList()).toList());
        boolean told = distinct(byFirst) >= FEWEST;
        return new Found(told ? byFirst : alone(keys.size()), told);
    }

    /** Clusters of pairs by their texts, whichever side they stand on. */
    public static Found ofPairs(List<String> first, List<String> second) {
        return of(IntStream.range(0, first.size())
                .mapToObj(i -> List.of(first.get(i), second.get(i)))
                .toList());
    }

    /**
     * Clusters that the ids tell, joined with those that are known.
     *
     * @param clusters by sample the id of the first sample of its cluster; empty, or {@link #NOT_TOLD}, for a sample that is
     *     alone
     * @return by sample a number from 0, those of one cluster the same, in order of first samples
     */
    public static int[] ofIds(List<String> ids, List<String> clusters) {
        List<List<String>> keys = new ArrayList<>();
        List<List<String>> known = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            List<String> own = clusters.get(i).isEmpty() || clusters.get(i).equals(NOT_TOLD)
                    ? List.of()
                    : List.of("c" + clusters.get(i));
            List<String> both = new ArrayList<>(own);
            numbered(ids.get(i)).ifPresent(stem -> both.add("i" + stem));
            known.add(own);
            keys.add(both);
        }
        int[] joined = joined(keys);
        return numbers(tooLarge(joined) ? joined(known) : joined);
    }

    /** What an id numbers a part of. */
    private static Optional<String> numbered(String id) {
        Matcher found = NUMBERED.matcher(id);
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static int[] joined(List<? extends Collection<String>> keys) {
        int[] parent = alone(keys.size());
        Map<String, Integer> owner = new HashMap<>();
        for (int i = 0; i < parent.length; i++) {
            for (String key : keys.get(i)) {
                Integer other = owner.putIfAbsent(key, i);
                if (other != null) {
                    int a = root(parent, other);
                    int b = root(parent, i);
                    // the earlier sample stands for both
                    parent[Math.max(a, b)] = Math.min(a, b);
                }
            }
        }
        for (int i = 0; i < parent.length; i++) {
            parent[i] = root(parent, i);
        }
        return parent;
    }

    private static int root(int[] parent, int sample) {
        int at = sample;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private static int[] alone(int samples) {
        return IntStream.range(0, samples).toArray();
    }

    private static boolean tooLarge(int[] roots) {
        int[] sizes = new int[roots.length];
        int largest = 0;
        for (int root : roots) {
            largest = Math.max(largest, ++sizes[root]);
        }
        return largest > Math.max(SMALL, roots.length / LARGEST_SHARE)
                || distinct(roots) < Math.min(FEWEST, roots.length);
    }

    private static int distinct(int[] roots) {
        return (int) Arrays.stream(roots).distinct().count();
    }

    private static int[] numbers(int[] roots) {
        int[] numbers = new int[roots.length];
        Map<Integer, Integer> known = new HashMap<>();
        for (int i = 0; i < roots.length; i++) {
            numbers[i] = known.computeIfAbsent(roots[i], root -> known.size());
        }
        return numbers;
    }

    /**
     * A sink that writes with each sample the id of the first of its cluster, where it is not alone; or that clusters could
     * not be told.
     */
    public static SampleSink marking(SampleSink sink, Found found, List<String> ids) {
        if (!found.told()) {
            return sample -> sink.add(sample.inCluster(NOT_TOLD));
        }
        int[] clusters = found.roots();
        int[] sizes = new int[clusters.length];
        for (int root : clusters) {
            sizes[root]++;
        }
        int[] next = {0};
        return sample -> {
            int at = next[0]++;
            sink.add(sizes[clusters[at]] > 1 ? sample.inCluster(ids.get(clusters[at])) : sample);
        };
    }
}
