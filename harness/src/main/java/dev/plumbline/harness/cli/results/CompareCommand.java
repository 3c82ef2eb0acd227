package dev.plumbline.harness.cli.results;

import dev.plumbline.Plumbline;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.OwnTaskArguments;
import dev.plumbline.harness.cli.table.ComparisonTable;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.assemble.Flips;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.RankAmong;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.read.SeenFile;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description =
                "Two models task by task: which figures are of one kind, how far apart, and what chance would do.",
        footer = {
            "",
            "A model is a folder of results, a name in --results or --figures, or",
            "published:NAME (figures that come with Plumbline).",
            "Where both have samples, differences come with a 95%% interval and a p-value",
            "(paired randomisation test, Holm's correction over the tasks).",
            "Marked with ! is what is not the same measurement: another measure, split,",
            "data set revision or task, a release of mteb that scores otherwise, vectors cut",
            "alike and scaled to length 1 on one side only.",
            "Exit codes: 0 done, 2 usage, 3 the two have nothing in common or their samples",
            "cannot be paired."
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(arity = "0..2", paramLabel = "MODEL", description = "The baseline and the candidate.")
    private List<String> models = List.of();

    @Option(names = "--results", arity = "1..*", paramLabel = "DIR", description = "Folders of results.")
    private List<Path> folders = List.of();

    @Option(
            names = "--figures",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of figures, as results import writes them.")
    private List<Path> figures = List.of();

    @Option(
            names = {"--against", "--benchmark"},
            paramLabel = "NAME",
            description = "Compare on the tasks of a benchmark and show ranks among its published models."
                    + " Default: all tasks that one of the two has.")
    private String benchmark;

    @Option(
            names = "--seen",
            arity = "1..*",
            split = ",",
            paramLabel = "FILE",
            description = "Compare without these samples too, which training data hold: files of"
                    + " decontaminate --samples.")
    private List<Path> seen = List.of();

    @Mixin
    private OwnTaskArguments own;

    @Option(
            names = "--flips",
            paramLabel = "FILE",
            description = "Write every sample on which the two differ, as JSON lines.")
    private Path flips;

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--only-comparable", description = "Leave out what is not the same measurement.")
    private boolean onlyComparable;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no figure depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Override
    public Integer call() {
        if (flips != null && flips.toString().endsWith(".gz")) {
            throw PlumblineException.usage(
                    "--flips " + flips + ": plain JSON lines are written; name a file that ends with .jsonl");
        }
        outputs.check("--flips", flips, "{\"schema\":\"plumbline-flips/");
        Manifest manifest = own.manifest();
        ModelSources sources =
                new ModelSources(warning -> command.commandLine().getErr().println("warning: " + warning));
        List<Path> words = FileWords.of(folders);
        // a list takes every word that follows, models too
        List<Path> missing = words.stream().filter(word -> !Files.exists(word)).toList();
        boolean named = models.size() + missing.size() == 2 && missing.size() < words.size();
        words.stream().filter(word -> !named || Files.exists(word)).forEach(sources::addFolder);
        FileWords.of(figures).forEach(sources::addFigures);
        List<String> names = Stream.concat(
                        models.stream(), named ? missing.stream().map(Path::toString) : Stream.of())
                .toList();
        List<Contender> two = names.isEmpty()
                ? sources.onlyTwo()
                : names.stream().map(sources::find).toList();
        if (two.size() != 2) {
            throw PlumblineException.usage("a comparison needs two models");
        }
        Contender first = two.get(0);
        Contender second = two.get(1);
        Optional<Benchmark> chosen = Optional.ofNullable(benchmark).map(manifest::benchmark);
        try (Parallel parallel = Parallel.of(threads)) {
            Resampling resampling = Resampling.standard(parallel);
            Comparison comparison =
                    Plumbline.compare(manifest, first, second, Optional.ofNullable(benchmark), resampling);
            Optional<RankAmong> ranks = chosen.map(known ->
                    RankAmong.of(comparison, first, second, sources.published().models(), resampling));
            List<SeenFile> left = seen.stream().map(SeenFile::read).toList();
            left.stream()
                    .flatMap(file -> file.gap().stream())
                    .forEach(gap -> command.commandLine().getErr().println("warning: " + gap));
            Optional<Comparison> unseen = left.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Plumbline.compare(
                            manifest,
                            first.without(left),
                            second.without(left),
                            Optional.ofNullable(benchmark),
                            resampling));
            ComparisonTable table = new ComparisonTable(
                    onlyComparable ? comparison.onlyComparable() : comparison, comparison, ranks, unseen);
            PrintWriter out = command.commandLine().getOut();
            out.print(json ? table.toJson().toPrettyString() + "\n" : table.toText());
            out.flush();
            if (flips != null) {
                AtomicFiles.write(
                        flips,
                        Flips.lines(
                                manifest,
                                comparison.onlyComparable().tasks().stream()
                                        .map(TaskComparison::task)
                                        .toList(),
                                first,
                                second));
            }
        }
        return ExitCode.DONE;
    }
}
