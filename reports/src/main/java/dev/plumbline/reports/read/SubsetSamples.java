package dev.plumbline.reports.read;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.statistics.Clusters;
import dev.plumbline.reports.statistics.SampleScores;
import dev.plumbline.reports.statistics.ThresholdMeasure;
import dev.plumbline.tasks.numeric.PairThresholds;
import dev.plumbline.tasks.release.ScoringChange;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import dev.plumbline.tasks.sample.SampleStatistic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The samples of one subset of one split, by id. */
public final class SubsetSamples {

    private final SampleStatistic statistic;
    private final Map<String, Sample> byId;

    SubsetSamples(SampleStatistic statistic, Map<String, Sample> byId) {
        this.statistic = statistic;
        this.byId = new LinkedHashMap<>(byId);
    }

    public int size() {
        return byId.size();
    }

    /** Of every sample in the file's order. */
    public List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    /** Every sample in the file's order. */
    public Collection<Sample> all() {
        return List.copyOf(byId.values());
    }

    /** The same without some of them. */
    SubsetSamples without(Set<String> ids) {
        Map<String, Sample> kept = new LinkedHashMap<>(byId);
        kept.keySet().removeAll(ids);
        return new SubsetSamples(statistic, kept);
    }

    /** Which of them are not independent, in the file's order. */
    public Clusters clusters() {
        List<String> known = new ArrayList<>();
        byId.values().forEach(sample -> known.add(sample.cluster()));
        return Clusters.of(SampleClusters.ofIds(List.copyOf(byId.keySet()), known));
    }

    /** Whether they share so much that nobody could tell clusters apart, so that they are drawn as if independent. */
    public boolean clustersNotTold() {
        return byId.values().stream().anyMatch(sample -> sample.cluster().equals(SampleClusters.NOT_TOLD));
    }

    /**
     * What the samples scored, in the file's order.
     *
     * @param version the {@code mteb_version} of the result they belong to
     */
    public SampleScores scores(Optional<String> version) {
        return scores(new ArrayList<>(byId.values()), version);
    }

    /** Which of the same samples are not independent, in the order of another model's; those it lacks are alone. */
    public Clusters clustersInOrderOf(SubsetSamples other) {
        List<String> known = new ArrayList<>();
        other.byId.keySet().forEach(id -> {
            Sample own = byId.get(id);
            known.add(own == null ? "" : own.cluster());
        });
        return Clusters.of(SampleClusters.ofIds(List.copyOf(other.byId.keySet()), known));
    }

    /**
     * What the same samples scored here, in the order of another model's.
     *
     * @param place names the samples in the error
     * @param version the {@code mteb_version} of the result they belong to
     * @throws PlumblineException of kind RESULT if one has a sample that the other lacks, or the same id carries another
     *     label or rating
     */
    public SampleScores scoresInOrderOf(SubsetSamples other, String place, Optional<String> version) {
        List<Sample> ordered = new ArrayList<>(other.byId.size());
        for (Map.Entry<String, Sample> entry : other.byId.entrySet()) {
            Sample own = byId.get(entry.getKey());
            if (own == null || other.byId.size() != byId.size()) {
                throw PlumblineException.result(place + ": the samples are not the same ("
                        + other.byId.size() + " and " + byId.size() + firstMissing(other)
                        + "); both models must have been scored on the same data");
            }
            if (!sameTruth(own, entry.getValue())) {
                throw PlumblineException.result(place + ": sample " + entry.getKey()
                        + " has another label or rating in the two results; they were not scored on the same data");
            }
            ordered.add(own);
        }
        return scores(ordered, version);
    }

    private String firstMissing(SubsetSamples other) {
        return other.byId.keySet().stream()
                .filter(id -> !byId.containsKey(id))
                .findFirst()
                .or(() -> byId.keySet().stream()
                        .filter(id -> !other.byId.containsKey(id))
                        .findFirst())
                .map(id -> "; only one has \"" + id + "\"")
                .orElse("");
    }

    private static boolean sameTruth(Sample first, Sample second) {
        if (first instanceof Sample.Rated a && second instanceof Sample.Rated b) {
            return a.gold() == b.gold();
        }
        if (first instanceof Sample.Labelled a && second instanceof Sample.Labelled b) {
            return a.label() == b.label();
        }
        return true;
    }

    private SampleScores scores(List<Sample> samples, Optional<String> version) {
        return switch (statistic.kind()) {
            case MEAN ->
                SampleScores.mean(samples.stream()
                        .mapToDouble(sample -> ((Sample.Scored) sample).score())
                        .toArray());
            case SPEARMAN -> SampleScores.spearman(similarities(samples), gold(samples));
            case PEARSON -> SampleScores.pearson(similarities(samples), gold(samples));
            case ACCURACY -> threshold(ThresholdMeasure.ACCURACY, samples, version);
            case F1 -> threshold(ThresholdMeasure.F1, samples, version);
            case AP -> threshold(ThresholdMeasure.AP, samples, version);
            case NONE -> throw new IllegalStateException("the main score cannot be computed from samples");
        };
    }

    private SampleScores threshold(ThresholdMeasure measure, List<Sample> samples, Optional<String> version) {
        List<double[]> kinds = new ArrayList<>();
        for (int kind = 0; kind < statistic.similarities().size(); kind++) {
            int index = kind;
            kinds.add(samples.stream()
                    .mapToDouble(
                            sample -> ((Sample.Labelled) sample).similarities().get(index))
                    .toArray());
        }
        return SampleScores.threshold(
                measure,
                ScoringChange.THRESHOLDS_BETWEEN_SIMILARITIES.in(version)
                        ? PairThresholds.Cuts.BETWEEN_SCORES
                        : PairThresholds.Cuts.AFTER_EACH_PAIR,
                kinds,
                samples.stream()
                        .mapToInt(sample -> ((Sample.Labelled) sample).label())
                        .toArray());
    }

    private static double[] similarities(List<Sample> samples) {
        return samples.stream()
                .mapToDouble(sample -> ((Sample.Rated) sample).similarity())
                .toArray();
    }

    private static double[] gold(List<Sample> samples) {
        return samples.stream()
                .mapToDouble(sample -> ((Sample.Rated) sample).gold())
                .toArray();
    }
}
