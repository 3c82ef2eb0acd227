package dev.plumbline.harness.cli.results;

import dev.plumbline.ReportOrder;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.reports.gate.Badge;
import dev.plumbline.reports.page.ReportFormat;
import dev.plumbline.reports.page.Texts;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
            "The page needs nothing else: no network, no other file. The same input gives",
            "the same bytes.",
            "Without --model the report is about the model of --results that has the most",
            "tasks of the benchmark and, of several, is ahead of the most models larger",
            "than itself; with --training it is the last stage. Without --baseline",
            "differences are taken from what the training began with, else from the model",
            "nearest by mean: of --results if there is another, else of the larger",
            "published ones.",
            "Tasks of one's own (--task-file, or those the training was scored on) make the",
            "benchmark 'own tasks'.",
            "Texts of samples are shown where samples lie beside the results and --data",
            "names the data sets.",
            "Exit codes: 0 done, 1 done, but for files that could not be read and are",
            "named, 2 usage, 3 no results of the benchmark, 5 no room or no right to write."
        },
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--results",
            arity = "1..*",
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
            paramLabel = "FILE",
            description = "Your own tasks, as for plumbline run.")
    private List<Path> taskFiles = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "The model that differences are taken from; also published:NAME.")
    private String baseline;

    @Option(
            names = "--no-published",
            description = "Compare with the models of --results only, not with the published figures.")
    private boolean noPublished;

    @Option(
            names = "--models",
            arity = "1..*",
            paramLabel = "N|NAME",
            description = "List at most so many models (default: 60), or show these beside the two, by name or"
                    + " published:NAME; ranks are among all. Chosen otherwise: well known ones of about the"
                    + " candidate's size, for the benchmark's language.")
    private List<String> models = List.of();

    @Option(
            names = "--training",
            paramLabel = "DIR",
            description = "Output folder of the training that made the model.")
    private Path training;

    @Option(
            names = "--seen",
            arity = "1..*",
            split = ",",
            paramLabel = "FILE",
            description = "Show scores without these samples too, which training data hold: files of"
                    + " decontaminate --samples.")
    private List<Path> seen = List.of();

    @Mixin
    private DataArguments data;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write (default: standard output).")
    private Path out;

    @Option(
            names = "--badge",
            paramLabel = "FILE",
            description = "Write a badge (SVG) too, with the benchmark, the model's mean and its rank.")
    private Path badge;

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--format", paramLabel = "F", description = "html, md, csv or json. Default: by --out, else html.")
    private ReportFormat format;

    @Option(
            names = "--locale",
            paramLabel = "L",
            defaultValue = "en",
            description = "Language of the page: en or zh, also as zh-CN.")
    private String locale;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no figure depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        Texts texts = Texts.of(locale);
        ReportOrder order = new ReportOrder(
                FileWords.of(folders),
                Optional.ofNullable(benchmark),
                Optional.ofNullable(model),
                Optional.ofNullable(baseline),
                !noPublished,
                isNumber() ? List.of() : Words.of(models),
                isNumber() ? number() : ReportOrder.LISTED,
                FileWords.of(taskFiles),
                Optional.ofNullable(training),
                data.folder(),
                FileWords.of(seen),
                words());
        outputs.check("--out", out, ReportFormat.marks().toArray(String[]::new));
        outputs.check("--badge", badge, "<svg ");
        ReportFormat written = format();
        ResultWarnings warnings = new ResultWarnings(command.commandLine().getErr());
        String text;
        try (Parallel parallel = Parallel.of(threads)) {
            Report report = order.assemble(Resampling.ofPage(parallel), warnings);
            text = written.render(report, texts);
            if (badge != null) {
                AtomicFiles.write(badge, Badge.of(report).svg());
            }
        }
        if (out == null) {
            command.commandLine().getOut().print(text);
            command.commandLine().getOut().flush();
        } else {
            AtomicFiles.write(out, text);
            command.commandLine().getErr().println("written: " + out);
        }
        return warnings.exitCode();
    }

    /** A number says how many, anything else which. */
    private boolean isNumber() {
        return models.size() == 1 && NUMBER.matcher(models.get(0)).matches();
    }

    private int number() {
        try {
            return Integer.parseInt(models.get(0));
        } catch (NumberFormatException e) {
            throw PlumblineException.usage("--models must be a number from 1, or names, not " + models.get(0));
        }
    }

    private ReportFormat format() {
        if (format != null) {
            return format;
        }
        return out == null ? ReportFormat.HTML : ReportFormat.of(out);
    }

    /** The command line as it was given. */
    private List<String> words() {
        List<String> words = new ArrayList<>(List.of("plumbline"));
        words.addAll(command.root().commandLine().getParseResult().originalArgs());
        return words;
    }
}
