package dev.plumbline;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.Gate;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.page.ReportFormat;
import dev.plumbline.reports.page.Texts;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.numeric.Parallel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The whole of Plumbline in one page: a model, its scores, what they are beside another's, and a report. Every method throws
 * {@link dev.plumbline.ground.PlumblineException} with one sentence of what is wrong, where, and what to do.
 *
 * <p>Nothing is printed, and nothing is kept between calls but files: results are folders in mteb's layout.
 */
public final class Plumbline {

    private Plumbline() {}

    /**
     * Opens a model; close it.
     *
     * @param spec as {@code plumbline run --model} takes it: {@code embedded:all-MiniLM-L6-v2}, a directory, {@code org/name}
     *     of the hub, an endpoint's address, {@code bm25}, {@code random}
     */
    public static Model model(String spec) {
        return model(spec, ModelOptions.defaults());
    }

    /** Opens a model with other prompts, threads, a store for its vectors, or whatever else the options say. */
    public static Model model(String spec, ModelOptions options) {
        return Models.open(spec, options);
    }

    /**
     * A function as a model. It gets texts as the task hands them over, and gives one vector for each, all of one length.
     *
     * @param name {@code org/name}; the results' folder has it
     * @param revision of the function: results of one revision are taken over as long as it stays the same
     */
    public static Encoder encoder(String name, String revision, Function<List<String>, float[][]> vectors) {
        return new FunctionEncoder(name, revision, vectors);
    }

    /** Every task of a benchmark, with the splits and subsets that it selects. */
    public static TaskChoice benchmark(String name) {
        return TaskChoice.ofBenchmarks(name);
    }

    /** Tasks by mteb's name, each with what the benchmarks select of it. */
    public static TaskChoice tasks(String... names) {
        return TaskChoice.ofTasks(names);
    }

    /**
     * Scores a model on tasks, on all processors. Results that are there are taken over; a task that fails is among the
     * outcomes with its reason, and the others are scored.
     *
     * @param results the folder that gets, or has, {@code results/<model>/<revision>/<Task>.json}
     */
    public static ModelRun evaluate(Model model, TaskChoice tasks, Path results) {
        Evaluation evaluation =
                Evaluation.of(tasks, RunOptions.of(results, Runtime.getRuntime().availableProcessors()));
        return evaluation.run(model, new RunListener() {}, HubProgress.NONE).get(0);
    }

    /**
     * The one model that a folder has results of, to compare.
     *
     * @param warnings hears of files that were passed over, or changed after they were written
     */
    public static Contender results(Path folder, Consumer<String> warnings) {
        return new ModelSources(warnings).inFolder(folder, Optional.empty());
    }

    /** The model of that name in a folder that has results of several. */
    public static Contender results(Path folder, String model, Consumer<String> warnings) {
        return new ModelSources(warnings).inFolder(folder, Optional.of(model));
    }

    /** A model's published figures, which come with Plumbline; they have no samples. */
    public static Contender published(String model) {
        return Contender.of(ModelSources.published(model));
    }

    /**
     * Compares two models on every task that one of them has, task by task. Draws are made when a difference is asked for,
     * on the thread that asks.
     */
    public static Comparison compare(Contender baseline, Contender candidate) {
        return compare(baseline, candidate, Optional.empty(), Resampling.standard(Parallel.of(1)));
    }

    /**
     * Compares two models, if one is named on a benchmark's tasks.
     *
     * @param resampling its threads must stay open as long as differences are asked for
     */
    public static Comparison compare(
            Contender baseline, Contender candidate, Optional<String> benchmark, Resampling resampling) {
        return compare(Manifest.bundled(), baseline, candidate, benchmark, resampling);
    }

    /** The same where tasks of one's own have types, and are what they average: {@link Manifest#withTasks}. */
    public static Comparison compare(
            Manifest manifest,
            Contender baseline,
            Contender candidate,
            Optional<String> benchmark,
            Resampling resampling) {
        Optional<Benchmark> chosen = benchmark.map(manifest::benchmark);
        return Comparison.on(manifest, chosen, baseline, candidate, Optional.of(resampling))
                .requireCommon(chosen.map(known -> " in " + known.name()).orElse(""));
    }

    /** Whether a candidate may take the baseline's place, by the rules that hold where nobody wrote any. */
    public static GateReport gate(Comparison comparison) {
        return gate(comparison, GateRules.standard());
    }

    /** Whether a candidate may take the baseline's place, by rules, as {@link GateRules#read} reads them. */
    public static GateReport gate(Comparison comparison, GateRules rules) {
        return new Gate(rules).check(comparison);
    }

    /**
     * Writes a report.
     *
     * @param file a page to open if it ends in {@code .html}; also {@code .md}, {@code .csv} and {@code .json}
     * @param warnings as {@link ReportOrder#assemble}
     * @return what it says, as data
     */
    public static Report report(ReportOrder order, Path file, Consumer<String> warnings) {
        try (Parallel parallel = Parallel.of(Runtime.getRuntime().availableProcessors())) {
            Report report = order.assemble(Resampling.ofPage(parallel), warnings);
            AtomicFiles.write(file, ReportFormat.of(file).render(report, Texts.of("en")));
            return report;
        }
    }
}
