package dev.plumbline.harness.cli;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.reports.read.ResultTree;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            "A mean is shown only where every task of it has its score; what is missing is named below the table.",
            "Ranks count the models found here only, so they are not those of a leaderboard with other models."
        },
        mixinStandardHelpOptions = true)
final class AggregateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--results",
            arity = "1..*",
            paramLabel = "DIR",
            description = "Folders of results, with or without the inner results/. Default: the current folder.")
    private List<Path> folders = List.of(Path.of(""));

    @Option(names = "--benchmark", required = true, paramLabel = "NAME", description = "Such as \"MTEB(eng, v2)\".")
    private String benchmark;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Manifest manifest = Manifest.bundled();
        Benchmark known = manifest.benchmark(benchmark);
        Map<String, ModelScores> models = new LinkedHashMap<>();
        List<String> unreadable = new ArrayList<>();
        for (Path folder : folders) {
            ResultTree tree = ResultTree.read(folder);
            unreadable.addAll(tree.unreadable());
            for (ModelScores scores : tree.mainScores()) {
                String label = models.containsKey(scores.model()) ? scores.model() + " in " + folder : scores.model();
                models.put(label, new ModelScores(label, scores.scores()));
            }
        }
        unreadable.forEach(problem -> command.commandLine().getErr().println("warning: passed over: " + problem));
        BenchmarkTable table = BenchmarkTable.of(manifest, known, List.copyOf(models.values()));
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? table.toJson().toPrettyString() + "\n" : table.toText());
        out.flush();
        return ExitCode.DONE;
    }
}
