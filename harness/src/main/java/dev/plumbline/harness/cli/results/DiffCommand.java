package dev.plumbline.harness.cli.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.reports.diff.Change;
import dev.plumbline.reports.diff.ModelDiff;
import dev.plumbline.reports.diff.ResultDiff;
import dev.plumbline.reports.diff.TaskDiff;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description = "What differs between two folders of results: scores, versions, prompts, hashes, machine.",
        footer = {
            "",
            "Times and dates are no difference. To compare two models with statistics see",
            "plumbline compare.",
            "Exit codes: 0 the same, 1 something differs, 2 usage, 3 no results, or no",
            "model in both."
        },
        mixinStandardHelpOptions = true)
public final class DiffCommand implements Callable<Integer> {

    private static final int WIDEST = 60;

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "A", description = "A folder of results.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Another.")
    private Path second;

    @Option(names = "--all", description = "Every measure that differs, not the main scores alone, and times.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON instead of text; it has everything.")
    private boolean json;

    @Override
    public Integer call() {
        ResultDiff diff = ResultDiff.of(first, second);
        PrintWriter err = command.commandLine().getErr();
        diff.unreadable().forEach(line -> err.println("warning: passed over: " + line));
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(json(diff).toPrettyString());
        } else {
            text(diff, out);
        }
        out.flush();
        return diff.same() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void text(ResultDiff diff, PrintWriter out) {
        diff.onlyFirst().forEach(model -> out.println("only in A: " + model));
        diff.onlySecond().forEach(model -> out.println("only in B: " + model));
        for (ModelDiff model : diff.models()) {
            out.println(model.first().equals(model.second()) ? model.first() : model.first() + " | " + model.second());
            model.onlyFirst().forEach(task -> out.println("  only in A: " + task));
            model.onlySecond().forEach(task -> out.println("  only in B: " + task));
            print("  model_meta.json: ", model.description(), out);
            for (TaskDiff task : model.tasks()) {
                text(task, out);
            }
            long same = model.tasks().stream().filter(TaskDiff::same).count();
            out.println("  " + same + " of " + model.tasks().size() + " tasks in both are the same");
        }
    }

    private void text(TaskDiff task, PrintWriter out) {
        List<Change> scores = task.scores().stream()
                .filter(change -> all || change.name().endsWith(" main_score"))
                .toList();
        if (task.same() && !(all && !task.timing().isEmpty())) {
            return;
        }
        out.println("  " + task.task());
        print("    ", scores, out);
        int hidden = task.scores().size() - scores.size();
        if (hidden > 0) {
            out.println("    " + hidden + " other scores (--all)");
        }
        print("    ", task.provenance(), out);
        if (all) {
            print("    ", task.timing(), out);
        }
    }

    private static void print(String indent, List<Change> changes, PrintWriter out) {
        changes.forEach(change ->
                out.println(indent + change.name() + ": " + shown(change.first()) + " | " + shown(change.second())));
    }

    private static String shown(Optional<String> value) {
        String text = value.map(known -> known.replace("\n", "\\n")).orElse("-");
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST) + "...";
    }

    private static ObjectNode json(ResultDiff diff) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("same", diff.same());
        root.set("only_a", Json.MAPPER.valueToTree(diff.onlyFirst()));
        root.set("only_b", Json.MAPPER.valueToTree(diff.onlySecond()));
        ArrayNode models = root.putArray("models");
        for (ModelDiff model : diff.models()) {
            ObjectNode node = models.addObject();
            node.put("a", model.first());
            node.put("b", model.second());
            node.set("only_a", Json.MAPPER.valueToTree(model.onlyFirst()));
            node.set("only_b", Json.MAPPER.valueToTree(model.onlySecond()));
            changes(node.putArray("model_meta"), model.description());
            ArrayNode tasks = node.putArray("tasks");
            for (TaskDiff task : model.tasks()) {
                ObjectNode entry = tasks.addObject();
                entry.put("task", task.task());
                entry.put("same", task.same());
                changes(entry.putArray("scores"), task.scores());
                changes(entry.putArray("provenance"), task.provenance());
                changes(entry.putArray("timing"), task.timing());
            }
        }
        return root;
    }

    private static void changes(ArrayNode list, List<Change> changes) {
        changes.forEach(change -> list.addObject()
                .put("name", change.name())
                .put("a", change.first().orElse(null))
                .put("b", change.second().orElse(null)));
    }
}
