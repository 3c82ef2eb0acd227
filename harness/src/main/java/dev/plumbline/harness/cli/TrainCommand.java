package dev.plumbline.harness.cli;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.store.Versions;
import dev.plumbline.harness.train.CheckpointScoring;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.artifact.ArtifactFetch;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.trainer.run.CheckpointScorer;
import dev.plumbline.trainer.run.StageGate;
import dev.plumbline.trainer.run.Training;
import dev.plumbline.trainer.stage.EvaluationSettings;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description = "Train a network in stages and score every stage.",
        footer = {
            "",
            "OUTPUT/STAGE/final is a model's directory, as is each OUTPUT/STAGE/checkpoint-N. OUTPUT/STAGE/log.jsonl has a line",
            "per step. Scores go to OUTPUT/results in mteb's cache layout, each checkpoint a model called OUTPUT/STAGE.",
            "Exit codes: 0 done, 2 usage, 3 data, divergence, or a stage that does not pass the gate, 4 model, 5 storage,",
            "130 interrupted."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The run's stages, YAML. Paths in it are relative to it.")
    private Path config;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder of the run. Default: the configuration's name without its ending, here.")
    private Path output;

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "Train this stage alone; the stages it builds on must be done.")
    private String stage;

    @Option(
            names = "--resume",
            description = "Go on with the run in OUTPUT where it stopped, whatever stopped it; the end is the same.")
    private boolean resume;

    @Option(names = "--json", description = "Print the scores as JSON.")
    private boolean json;

    @Mixin
    private NetworkArguments network;

    @Override
    public Integer call() {
        TrainingSettings settings = TrainingSettings.read(config);
        Path folder = folder();
        requireRoom(folder, settings);
        PrintWriter err = command.commandLine().getErr();
        ProgressDisplay progress = new ProgressDisplay(err);
        NetworkPlaces places = new NetworkPlaces(settings.folder(), network.hub(progress));
        CheckpointScorer scorer = settings.evaluation()
                .map(evaluation -> scorer(settings, evaluation, folder, progress))
                .orElse(CheckpointScorer.NONE);
        Libtorch libtorch = Libtorch.start(() -> ArtifactFetch.ofUser(network.offline(), progress::note));
        Training training = new Training(
                settings,
                folder,
                libtorch,
                new Training.Surroundings(
                        places::directory, scorer, StageGate.NONE, new TrainingDisplay(err), Versions.PLUMBLINE));
        StageTable table = new StageTable(training.run(Optional.ofNullable(stage)));
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? table.toJson() : table.toText());
        out.flush();
        return ExitCode.DONE;
    }

    private Path folder() {
        if (output != null) {
            return output;
        }
        String name = config.getFileName().toString().replaceFirst("\\.[A-Za-z]+$", "");
        return Path.of(name);
    }

    /** What an earlier run left is gone on with, or overwritten, only where that was said. */
    private void requireRoom(Path folder, TrainingSettings settings) {
        List<String> mine = stage == null
                ? settings.stages().stream().map(StageSettings::name).toList()
                : List.of(stage);
        Optional<Path> there =
                mine.stream().map(folder::resolve).filter(Files::exists).findFirst();
        if (!resume && there.isPresent()) {
            throw PlumblineException.usage(there.get()
                    + " is there from an earlier run; go on with it with --resume, or name another --output");
        }
    }

    private CheckpointScorer scorer(
            TrainingSettings settings, EvaluationSettings evaluation, Path folder, ProgressDisplay progress) {
        TaskSelection selection = TaskSelection.of(evaluation);
        DataArguments data = DataArguments.of(evaluation);
        Manifest manifest = selection.manifest();
        ModelOptions opening = ModelOptions.defaults()
                .withThreads(settings.threads())
                .withWeights(WeightsForm.NATIVE)
                .withProgress(progress)
                .withDownloads(progress);
        if (network.offline()) {
            opening = opening.withOffline();
        }
        if (settings.start().attention().isPresent()) {
            opening = opening.withAttention(settings.start().attention().get());
        }
        if (evaluation.prompts().isPresent()) {
            opening = opening.withPrompts(PromptsOption.rule(
                    "evaluation.prompts", evaluation.prompts().get(), settings.folder()::resolve));
        }
        return new CheckpointScoring(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                new CheckpointScoring.Tasks(
                        manifest,
                        selection.items(manifest, evaluation.splits(), List.of()),
                        data.source(selection.taskFileFolders(), network.hub(progress), progress)),
                opening,
                new RunOptions(folder, false, data.allowModified(), OptionalInt.empty(), settings.threads()),
                progress);
    }
}
