package dev.plumbline.harness.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.option.PartsArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.tasks.check.DataFinding;
import dev.plumbline.tasks.check.DatasetCheck;
import dev.plumbline.tasks.check.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description =
                "Look for what is odd in the data of tasks: empty and repeated texts, clashing ids, queries nobody"
                        + " judged, test texts that are training texts too, labels out of balance.",
        footer = {
            "",
            "Looks at data as a run reads them, and fetches what is missing. Texts count as",
            "repeated whatever their case and white space. Severe are clashing ids, counts",
            "other than published, and more than a tenth of the test texts in the training",
            "split.",
            "Exit codes: 0 nothing severe, 1 something severe or a task that could not be",
            "read, 3 none could be read."
        },
        mixinStandardHelpOptions = true)
public final class DataCheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private PartsArguments parts;

    @Mixin
    private DataArguments data;

    @Mixin
    private NetworkArguments network;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Manifest manifest = parts.choice().manifest();
        List<RunItem> items = RunItem.withSubtasks(manifest, parts.items(manifest)).stream()
                .filter(item -> item.task().kind() != TaskKind.AGGREGATE)
                .toList();
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        DatasetCheck check =
                new DatasetCheck(data.places(parts.choice().taskFileFolders()).source(network.hub(progress), progress));
        Map<String, List<DataFinding>> findings = new LinkedHashMap<>();
        Map<String, PlumblineException> errors = new LinkedHashMap<>();
        for (RunItem item : items) {
            String task = item.task().name();
            try {
                findings.put(task, check.run(item.task(), item.selection()));
            } catch (PlumblineException e) {
                errors.put(task, e);
                command.commandLine().getErr().println("error: " + task + ": " + e.getMessage());
            }
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? toJson(findings, errors) : toText(findings, errors));
        out.flush();
        return exitCode(findings, errors);
    }

    private static int exitCode(Map<String, List<DataFinding>> findings, Map<String, PlumblineException> errors) {
        if (findings.isEmpty() && !errors.isEmpty()) {
            return ExitCode.of(errors.values().iterator().next());
        }
        return errors.isEmpty() && count(findings, Severity.SEVERE) == 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private static long count(Map<String, List<DataFinding>> findings, Severity severity) {
        return findings.values().stream()
                .flatMap(List::stream)
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String toText(Map<String, List<DataFinding>> findings, Map<String, PlumblineException> errors) {
        TextTable table = new TextTable("TASK", "SPLIT", "SUBSET", "SEVERITY", " COUNT", " OF", "WHAT", "EXAMPLE");
        List<String> clean = new ArrayList<>();
        findings.forEach((task, found) -> {
            if (found.isEmpty()) {
                clean.add(task);
            }
            for (DataFinding finding : found) {
                table.add(
                        task,
                        finding.split(),
                        finding.subset(),
                        finding.severity().label(),
                        String.valueOf(finding.count()),
                        String.valueOf(finding.of()),
                        finding.what() + ": " + finding.issue(),
                        finding.example());
            }
        });
        boolean any = findings.values().stream().anyMatch(found -> !found.isEmpty());
        return (any ? table.toString() : "")
                + (clean.isEmpty() ? "" : "nothing odd: " + String.join(", ", clean) + "\n")
                + String.format(
                        Locale.ROOT,
                        "%d tasks: %d severe, %d warnings, %d notes%s%n",
                        findings.size(),
                        count(findings, Severity.SEVERE),
                        count(findings, Severity.WARNING),
                        count(findings, Severity.NOTE),
                        errors.isEmpty() ? "" : "; " + errors.size() + " tasks could not be read");
    }

    private static String toJson(Map<String, List<DataFinding>> findings, Map<String, PlumblineException> errors) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        for (Severity severity : Severity.values()) {
            root.put(severity.label(), count(findings, severity));
        }
        ArrayNode tasks = root.putArray("tasks");
        findings.forEach((task, found) -> {
            ArrayNode list =
                    tasks.addObject().put("task", task).putNull("error").putArray("findings");
            for (DataFinding finding : found) {
                ObjectNode node = list.addObject();
                node.put("split", finding.split());
                node.put("subset", finding.subset());
                node.put("severity", finding.severity().label());
                node.put("issue", finding.issue().label());
                node.put("what", finding.what());
                node.put("count", finding.count());
                node.put("of", finding.of());
                node.put("example", finding.example());
            }
        });
        errors.forEach((task, error) -> tasks.addObject()
                .put("task", task)
                .put("error", error.getMessage())
                .putArray("findings"));
        return root.toPrettyString() + "\n";
    }
}
