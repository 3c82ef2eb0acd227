package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.sample.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often the gate cries wolf, and how often it sees one. */
class FalseAlarmTest {

    private static final int RUNS = 1_000;
    private static final Manifest MANIFEST = Manifest.bundled();

    /** Fewer replicates than in use: the smallest p-value, 1 in 201, still passes Holm's correction over eight tests. */
    private static final int REPLICATES = 200;

    private final OwnSamples own = new OwnSamples();

    /**
     * Two outcomes of one model are no regression. The level is asked for without a least effect, which would only lower
     * the rate further.
     */
    @Test
    void alarmsOnOneModelsOwnSamplesStayBelowTheLevel() {
        Gate gate = new Gate(new GateRules(
                0.05,
                Optional.of(new GateRule(0, 0)),
                Optional.empty(),
                Optional.of(new GateRule(0, 0)),
                Map.of(),
                Map.of(),
                Optional.empty(),
                false));
        AtomicInteger alarms = new AtomicInteger();
        AtomicInteger drops = new AtomicInteger();
        try (Parallel parallel = Parallel.of(Runtime.getRuntime().availableProcessors())) {
            parallel.forBlocks(RUNS, 10, (from, to) -> {
                for (int run = from; run < to; run++) {
                    GateReport report = gate.check(resampled(run));
                    alarms.addAndGet(report.passed() ? 0 : 1);
                    drops.addAndGet((int) report.checks().stream()
                            .filter(check -> check.change() < 0)
                            .count());
                }
            });
        }
        // half of all eight checks a run drop, so there was something to cry about
        assertThat(drops.get() / (8.0 * RUNS)).isCloseTo(0.5, within(0.05));
        assertThat(alarms.get()).as("false alarms in %d runs", RUNS).isLessThanOrEqualTo(RUNS / 20);
    }

    /** The power that the gate states is the share of true drops of one point that it finds. */
    @Test
    void statedPowerIsTheShareOfTrueDropsFound() {
        int samples = 600;
        double noise = 0.09;
        int runs = 400;
        int found = 0;
        double[] stated = new double[runs];
        Gate gate = new Gate(new GateRules(
                0.05,
                Optional.of(new GateRule(0, 0)),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                false));
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            double[] baseline = random.doubles(samples).toArray();
            double[] candidate = IntStream.range(0, samples)
                    .mapToDouble(i -> baseline[i] - 0.01 + noise * gaussian(random))
                    .toArray();
            GateReport report = gate.check(new Comparison(
                    "baseline",
                    "candidate",
                    List.of(compared(
                            "MiniRetrieval.en",
                            SampleScores.mean(baseline),
                            SampleScores.mean(candidate),
                            new Resampling(run, REPLICATES, Parallel.of(1))))));
            found += report.passed() ? 0 : 1;
            stated[run] = report.checks().get(0).power();
        }
        double mean = Arrays.stream(stated).average().orElseThrow();
        assertThat(mean).isBetween(0.8, 0.9);
        assertThat(found / (double) runs).isCloseTo(mean, within(0.05));
    }

    private Comparison resampled(int run) {
        SplittableRandom random = new SplittableRandom(run);
        List<TaskComparison> tasks = new ArrayList<>();
        for (String task : own.tasks().keySet()) {
            List<Sample> baseline = own.again(task, random);
            List<Sample> candidate = own.again(task, random);
            tasks.add(compared(
                    task,
                    OwnSamples.scores(baseline),
                    OwnSamples.scores(candidate),
                    new Resampling(run, REPLICATES, Parallel.of(1))));
        }
        return new Comparison("one outcome", "another outcome", tasks);
    }

    static TaskComparison compared(String task, SampleScores baseline, SampleScores candidate, Resampling resampling) {
        TaskSpec spec = MANIFEST.task(task);
        return new TaskComparison(
                new ComparedTask(task, Optional.of(spec.type()), new Selection(List.of("test"), List.of("default"))),
                OptionalDouble.of(baseline.value()),
                OptionalDouble.of(candidate.value()),
                List.of(),
                List.of(),
                Optional.of(Difference.of(baseline, candidate, task, resampling)));
    }

    /** The sum of twelve uniform numbers is near enough. */
    private static double gaussian(SplittableRandom random) {
        return random.doubles(12).sum() - 6;
    }
}
