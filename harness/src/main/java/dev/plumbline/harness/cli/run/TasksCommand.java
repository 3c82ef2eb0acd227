package dev.plumbline.harness.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.TaskSelection;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "tasks",
        aliases = "available-tasks",
        description = "List the tasks, all or those that fit.",
        mixinStandardHelpOptions = true)
public final class TasksCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private TaskSelection selection;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Manifest manifest = selection.choice().manifest();
        List<TaskSpec> tasks = selection.choice().matching(manifest);
        command.commandLine().getOut().print(json ? json(manifest, tasks) : table(manifest, tasks));
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private static String table(Manifest manifest, List<TaskSpec> tasks) {
        TextTable table = new TextTable("TASK", "TYPE", "LANGUAGES", "SPLITS", "MAIN SCORE", "DATA SET");
        for (TaskSpec task : tasks) {
            Selection scored = manifest.selection(task);
            table.add(
                    task.name(),
                    task.type().label(),
                    String.join(",", languages(task, scored)),
                    String.join(",", scored.splits()),
                    task.mainScore(),
                    task.subtasks().isEmpty()
                            ? task.dataset().path()
                            : task.subtasks().size() + " tasks");
        }
        return table.toString() + tasks.size() + " tasks\n";
    }

    private static String json(Manifest manifest, List<TaskSpec> tasks) throws JsonProcessingException {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (TaskSpec task : tasks) {
            Selection scored = manifest.selection(task);
            ObjectNode node = list.addObject();
            node.put("name", task.name());
            node.put("type", task.type().label());
            node.set("languages", Json.MAPPER.valueToTree(languages(task, scored)));
            node.set("splits", Json.MAPPER.valueToTree(scored.splits()));
            node.set("subsets", Json.MAPPER.valueToTree(scored.subsets()));
            node.put("main_score", task.mainScore());
            node.set("dataset", Json.MAPPER.valueToTree(task.dataset()));
            node.set("benchmarks", Json.MAPPER.valueToTree(benchmarks(manifest, task)));
        }
        return list.toPrettyString() + "\n";
    }

    private static List<String> languages(TaskSpec task, Selection scored) {
        return scored.subsets().stream()
                .flatMap(subset -> task.languagesOf(subset).stream())
                .distinct()
                .toList();
    }

    private static List<String> benchmarks(Manifest manifest, TaskSpec task) {
        return manifest.benchmarks().stream()
                .filter(benchmark -> benchmark.selections().containsKey(task.name()))
                .map(benchmark -> benchmark.name())
                .toList();
    }
}
