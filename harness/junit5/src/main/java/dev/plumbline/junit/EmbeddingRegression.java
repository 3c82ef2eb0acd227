package dev.plumbline.junit;

import dev.plumbline.ModelRun;
import dev.plumbline.Plumbline;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestReporter;
import org.opentest4j.AssertionFailedError;

/**
 * Scores a model on some tasks and compares it with a baseline of an earlier time, sample by sample. Unchangeable.
 *
 * <p>The baseline is a folder of results in mteb's layout with samples, to be kept with the sources; {@code
 * -Dplumbline.update=true} writes it. Tests of one model may share a folder: each writes and compares its own tasks. A check
 * leaves no other files.
 */
public final class EmbeddingRegression {

    /** The property that has baselines written instead of compared with. */
    public static final String UPDATE = "plumbline.update";

    private static final String NAME = "application/embeddings";

    private final Path baseline;
    private final Optional<String> benchmark;
    private final List<String> tasks;
    private final List<Path> taskFiles;
    private final Optional<Path> rules;
    private final OptionalDouble detects;
    private final Consumer<Map<String, String>> told;

    private EmbeddingRegression(
            Path baseline,
            Optional<String> benchmark,
            List<String> tasks,
            List<Path> taskFiles,
            Optional<Path> rules,
            OptionalDouble detects,
            Consumer<Map<String, String>> told) {
        this.baseline = baseline;
        this.benchmark = benchmark;
        this.tasks = List.copyOf(tasks);
        this.taskFiles = List.copyOf(taskFiles);
        this.rules = rules;
        this.detects = detects;
        this.told = told;
    }

    /** A check against the results in a folder, by the standard rules. */
    public static EmbeddingRegression against(Path baseline) {
        return new EmbeddingRegression(
                baseline,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                OptionalDouble.empty(),
                entries -> {});
    }

    /** On these tasks, by mteb's name, or of Plumbline's own mini benchmark. */
    public EmbeddingRegression on(String... names) {
        return new EmbeddingRegression(baseline, benchmark, List.of(names), taskFiles, rules, detects, told);
    }

    /** On every task of a benchmark, such as {@code Plumbline(mini)}, or those of it that are named. */
    public EmbeddingRegression onBenchmark(String name) {
        return new EmbeddingRegression(baseline, Optional.of(name), tasks, taskFiles, rules, detects, told);
    }

    /** On tasks of one's own, as {@code plumbline task init} writes their files; all of them unless some are named. */
    public EmbeddingRegression withTaskFiles(Path... files) {
        return new EmbeddingRegression(baseline, benchmark, tasks, List.of(files), rules, detects, told);
    }

    /** By rules of one's own, in the form of {@code plumbline gate --rules}. */
    public EmbeddingRegression withRules(Path file) {
        return new EmbeddingRegression(baseline, benchmark, tasks, taskFiles, Optional.of(file), detects, told);
    }

    /**
     * Fails, when the baseline is written and before anything is scored against it, if its samples are too few to tell a drop
     * of the mean of this size with a chance of 80%: a check that cannot fail guards nothing. How far two models differ by
     * chance is guessed from the baseline's samples, as by {@code plumbline gate --plan}.
     *
     * @param points hundredths of a score, more than 0
     * @throws PlumblineException of kind USAGE if they are not
     */
    public EmbeddingRegression requirePower(double points) {
        if (!(points > 0 && points <= 100)) {
            throw PlumblineException.usage("a drop to be found has more than 0 and up to 100 points, not " + points);
        }
        return new EmbeddingRegression(baseline, benchmark, tasks, taskFiles, rules, OptionalDouble.of(points), told);
    }

    /** Publishes scores and the chance to find a drop of one point, for JUnit's reports. */
    public EmbeddingRegression reportTo(TestReporter reporter) {
        return publish(reporter::publishEntry);
    }

    EmbeddingRegression publish(Consumer<Map<String, String>> reader) {
        return new EmbeddingRegression(baseline, benchmark, tasks, taskFiles, rules, detects, reader);
    }

    /**
     * Checks a function that gives one vector for each text, all of one length, compared by cosine.
     *
     * @return as {@link #check(Model)}
     * @throws AssertionFailedError as {@link #check(Model)}
     */
    public Optional<GateReport> check(Function<List<String>, float[][]> embed) {
        try (Model model = Plumbline.encoder(NAME, "1", embed)) {
            return check(model);
        }
    }

    /**
     * Checks a model, which stays open.
     *
     * @return what each rule found; empty where the baseline was written instead
     * @throws AssertionFailedError if it does not hold up to the baseline, with every objection and the samples that changed
     *     for the worse; if there is no baseline; if a task cannot be scored; if {@link #requirePower}
     *     is not met
     * @throws PlumblineException for tasks, rules or a baseline that cannot be read
     */
    public Optional<GateReport> check(Model model) {
        TaskChoice chosen = choice();
        if (updates()) {
            update(model, chosen);
            return Optional.empty();
        }
        if (!Files.isDirectory(baseline)) {
            throw new AssertionFailedError(
                    "there is no baseline in " + baseline + "; -D" + UPDATE + "=true has this test write it");
        }
        Contender before = Plumbline.results(baseline, warning -> {});
        requirePower(chosen.manifest(), before, names(chosen));
        Path folder = temporary();
        try {
            ModelRun run = scored(model, chosen, folder);
            return Optional.of(compare(before, run));
        } finally {
            Baseline.delete(folder);
        }
    }

    private TaskChoice choice() {
        if (benchmark.isEmpty() && tasks.isEmpty() && taskFiles.isEmpty()) {
            throw PlumblineException.usage("an embedding regression test needs tasks, task files or a benchmark");
        }
        return new TaskChoice(benchmark.stream().toList(), tasks, List.of(), List.of(), List.of(), taskFiles);
    }

    private void update(Model model, TaskChoice chosen) {
        Set<String> names = names(chosen);
        new Baseline(baseline).update(names, folder -> {
            ModelRun run = scored(model, chosen, folder);
            requirePower(chosen.manifest(), run.contender(), names);
            return run;
        });
    }

    /** Of the tasks and of those that they average. */
    private static Set<String> names(TaskChoice chosen) {
        Set<String> names = new HashSet<>();
        for (TaskSpec task : chosen.matching(chosen.manifest())) {
            names.add(task.name());
            names.addAll(task.subtasks());
        }
        return names;
    }

    private GateRules rules(Manifest manifest) {
        return rules.map(file -> GateRules.read(file, manifest)).orElseGet(GateRules::standard);
    }

    private void requirePower(Manifest manifest, Contender before, Set<String> own) {
        if (detects.isEmpty()) {
            return;
        }
        RequiredPower.of(manifest, before, own, rules(manifest))
                .filter(found -> !(100 * found <= detects.getAsDouble()))
                .ifPresent(found -> {
                    throw new AssertionFailedError(String.format(
                            Locale.ROOT,
                            "the samples of %s tell a drop of the mean with a chance of 80%% only from %.2f points on,"
                                    + " and %.2f are required; more tasks or samples tell less",
                            baseline,
                            100 * found,
                            detects.getAsDouble()));
                });
    }

    /** Whether baselines are written: {@code -Dplumbline.update}, or with {@code =true}. */
    private static boolean updates() {
        String value = System.getProperty(UPDATE, "false");
        if (!Set.of("", "true", "false").contains(value)) {
            throw PlumblineException.usage("-D" + UPDATE + " is true or false, not \"" + value + "\"");
        }
        return !value.equals("false");
    }

    private static ModelRun scored(Model model, TaskChoice chosen, Path folder) {
        ModelRun run = Plumbline.evaluate(model, chosen, folder);
        List<TaskOutcome> failures = run.failures();
        if (!failures.isEmpty()) {
            TaskOutcome first = failures.get(0);
            throw new AssertionFailedError(
                    first.task() + " cannot be scored: " + reason(first)
                            + (failures.size() > 1 ? " (and " + (failures.size() - 1) + " other tasks)" : ""),
                    first.error());
        }
        return run;
    }

    private static String reason(TaskOutcome failed) {
        return failed.error() == null
                ? "no reason is known"
                : String.valueOf(failed.error().getMessage());
    }

    private GateReport compare(Contender before, ModelRun run) {
        // of what other tests keep there this one says nothing
        Set<String> own = run.outcomes().stream().map(TaskOutcome::task).collect(Collectors.toSet());
        Manifest manifest = choice().manifest();
        Comparison comparison = Plumbline.compare(
                        manifest, before, run.contender(), Optional.empty(), Resampling.standard(Parallel.of(1)))
                .only(own);
        GateReport report = Plumbline.gate(comparison, rules(manifest));
        told.accept(PublishedScores.of(report, comparison));
        List<String> untested = run.mainScores().keySet().stream()
                .filter(task -> comparison.tasks().stream()
                        .noneMatch(compared -> compared.task().name().equals(task) && compared.comparable()))
                .toList();
        if (!untested.isEmpty()) {
            throw new AssertionFailedError("the baseline in " + baseline + " has no comparable score of "
                    + String.join(", ", untested) + "; -D" + UPDATE + "=true has this test write it anew");
        }
        if (!report.passed()) {
            throw new AssertionFailedError(
                    new Objections(manifest, choice(), before, run.contender()).of(report, comparison));
        }
        return report;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("embedding-regression");
        } catch (IOException e) {
            throw PlumblineException.storage("cannot make a temporary folder: " + e, e);
        }
    }
}
