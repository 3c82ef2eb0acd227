package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Clusters;
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
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** How often the gate cries wolf, and how often it sees one. */
class FalseAlarmTest {

    private static final int RUNS = 1_000;
    private static final Manifest MANIFEST = Manifest.bundled();

    /** Fewer replicates than in use: the smallest p-value, 1 in 201, still passes Holm's correction over eight tests. */
    private static final int REPLICATES = 200;

    private static final int CLUSTER = 5;

    /** Of each sample that has a score of its own. */
    private static final double DROP = 0.08;

    static final GateRules ANY_DROP = new GateRules(
            0.05,
            Optional.of(new GateRule(0, 0)),
            Optional.empty(),
            Optional.of(new GateRule(0, 0)),
            Map.of(),
            Map.of(),
            Optional.empty(),
            false);

    private final OwnSamples own = new OwnSamples();

    /**
     * Two outcomes of one model are no regression. The level is asked for without a least effect, which would only lower
     * the rate further.
     */
    @Test
    void alarmsOnOneModelsOwnSamplesStayBelowTheLevel(TestReporter reporter) {
        Gate gate = new Gate(ANY_DROP);
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
        reporter.publishEntry(
                "false alarms in " + RUNS + " resamplings of independent samples", String.valueOf(alarms));
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

    /** Clusters of own samples, in which three of four go together, and a look after each task. */
    @Test
    void withClustersAndLooksAlarmsStayBelowTheLevelToo(TestReporter reporter) {
        int clustered = alarms(0, true);
        int naive = alarms(0, false);
        reporter.publishEntry(
                "false alarms with looks in " + RUNS + " resamplings of clustered samples of seven tasks",
                clustered + "; as if samples were independent " + naive);
        assertThat(clustered)
                .as("false alarms in %d runs, %d without clusters", RUNS, naive)
                .isLessThanOrEqualTo(RUNS / 20);
        assertThat(naive).as("as if samples were independent").isGreaterThan(RUNS / 20);
    }

    /** A drop that seven tasks of 150 clustered samples see most of the time is seen with looks about as often as without. */
    @Test
    void withClustersLooksCostLittlePower(TestReporter reporter) {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger withLooks = new AtomicInteger();
        AtomicInteger early = new AtomicInteger();
        runs(run -> {
            Comparison worse = clustered(run, DROP, true);
            atOnce.addAndGet(new Gate(ANY_DROP).check(worse).passed() ? 0 : 1);
            SequentialGate.Outcome outcome = new SequentialGate(ANY_DROP).check(worse);
            withLooks.addAndGet(outcome.passed() ? 0 : 1);
            early.addAndGet(outcome.stopped().isPresent() ? 1 : 0);
        });
        reporter.publishEntry(
                "drops found in " + RUNS + " resamplings of clustered samples of seven tasks",
                withLooks + " with looks, " + early + " of them before the last task; " + atOnce + " at once");
        assertThat(atOnce.get()).isGreaterThan(RUNS * 6 / 10);
        assertThat(withLooks.get() / (double) RUNS).isCloseTo(atOnce.get() / (double) RUNS, within(0.06));
        assertThat(early.get()).as("before the last task").isGreaterThan(RUNS / 10);
    }

    private int alarms(double drop, boolean known) {
        AtomicInteger alarms = new AtomicInteger();
        runs(run -> alarms.addAndGet(
                new SequentialGate(ANY_DROP).check(clustered(run, drop, known)).passed() ? 0 : 1));
        return alarms.get();
    }

    private static void runs(IntConsumer work) {
        try (Parallel parallel = Parallel.of(Runtime.getRuntime().availableProcessors())) {
            parallel.forBlocks(RUNS, 10, (from, to) -> {
                for (int run = from; run < to; run++) {
                    work.accept(run);
                }
            });
        }
    }

    /** Two outcomes of clustered samples, in one order; the candidate's scores are lower by a drop. */
    private Comparison clustered(int run, double drop, boolean known) {
        SplittableRandom random = new SplittableRandom(run);
        List<TaskComparison> tasks = new ArrayList<>();
        for (String task : own.tasks().keySet()) {
            List<Sample> baseline = own.again(task, random, CLUSTER);
            List<Sample> candidate = OwnSamples.worse(own.again(task, random, CLUSTER), drop, random);
            int[] clusters = IntStream.range(0, baseline.size())
                    .map(i -> known ? i / CLUSTER : i)
                    .toArray();
            tasks.add(compared(
                    task,
                    OwnSamples.scores(baseline),
                    OwnSamples.scores(candidate),
                    new Resampling(run, 600, Parallel.of(1)),
                    Clusters.of(clusters)));
        }
        return new Comparison("one outcome", "another outcome", tasks);
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
        return compared(
                task,
                baseline,
                candidate,
                resampling,
                Clusters.of(IntStream.range(0, baseline.size()).toArray()));
    }

    private static TaskComparison compared(
            String task, SampleScores baseline, SampleScores candidate, Resampling resampling, Clusters clusters) {
        TaskSpec spec = MANIFEST.task(task);
        return new TaskComparison(
                new ComparedTask(task, Optional.of(spec.type()), new Selection(List.of("test"), List.of("default"))),
                OptionalDouble.of(baseline.value()),
                OptionalDouble.of(candidate.value()),
                List.of(),
                List.of(),
                Optional.of(Difference.of(baseline, candidate, task, resampling, clusters)));
    }

    /** The sum of twelve uniform numbers is near enough. */
    private static double gaussian(SplittableRandom random) {
        return random.doubles(12).sum() - 6;
    }
}
