package dev.plumbline.harness.cli.run;

import dev.plumbline.Evaluation;
import dev.plumbline.ModelRun;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FolderWords;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.table.BenchmarkTable;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.reports.aggregate.ModelScores;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "quickstart",
        description = {
            "Score the bundled models and two baselines on the bundled benchmark, then train a small network for some seconds."
        },
        footer = {"", "Writes result files in mteb's layout and a page to open in a browser."},
        mixinStandardHelpOptions = true)
public final class QuickstartCommand implements Callable<Integer> {

    private static final List<String> MODELS =
            List.of("embedded:all-MiniLM-L6-v2", "embedded:bge-small-zh-v1.5", "bm25", "random");

    /** Set by the launcher: the checkout's folder. */
    private static final String HOME = "plumbline.home";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where results and the page go (default: ${DEFAULT-VALUE}).",
            defaultValue = "quickstart")
    private Path output;

    @Option(names = "--no-train", description = "Leave out the training at the end, and with it the fetch of libtorch.")
    private boolean noTrain;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        long start = System.nanoTime();
        FolderWords.written("--output", output);
        Manifest manifest = Manifest.bundled();
        Benchmark benchmark = manifest.benchmark(TaskChoice.MINI);
        List<ModelScores> scores = new ArrayList<>();
        List<TaskOutcome> outcomes = new ArrayList<>();
        for (String spec : MODELS) {
            command.commandLine().getErr().println("== " + spec);
            ModelRun run = score(spec);
            outcomes.addAll(run.outcomes());
            scores.add(run.results().mainScores(run.model().name()));
        }
        BenchmarkTable table = BenchmarkTable.of(manifest, benchmark, scores);
        Path page = output.resolve("report.html");
        int reported = subcommand(
                "report", List.of("--results", output, "--against", benchmark.name(), "--no-published", "--out", page));
        print(benchmark, table, page, (System.nanoTime() - start) / 1e9);
        int trained = noTrain ? ExitCode.DONE : train();
        whatNext();
        return Math.max(ExitCode.of(outcomes), Math.max(reported, trained));
    }

    private int subcommand(String name, List<Object> arguments) {
        return Objects.requireNonNull(command.root().subcommands().get(name), name)
                .execute(arguments.stream().map(Object::toString).toArray(String[]::new));
    }

    /** A few seconds of the trainer, on an example of the checkout that the launcher was started from. */
    private int train() {
        String home = System.getProperty(HOME);
        PrintWriter out = command.commandLine().getOut();
        if (home == null) {
            out.println("No training here: its example is part of a checkout, which ./plumbline starts from.");
            return ExitCode.DONE;
        }
        Path folder = output.resolve("training");
        List<Object> arguments =
                new ArrayList<>(List.of("--output", folder, "--config", Path.of(home, "examples", "mini-short.yaml")));
        if (Files.exists(folder)) {
            arguments.add("--resume");
        }
        out.println("A network of random weights, trained for 80 steps (examples/mini-short.yaml):");
        out.println();
        out.flush();
        return subcommand("train", arguments);
    }

    private ModelRun score(String spec) {
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr());
        ModelOptions options = ModelOptions.defaults().withThreads(threads).withProgress(progress);
        Evaluation evaluation = Evaluation.of(TaskChoice.ofBenchmarks(TaskChoice.MINI), RunOptions.of(output, threads));
        return evaluation.run(spec, options, progress).get(0);
    }

    private void print(Benchmark benchmark, BenchmarkTable table, Path page, double seconds) {
        PrintWriter out = command.commandLine().getOut();
        out.println();
        out.print(table.tasksToText());
        out.println();
        out.print(table.toText());
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%s: %d tasks, %d models, %.0f s. The page: %s",
                benchmark.name(),
                benchmark.tasks().size(),
                MODELS.size(),
                seconds,
                page));
        out.println();
        out.flush();
    }

    private void whatNext() {
        PrintWriter out = command.commandLine().getOut();
        out.println("""

                What next?
                  ./plumbline tasks                     what can be scored
                  ./plumbline run --help                score a model on MTEB's own tasks
                  ./plumbline run --model embeddings:my-vectors.parquet --benchmark "Plumbline(mini)"
                  ./plumbline results aggregate --results %s --benchmark "Plumbline(mini)"
                  ./plumbline train --config examples/mini.yaml      four stages, a few minutes\
                """.formatted(output));
        out.flush();
    }
}
