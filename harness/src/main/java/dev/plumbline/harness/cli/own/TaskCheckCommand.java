package dev.plumbline.harness.cli.own;

import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.check.DataFinding;
import dev.plumbline.tasks.check.DatasetCheck;
import dev.plumbline.tasks.check.Severity;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Say what a run would see of the tasks of a file: rows, splits, labels, lengths, oddities.",
        footer = {"", "Exit codes: 0 nothing severe, 1 something severe, 2 usage, 3 data, 6 data are", "missing."},
        mixinStandardHelpOptions = true)
public final class TaskCheckCommand implements Callable<Integer> {

    private static final int LABELS_SHOWN = 8;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "A task file.")
    private Path file;

    @Mixin
    private DataArguments data;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        List<TaskSpec> tasks = TaskFile.read(file);
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        DataPlaces places = data.places(List.of(file.toAbsolutePath().getParent()));
        DatasetSource source = places.source(network.hub(progress), progress);
        PrintWriter out = command.commandLine().getOut();
        boolean severe = false;
        for (TaskSpec task : tasks) {
            out.println(task.name() + ": " + task.type().label() + ", kind "
                    + task.kind().name().toLowerCase(Locale.ROOT) + ", main score " + task.mainScore()
                    + ", data " + task.dataset().path());
            if (task.kind() == TaskKind.AGGREGATE) {
                out.println("the mean of " + String.join(", ", task.subtasks()));
                continue;
            }
            Selection all = new Selection(task.evalSplits(), task.allSubsets());
            LoadedTask loaded = new TaskLoader(source).load(task, all);
            out.print(rows(loaded));
            out.print(texts(loaded, all));
            List<DataFinding> findings = new DatasetCheck(source).run(task, all);
            for (DataFinding finding : findings) {
                severe |= finding.severity() == Severity.SEVERE;
                out.println(finding.severity().label() + ": " + finding.split() + ", " + finding.subset() + ": "
                        + finding.count() + " of " + finding.of() + " " + finding.what() + ": " + finding.issue()
                        + (finding.example().isEmpty() ? "" : ", such as " + finding.example()));
            }
            if (findings.isEmpty()) {
                out.println("nothing odd");
            }
        }
        out.flush();
        return severe ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private static String rows(LoadedTask loaded) {
        TextTable table = new TextTable("SPLIT", "SUBSET", " ROWS", "LABELS");
        for (DatasetStatistics counted : loaded.statistics()) {
            table.add(counted.split(), counted.subset(), String.valueOf(counted.samples()), labels(counted));
        }
        return table.toString();
    }

    private static String labels(DatasetStatistics counted) {
        if (counted.labels().isEmpty()) {
            return counted.counts().entrySet().stream()
                    .skip(1)
                    .map(count -> count.getKey().replace("num_", "") + " " + count.getValue())
                    .collect(Collectors.joining(", "));
        }
        String shown = counted.labels().entrySet().stream()
                .limit(LABELS_SHOWN)
                .map(label -> label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", "));
        int rest = counted.labels().size() - LABELS_SHOWN;
        return counted.labels().size() + ": " + shown + (rest > 0 ? " and " + rest + " more" : "");
    }

    private static String texts(LoadedTask loaded, Selection all) {
        TextTable table = new TextTable("SPLIT", "SUBSET", "TEXTS", " COUNT", " SHORTEST", " MEAN", " LONGEST");
        for (String split : all.splits()) {
            for (String subset : all.subsets()) {
                Map<String, IntSummaryStatistics> lengths = new LinkedHashMap<>();
                loaded.forEachText(
                        split,
                        subset,
                        (part, text) -> lengths.computeIfAbsent(part, each -> new IntSummaryStatistics())
                                .accept(text.codePointCount(0, text.length())));
                lengths.forEach((part, length) -> table.add(
                        split,
                        subset,
                        part,
                        String.valueOf(length.getCount()),
                        String.valueOf(length.getMin()),
                        String.valueOf(Math.round(length.getAverage())),
                        String.valueOf(length.getMax())));
            }
        }
        return table + "lengths are in characters\n";
    }
}
