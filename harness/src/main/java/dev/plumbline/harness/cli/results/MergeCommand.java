package dev.plumbline.harness.cli.results;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.folder.MergeFiles;
import dev.plumbline.reports.merge.MergePlan;
import dev.plumbline.reports.merge.ResultMerge;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "merge",
        description = "The union of folders of results, down to splits and subsets, samples and records among it.",
        footer = {
            "",
            "Where two disagree (other scores, another data set revision, other prompts)",
            "the folder named first stands, and the other's file is kept under",
            "conflicts/<number of its folder>/; conflicts/report.json lists them.",
            "Exit codes: 0 merged, 1 merged with conflicts, 2 usage, 3 no results, 5 no",
            "right to write."
        },
        mixinStandardHelpOptions = true)
public final class MergeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(arity = "2..*", paramLabel = "DIR", description = "Folders of results.")
    private List<Path> folders;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Where the union goes; it must not exist or be empty.")
    private Path output;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        if (Files.exists(output) && !MergeFiles.isEmpty(output)) {
            throw PlumblineException.usage(output + " exists and is not empty");
        }
        List<Path> named = FileWords.of(folders);
        requireOutside(named);
        MergePlan plan = ResultMerge.plan(named);
        ObjectNode report = report(plan, named);
        MergeFiles.write(plan, output, plan.conflicts().isEmpty() ? "" : report.toPrettyString() + "\n");
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(report.toPrettyString());
        } else {
            plan.notes().forEach(out::println);
            plan.conflicts()
                    .forEach(conflict -> out.println("conflict: " + conflict.path() + " of "
                            + named.get(conflict.source() - 1) + " stands back: " + conflict.reason()));
            out.println(plan.results().size() + " files in " + output + ", "
                    + plan.conflicts().size() + " conflicts");
        }
        out.flush();
        return plan.conflicts().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** What lay in a folder that is merged would be merged the next time. */
    private void requireOutside(List<Path> folders) {
        Path made = output.toAbsolutePath().normalize();
        for (Path folder : folders) {
            if (made.startsWith(folder.toAbsolutePath().normalize())) {
                throw PlumblineException.usage(
                        "--output " + output + " lies in " + folder + ", which is merged; name a folder elsewhere");
            }
        }
    }

    private static ObjectNode report(MergePlan plan, List<Path> folders) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        ArrayNode sources = root.putArray("folders");
        folders.forEach(folder -> sources.add(folder.toString()));
        root.put("files", plan.results().size());
        root.set("joined", Json.MAPPER.valueToTree(plan.notes()));
        ArrayNode conflicts = root.putArray("conflicts");
        plan.conflicts()
                .forEach(conflict -> conflicts
                        .addObject()
                        .put("path", conflict.path().toString())
                        .put("folder", folders.get(conflict.source() - 1).toString())
                        .put("reason", conflict.reason()));
        return root;
    }
}
