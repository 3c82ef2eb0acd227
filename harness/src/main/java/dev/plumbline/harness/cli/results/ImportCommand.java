package dev.plumbline.harness.cli.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ResultsImport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        description = "Read a clone of the public results repository, or mteb's cache, into one file of figures.",
        footer = {
            "",
            "Files of any mteb release are read. A model's revisions are joined as on",
            "mteb's leaderboard. What cannot be used is listed on stderr. aggregate",
            "--figures and compare --figures read the file.",
            "Exit codes: 0 done, 2 usage, 3 no result of a known task, 5 no right to write."
        },
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(arity = "1", paramLabel = "DIR", description = "With or without the inner results/.")
    private Path folder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the figures go (.tsv.gz). Without it nothing is written.")
    private Path output;

    @Option(
            names = "--benchmark",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Only the tasks of these. Default: all tasks that Plumbline knows.")
    private List<String> benchmarks = List.of();

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        outputs.check("--output", output);
        Manifest manifest = Manifest.bundled();
        FigureTable published = FigureTable.published();
        ResultsImport found = ResultsImport.read(
                folder,
                tasks(manifest),
                name -> published.model(name).map(ModelFigures::facts).orElse(ModelFacts.NONE));
        found.unused().forEach(line -> command.commandLine().getErr().println("not used: " + line));
        if (found.models().isEmpty()) {
            throw PlumblineException.result(folder + " has no result of a known task that could be read");
        }
        if (output != null) {
            Map<String, String> origin = new LinkedHashMap<>();
            origin.put(
                    "source",
                    "plumbline results import " + folder.toAbsolutePath().normalize());
            AtomicFiles.write(output, new FigureTable(origin, found.models()).toBytes());
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? json(found).toPrettyString() + "\n" : text(found));
        out.flush();
        return ExitCode.DONE;
    }

    private Set<String> tasks(Manifest manifest) {
        if (benchmarks.isEmpty()) {
            return manifest.taskNames();
        }
        Set<String> tasks = new LinkedHashSet<>();
        for (String name : Words.of(benchmarks)) {
            manifest.benchmark(name).selections().keySet().forEach(task -> {
                tasks.add(task);
                // An aggregate's parts say which data it was measured on.
                tasks.addAll(manifest.task(task).subtasks());
            });
        }
        return tasks;
    }

    private String text(ResultsImport found) {
        StringBuilder text = new StringBuilder();
        text.append(found.models().size())
                .append(" models, ")
                .append(figures(found))
                .append(" figures from ")
                .append(found.files())
                .append(" files\n");
        text.append(found.otherTasks()).append(" files of other tasks passed over\n");
        if (found.experiments() > 0) {
            text.append(found.experiments()).append(" files of experiments passed over\n");
        }
        text.append(found.unused().size()).append(" could not be used in full, listed on stderr\n");
        if (output != null) {
            text.append("written to ").append(output).append('\n');
        }
        return text.toString();
    }

    private static ObjectNode json(ResultsImport found) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("models", found.models().size());
        node.put("figures", figures(found));
        node.put("files", found.files());
        node.put("other_tasks", found.otherTasks());
        node.put("experiments", found.experiments());
        node.set("unused", Json.MAPPER.valueToTree(found.unused()));
        return node;
    }

    private static long figures(ResultsImport found) {
        return found.models().stream()
                .flatMap(model -> model.tasks().values().stream())
                .mapToLong(List::size)
                .sum();
    }
}
