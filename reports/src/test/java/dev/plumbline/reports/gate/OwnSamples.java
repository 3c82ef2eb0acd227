package dev.plumbline.reports.gate;

import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.SampleScores;
import dev.plumbline.reports.statistics.ThresholdMeasure;
import dev.plumbline.tasks.numeric.PairThresholds;
import dev.plumbline.tasks.sample.Sample;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The samples of one model on seven tasks, one of each kind, and resamplings of them. */
final class OwnSamples {

    private static final List<String> TASKS = List.of(
            "MiniRetrieval.en",
            "MiniReranking.en",
            "MiniSTS.en",
            "MiniClassification.en",
            "MiniClustering.en",
            "MiniPairClassification.en",
            "MiniSummarization.en");

    /** A thousand gates over all pairs would take a minute. */
    private static final int MOST_SAMPLES = 150;

    private final Map<String, List<Sample>> tasks = new TreeMap<>();

    OwnSamples() {
        for (String task : TASKS) {
            SubsetSamples samples = TaskSamples.read(resource(task + ".samples.jsonl.gz"))
                    .subset("test", "default")
                    .orElseThrow();
            tasks.put(task, samples.all().stream().limit(MOST_SAMPLES).toList());
        }
    }

    static Path resource(String name) {
        try {
            return Path.of(OwnSamples.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    Map<String, List<Sample>> tasks() {
        return tasks;
    }

    /**
     * Another outcome that the model might have had on as many samples. Scores that count by themselves are drawn anew with
     * replacement. Pairs keep their ratings and labels, which two models have in common: a pair gets the similarity of a
     * random pair of the same label, or of one whose rating is among the nearest.
     */
    List<Sample> again(String task, SplittableRandom random) {
        return again(task, random, 1);
    }

    /**
     * The same, of samples that are not independent: {@code size} in a row are a cluster, in which three of four, chosen anew
     * each time, come out equally well for what they are.
     */
    List<Sample> again(String task, SplittableRandom random, int size) {
        List<Sample> own = tasks.get(task);
        Map<Double, List<Sample>> alike = new TreeMap<>();
        for (Sample sample : own) {
            alike.computeIfAbsent(truth(sample), key -> new ArrayList<>()).add(sample);
        }
        alike.values().forEach(samples -> samples.sort(Comparator.comparingDouble(OwnSamples::outcome)));
        List<Sample> drawn = new ArrayList<>();
        double shared = 0;
        for (int i = 0; i < own.size(); i++) {
            shared = i % size == 0 ? random.nextDouble() : shared;
            double place = size > 1 && random.nextInt(4) < 3 ? shared : random.nextDouble();
            List<Sample> candidates = alike.get(truth(own.get(i)));
            drawn.add(withScoresOf(own.get(i), candidates.get((int) (place * candidates.size()))));
        }
        return drawn;
    }

    private static double outcome(Sample sample) {
        if (sample instanceof Sample.Rated rated) {
            return rated.similarity();
        }
        return sample instanceof Sample.Labelled labelled
                ? labelled.similarities().get(0)
                : ((Sample.Scored) sample).score();
    }

    private static double truth(Sample sample) {
        if (sample instanceof Sample.Rated rated) {
            return rated.gold();
        }
        return sample instanceof Sample.Labelled labelled ? labelled.label() : 0;
    }

    private static Sample withScoresOf(Sample own, Sample drawn) {
        if (own instanceof Sample.Rated rated) {
            return new Sample.Rated(rated.id(), ((Sample.Rated) drawn).similarity(), rated.gold());
        }
        if (own instanceof Sample.Labelled labelled) {
            return new Sample.Labelled(labelled.id(), labelled.label(), ((Sample.Labelled) drawn).similarities());
        }
        return new Sample.Scored(own.id(), ((Sample.Scored) drawn).score());
    }

    /** A worse outcome on the same samples: scores lowered, similarities of some pairs mistaken. */
    static List<Sample> worse(List<Sample> samples, double drop, SplittableRandom random) {
        return samples.stream()
                .map(sample -> sample instanceof Sample.Scored scored
                        ? new Sample.Scored(scored.id(), scored.score() - drop + 0.05 * (random.nextDouble() - 0.5))
                        : sample)
                .toList();
    }

    static SampleScores scores(List<Sample> samples) {
        if (samples.get(0) instanceof Sample.Rated) {
            return SampleScores.spearman(
                    samples.stream()
                            .mapToDouble(s -> ((Sample.Rated) s).similarity())
                            .toArray(),
                    samples.stream().mapToDouble(s -> ((Sample.Rated) s).gold()).toArray());
        }
        if (samples.get(0) instanceof Sample.Labelled first) {
            return SampleScores.threshold(
                    ThresholdMeasure.AP,
                    PairThresholds.Cuts.BETWEEN_SCORES,
                    IntStream.range(0, first.similarities().size())
                            .mapToObj(kind -> samples.stream()
                                    .mapToDouble(s ->
                                            ((Sample.Labelled) s).similarities().get(kind))
                                    .toArray())
                            .toList(),
                    samples.stream()
                            .mapToInt(s -> ((Sample.Labelled) s).label())
                            .toArray());
        }
        return SampleScores.mean(
                samples.stream().mapToDouble(s -> ((Sample.Scored) s).score()).toArray());
    }
}
