package dev.plumbline.harness.cli.results;

import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.table.BenchmarkTable;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "aggregate",
        description = "Mean(Task), Mean(TaskType) and Borda rank of every model with results of a benchmark.",
        footer = {
            "",
            "A mean is shown only where every task of it has its score; what is missing is",
            "named below the table.",
            "Ranks count the models found here only, so they are not those of a leaderboard",
            "with other models.",
            "Exit codes: 0 done, 1 done, but for files that could not be read and are",
            "named, 2 usage, 3 no results."
        },
        mixinStandardHelpOptions = true)
public final class AggregateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--results",
            arity = "1..*",
            paramLabel = "DIR",
            description = "Folders of results, with or without the inner results/."
                    + " Default: the current folder, unless figures are given.")
    private List<Path> folders = List.of();

    @Option(
            names = "--figures",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of figures, as results import writes them.")
    private List<Path> figures = List.of();

    @Option(names = "--published", description = "Add the published figures that come with Plumbline.")
    private boolean published;

    @Option(names = "--benchmark", required = true, paramLabel = "NAME", description = "Such as \"MTEB(eng, v2)\".")
    private String benchmark;

    @Option(
            names = "--partial",
            description =
                    "Show the mean over the tasks a model has as well, in a column of its own that says how many.")
    private boolean partial;

    @Option(
            names = "--intervals",
            description = "Ranks among the complete models with 95%% intervals over tasks drawn anew, and tie groups.")
    private boolean intervals;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no figure depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Manifest manifest = Manifest.bundled();
        Benchmark known = manifest.benchmark(benchmark);
        ResultWarnings warnings = new ResultWarnings(command.commandLine().getErr());
        ModelSources sources = new ModelSources(warnings);
        FileWords.of(folders).forEach(sources::addFolder);
        FileWords.of(figures).forEach(sources::addFigures);
        if (published) {
            sources.addPublished();
        }
        if (folders.isEmpty() && figures.isEmpty() && !published) {
            sources.addFolder(Path.of(""));
        }
        BenchmarkTable plain = BenchmarkTable.of(
                manifest,
                known,
                sources.all().stream().map(ModelFigures::scores).toList());
        BenchmarkTable table = partial ? plain.withPartialMeans() : plain;
        try (Parallel parallel = Parallel.of(threads)) {
            Optional<Resampling> resampling = intervals ? Optional.of(Resampling.standard(parallel)) : Optional.empty();
            BenchmarkTable shown = resampling.map(table::withIntervals).orElse(table);
            PrintWriter out = command.commandLine().getOut();
            out.print(json ? shown.toJson().toPrettyString() + "\n" : shown.toText());
            out.flush();
        }
        return plain.isEmpty() && warnings.exitCode() == ExitCode.DONE ? ExitCode.DATA : warnings.exitCode();
    }
}
