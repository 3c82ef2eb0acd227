package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Clusters;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import dev.plumbline.reports.statistics.SequentialLooks;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** False alarms and power over 1,000 resamplings, with looks after each task and with clusters. */
class SequentialGateTest {

    private static final int RUNS = 1_000;
    private static final int REPLICATES = 600;
    private static final List<String> TASKS = List.of("STS12", "STS13", "STS14", "STS15");
    private static final int CLUSTERS = 40;
    private static final int SIZE = 3;

    private static final GateRules RULES = FalseAlarmTest.ANY_DROP;

    private static double gaussian(SplittableRandom random) {
        return random.doubles(12).sum() - 6;
    }

    private static TaskComparison task(String name, double drop, SplittableRandom random, boolean clustered) {
        double[] baseline = new double[CLUSTERS * SIZE];
        double[] candidate = new double[baseline.length];
        int[] clusters = new int[baseline.length];
        double shared = 0;
        for (int i = 0; i < baseline.length; i++) {
            clusters[i] = i / SIZE;
            shared = i % SIZE == 0 ? gaussian(random) : shared;
            baseline[i] = 0.6 + 0.2 * gaussian(random);
            candidate[i] = baseline[i] - drop + 0.08 * shared + 0.05 * gaussian(random);
        }
        SampleScores first = SampleScores.mean(baseline);
        SampleScores second = SampleScores.mean(candidate);
        return new TaskComparison(
                new ComparedTask(
                        name,
                        Optional.of(Manifest.bundled().task(name).type()),
                        new Selection(List.of("test"), List.of("default"))),
                OptionalDouble.of(first.value()),
                OptionalDouble.of(second.value()),
                List.of(),
                List.of(),
                Optional.of(Difference.of(
                        first,
                        second,
                        name,
                        new Resampling(random.nextLong(), REPLICATES, Parallel.of(1)),
                        clustered ? Clusters.of(clusters) : Clusters.of(alone(baseline.length)))));
    }

    private static int[] alone(int samples) {
        int[] alone = new int[samples];
        for (int i = 0; i < samples; i++) {
            alone[i] = i;
        }
        return alone;
    }

    private static Comparison outcome(int run, double drop, boolean clustered) {
        SplittableRandom random = new SplittableRandom(run);
        List<TaskComparison> tasks = new ArrayList<>();
        TASKS.forEach(name -> tasks.add(task(name, drop, random, clustered)));
        return new Comparison("baseline", "candidate", tasks);
    }

    private static void runs(IntConsumer work) {
        try (Parallel parallel = Parallel.of(2)) {
            parallel.forBlocks(RUNS, 10, (from, to) -> {
                for (int run = from; run < to; run++) {
                    work.accept(run);
                }
            });
        }
    }

    @Test
    void withLooksAndClustersFalseAlarmsStayBelowTheLevel(TestReporter reporter) {
        AtomicInteger alarms = new AtomicInteger();
        AtomicInteger naive = new AtomicInteger();
        runs(run -> {
            alarms.addAndGet(
                    new SequentialGate(RULES).check(outcome(run, 0, true)).passed() ? 0 : 1);
            naive.addAndGet(
                    new SequentialGate(RULES).check(outcome(run, 0, false)).passed() ? 0 : 1);
        });
        reporter.publishEntry(
                "false alarms with looks in " + RUNS + " runs", alarms + "; as if samples were independent " + naive);
        assertThat(alarms.get()).as("false alarms in %d runs", RUNS).isLessThanOrEqualTo(RUNS / 20);
        assertThat(naive.get()).as("without clusters").isGreaterThan(RUNS / 10);
    }

    @Test
    void aPlainlyWorseCandidateStopsEarlyAndLooksCostLittlePower(TestReporter reporter) {
        AtomicInteger stopped = new AtomicInteger();
        AtomicInteger tasks = new AtomicInteger();
        AtomicInteger sequential = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        runs(run -> {
            SequentialGate.Outcome plain = new SequentialGate(RULES).check(outcome(run, 0.1, true));
            stopped.addAndGet(plain.stopped().isPresent() ? 1 : 0);
            tasks.addAndGet(plain.stopped().map(look -> look.parts()).orElse(TASKS.size()));
            sequential.addAndGet(
                    new SequentialGate(RULES).check(outcome(run, 0.02, true)).passed() ? 0 : 1);
            atOnce.addAndGet(new Gate(RULES).check(outcome(run, 0.02, true)).passed() ? 0 : 1);
        });
        reporter.publishEntry(
                "of " + RUNS + " runs",
                stopped + " ten points worse stopped early; two points worse: " + sequential + " found with looks, "
                        + atOnce + " at once");
        assertThat(stopped.get()).isGreaterThan(RUNS * 95 / 100);
        assertThat(tasks.get() / (double) RUNS)
                .as("tasks scored until it stops")
                .isLessThan(3);
        assertThat(sequential.get() / (double) RUNS)
                .as("power with looks")
                .isCloseTo(atOnce.get() / (double) RUNS, within(0.06));
    }

    /** Who reads a build's page sees why it stopped. */
    @Test
    void aStopIsAReportOfItsOwn() {
        SequentialGate.Outcome outcome = new SequentialGate(RULES).check(outcome(1, 0.1, true));
        GateReport report = outcome.report().orElseThrow();
        assertThat(outcome.rules()).isEmpty();
        assertThat(report.passed()).isFalse();
        assertThat(report.checks()).singleElement().satisfies(check -> {
            int parts = outcome.stopped().orElseThrow().parts();
            assertThat(check.name()).isEqualTo("Mean of the first " + parts + " of 4 tasks");
            assertThat(check.change()).isCloseTo(outcome.stopped().orElseThrow().change(), within(1e-12));
            assertThat(outcome.sentence()).isEqualTo("stop: " + check.reason());
        });
        assertThat(GateFiles.junit(report)).contains("failures=\"1\"", "beyond chance");
    }

    @Test
    void whatATaskMayDropDoesNotStopIt() {
        GateRules allowing = new GateRules(
                0.05,
                RULES.overall(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of("STS12", new GateRule(30, 0), "STS13", new GateRule(30, 0)),
                Optional.empty(),
                false);
        Comparison worse = outcome(1, 0.1, true);
        assertThat(new SequentialGate(RULES)
                        .check(worse)
                        .stopped()
                        .orElseThrow()
                        .parts())
                .isLessThanOrEqualTo(2);
        assertThat(new SequentialGate(allowing).check(worse).looks().subList(0, 2))
                .noneMatch(SequentialLooks.Look::worse);
    }

    @Test
    void withoutARuleForTheMeanThereIsNothingToLookAt() {
        GateRules none = new GateRules(
                0.05, Optional.empty(), Optional.empty(), RULES.task(), Map.of(), Map.of(), Optional.empty(), false);
        assertThatThrownBy(() -> new SequentialGate(none).check(outcome(1, 0, true)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("overall: false");
    }

    @Test
    void tasksBeforeTheirTurnWaitAndNothingIsDecidedUntilAllAreThere() {
        Comparison whole = outcome(1, 0, true);
        List<TaskComparison> tasks = new ArrayList<>(whole.tasks());
        TaskComparison second = tasks.get(1);
        tasks.set(
                1,
                new TaskComparison(
                        second.task(),
                        second.baseline(),
                        OptionalDouble.empty(),
                        List.of(new dev.plumbline.reports.compare.Mark(
                                dev.plumbline.reports.compare.Mark.Kind.MISSING, "only baseline has it")),
                        List.of(),
                        Optional.empty()));
        SequentialGate.Outcome outcome =
                new SequentialGate(RULES).check(new Comparison("baseline", "candidate", tasks));
        assertThat(outcome.tasks()).containsExactly("STS12");
        assertThat(outcome.planned()).isEqualTo(4);
        assertThat(outcome.open()).isTrue();
        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.sentence()).startsWith("go on: after 1 of 4 tasks");
    }

    /** A task whose samples cannot tell is for the rules alone, and ends no look. */
    @Test
    void aTaskWithoutSamplesIsLeftOutOfTheLooks() {
        List<TaskComparison> tasks = new ArrayList<>(outcome(3, 0, true).tasks());
        TaskComparison plain = tasks.get(1);
        tasks.set(
                1,
                new TaskComparison(
                        plain.task(), plain.baseline(), plain.candidate(), List.of(), List.of(), Optional.empty()));
        SequentialGate.Outcome all = new SequentialGate(RULES).check(new Comparison("baseline", "candidate", tasks));
        assertThat(all.tasks()).containsExactly("STS12", "STS14");
        assertThat(all.scored()).isEqualTo(TASKS.size());
        assertThat(all.notes()).singleElement().asString().contains("no look after STS13");
        assertThat(all.report()).isPresent();
    }
}
