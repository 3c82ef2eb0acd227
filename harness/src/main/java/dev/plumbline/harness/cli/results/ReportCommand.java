package dev.plumbline.harness.cli.results;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.explain.SampleTextReader;
import dev.plumbline.harness.store.Versions;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.assemble.GivenModel;
import dev.plumbline.reports.assemble.ReportAssembly;
import dev.plumbline.reports.assemble.ReportRequest;
import dev.plumbline.reports.assemble.SampleTextSource;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.page.ReportFormat;
import dev.plumbline.reports.page.Texts;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.training.TrainingFolder;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.release.MtebRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        description = "One model against others: a page to open, send or print.",
        footer = {
            "",
            "The page needs nothing else: no network, no other file. The same input gives the same bytes.",
            "Without --model the report is about the model of --results that has the most tasks of the benchmark and, of",
            "several, is ahead of the most models larger than itself. Without --baseline differences are taken from the",
            "model nearest by mean: of --results if there is another, else of the larger published ones.",
            "Tasks of one's own (--task-file, or those the training was scored on) make the benchmark 'own tasks'.",
            "Texts of samples are shown where samples lie beside the results and --data names the data sets.",
            "Exit codes: 0 done, 2 usage, 3 no results of the benchmark, 5 no room or no right to write."
        },
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {

    /** What tasks of one's own are called together. */
    private static final String OWN = "own tasks";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--results",
            arity = "1..*",
            split = ",",
            required = true,
            paramLabel = "DIR",
            description = "Folders of results in mteb's layout.")
    private List<Path> folders = List.of();

    @Option(
            names = {"--against", "--benchmark"},
            paramLabel = "NAME",
            description = "The benchmark. Default: the one that the results have the most of.")
    private String benchmark;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that the report is about.")
    private String model;

    @Option(
            names = "--task-file",
            arity = "1..*",
            split = ",",
            paramLabel = "FILE",
            description = "Your own tasks, as for plumbline run.")
    private List<Path> taskFiles = List.of();

    @Option(names = "--baseline", paramLabel = "NAME", description = "The model that differences are taken from.")
    private String baseline;

    @Option(
            names = "--no-published",
            description = "Compare with the models of --results only, not with the published figures.")
    private boolean noPublished;

    @Option(
            names = "--models",
            paramLabel = "N",
            defaultValue = "60",
            description = "List at most so many models (default: ${DEFAULT-VALUE}); ranks are among all.")
    private int models;

    @Option(
            names = "--training",
            paramLabel = "DIR",
            description = "Output folder of the training that made the model.")
    private Path training;

    @Mixin
    private DataArguments data;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write (default: standard output).")
    private Path out;

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--format", paramLabel = "F", description = "html, md, csv or json. Default: by --out, else html.")
    private ReportFormat format;

    @Option(names = "--locale", paramLabel = "L", defaultValue = "en", description = "Language of the page: en or zh.")
    private String locale;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no figure depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        Texts texts = Texts.of(locale);
        if (models < 1) {
            throw PlumblineException.usage("--models must be at least 1, not " + models);
        }
        outputs.check("--out", out, taskFiles, ReportFormat.marks().toArray(String[]::new));
        List<TaskSpec> own = ownTasks();
        Manifest manifest = Manifest.bundled().withTasks(own);
        List<String> oddFiles = new ArrayList<>();
        FigureTable published = FigureTable.published();
        Set<String> wanted = new HashSet<>(manifest.taskNames());
        List<GivenModel> given = GivenModel.of(folders, wanted, published, problem -> {
            oddFiles.add(problem);
            command.commandLine().getErr().println("warning: " + problem);
        });
        if (given.isEmpty()) {
            throw PlumblineException.result("no results in " + folders);
        }
        String text;
        try (Parallel parallel = Parallel.of(threads)) {
            Report report = ReportAssembly.of(new ReportRequest(
                    manifest,
                    benchmark(manifest, own, given),
                    given,
                    noPublished ? new FigureTable(published.origin(), List.of()) : published,
                    Optional.ofNullable(model),
                    Optional.ofNullable(baseline),
                    models,
                    Resampling.standard(parallel),
                    Optional.ofNullable(training).map(folder -> TrainingFolder.read(folder, manifest)),
                    texts(manifest),
                    new ReportRequest.Tool(
                            Versions.PLUMBLINE + " (" + Versions.COMMIT + ")",
                            MtebRelease.newest().version(),
                            words()),
                    oddFiles));
            text = format().render(report, texts);
        }
        if (out == null) {
            command.commandLine().getOut().print(text);
            command.commandLine().getOut().flush();
        } else {
            AtomicFiles.write(out, text);
            command.commandLine().getErr().println("written: " + out);
        }
        return ExitCode.DONE;
    }

    private SampleTextSource texts(Manifest manifest) {
        return new SampleTextReader(
                manifest,
                data.places(taskFiles.stream()
                                .map(file -> file.toAbsolutePath().getParent())
                                .distinct()
                                .toList())
                        .source(),
                problem -> command.commandLine().getErr().println("warning: " + problem));
    }

    private List<TaskSpec> ownTasks() {
        Map<String, TaskSpec> own = new LinkedHashMap<>();
        taskFiles.forEach(file -> TaskFile.read(file).forEach(task -> own.put(task.name(), task)));
        if (training != null) {
            TrainingFolder.ownTasks(training).forEach(task -> own.putIfAbsent(task.name(), task));
        }
        return List.copyOf(own.values());
    }

    /** The benchmark named, else the one of which a model given has the most tasks. */
    private Benchmark benchmark(Manifest manifest, List<TaskSpec> own, List<GivenModel> given) {
        List<Benchmark> benchmarks = new ArrayList<>(manifest.benchmarks());
        if (!own.isEmpty()) {
            benchmarks.add(Benchmark.own(OWN, own));
            if (OWN.equals(benchmark)) {
                return benchmarks.get(benchmarks.size() - 1);
            }
        }
        if (benchmark != null) {
            return manifest.benchmark(benchmark);
        }
        return benchmarks.stream()
                .max(Comparator.comparingLong((Benchmark known) -> given.stream()
                                .mapToLong(one -> known.tasks().stream()
                                        .filter(entry -> one.figures().tasks().containsKey(entry.task()))
                                        .count())
                                .max()
                                .orElse(0))
                        .thenComparing(Benchmark::name, Comparator.reverseOrder()))
                .orElseThrow();
    }

    private ReportFormat format() {
        if (format != null) {
            return format;
        }
        String name = out == null ? "" : out.getFileName().toString();
        for (ReportFormat known : ReportFormat.values()) {
            if (name.endsWith("." + known.label())) {
                return known;
            }
        }
        return ReportFormat.HTML;
    }

    /** The command line as it was given. */
    private List<String> words() {
        List<String> words = new ArrayList<>(List.of("plumbline"));
        words.addAll(command.root().commandLine().getParseResult().originalArgs());
        return words;
    }
}
