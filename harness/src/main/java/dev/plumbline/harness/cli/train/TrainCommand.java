package dev.plumbline.harness.cli.train;

import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.harness.cli.option.DeviceArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FolderWords;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.StatusLine;
import dev.plumbline.harness.cli.option.StopSignal;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.PlanTable;
import dev.plumbline.harness.cli.table.StageTable;
import dev.plumbline.harness.run.PassingFolder;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.track.RunTracking;
import dev.plumbline.harness.train.TrainingCurves;
import dev.plumbline.harness.train.TrainingData;
import dev.plumbline.harness.train.TrainingParts;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.trainer.loop.MatrixSpeed;
import dev.plumbline.trainer.loop.Training;
import dev.plumbline.trainer.loop.TrainingDevice;
import dev.plumbline.trainer.loop.TrainingPlan;
import dev.plumbline.trainer.stage.EvaluationSettings;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
            "OUTPUT/STAGE/final is a model's directory, as is each",
            "OUTPUT/STAGE/checkpoint-N. OUTPUT/STAGE/log.jsonl has a line per step. Scores",
            "go to OUTPUT/results in mteb's cache layout, each checkpoint a model called",
            "OUTPUT/STAGE.",
            "Exit codes: 0 done, 2 usage, 3 data, divergence, or a stage that does not pass",
            "the gate, 4 model, 5 storage, 6 data are missing, 130 interrupted."
        },
        mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {

    /** Of a run, beside its stages, in its folder. */
    private static final List<String> OF_A_RUN =
            List.of("initial", "results", "scores.json", "training.svg", "scores.csv", "tensorboard");

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

    @Option(
            names = "--dry-run",
            description =
                    "Train nothing: look whether the run can begin, read the data, and say rows, steps, memory and time. No"
                            + " weights are looked at.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the scores as JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private DeviceArguments device;

    @Mixin
    private NetworkArguments network;

    @Override
    public Integer call() {
        TrainingSettings read = TrainingSettings.read(config);
        TrainingSettings chosen = device.devices().map(read::on).orElse(read);
        if (chosen.isTf32()) {
            // before anything starts libtorch
            Libtorch.allowTf32();
        }
        Path folder = folder();
        requireRoom(folder, chosen);
        if (!dryRun || Files.isDirectory(index(folder))) {
            return train(chosen, folder);
        }
        try (PassingFolder passing = new PassingFolder("dry-run")) {
            return train(chosen, passing.folder());
        }
    }

    /** Or says what training would be. */
    private int train(TrainingSettings chosen, Path folder) {
        StatusLine line = StatusLine.of(command.commandLine().getErr());
        ProgressDisplay progress = new ProgressDisplay(line, verbosity.level());
        List<String> names = chosen.stages().stream().map(StageSettings::name).toList();
        TrainingDisplay display = new TrainingDisplay(line, new TrainingCurves(folder, names), verbosity.level());
        TrainingSettings settings = new TrainingData(
                        DataPlaces.bundled().source(network.hub(progress), progress), folder, display::note)
                .rows(chosen);
        TrainingParts parts = new TrainingParts(
                settings, folder, network.access(), new TrainingParts.Listeners(progress, progress, progress));
        settings.evaluation()
                .map(EvaluationSettings::release)
                .filter(MtebRelease::derived)
                .ifPresent(release -> display.note(release.derivation()));
        Path start = description(parts, settings);
        parts.check(start, Optional.ofNullable(stage), display);
        if (dryRun) {
            return plan(settings, folder, start, display);
        }
        parts.keepTaskFiles();
        parts.checkTestTexts(display);
        Libtorch libtorch = libtorch(settings, progress::note);
        display.note("trained on " + libtorch.deviceLabel() + " (" + libtorch.version() + ")");
        StageTable table;
        try (StopSignal stop = new StopSignal();
                RunTracking tracking = RunTracking.begin(
                        settings, folder, display, HubEnvironment.ofProcess().variables(), Clock.systemUTC())) {
            Training training = new Training(settings, folder, libtorch, parts.surroundings(tracking, stop));
            table = new StageTable(training.run(Optional.ofNullable(stage)));
            tracking.done();
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? table.toJson() : table.toText());
        out.flush();
        return ExitCode.DONE;
    }

    private int plan(TrainingSettings settings, Path folder, Path start, TrainingDisplay display) {
        PrintWriter out = command.commandLine().getOut();
        double speed = 0;
        Optional<PlumblineException> lacking = Optional.empty();
        TrainingDevice one = settings.devices().first().isCuda() ? TrainingDevice.SOME_GPU : TrainingDevice.CPU;
        TrainingDevice place = one.times(settings.devices().chosen().size());
        try {
            Libtorch libtorch = libtorch(settings, display::note);
            place = TrainingDevice.of(libtorch);
            speed = MatrixSpeed.of(libtorch);
        } catch (PlumblineException e) {
            lacking = Optional.of(e);
        }
        // the plan says what it can without; the run could not begin
        List<TrainingPlan.Stage> stages =
                new TrainingPlan(settings, start, index(folder)).stages(place, display::warning);
        out.print(PlanTable.text(stages, place, speed));
        out.flush();
        lacking.ifPresent(e -> {
            throw e;
        });
        return ExitCode.DONE;
    }

    private Libtorch libtorch(TrainingSettings settings, Consumer<String> note) {
        return Libtorch.start(
                        CacheFolder.ofEnvironment().nativeLibraries(),
                        device.libtorch(),
                        () -> ArtifactFetch.ofUser(network.offline(), note))
                .on(settings.devices());
    }

    private Path folder() {
        if (output != null) {
            return output;
        }
        String name = config.getFileName().toString().replaceFirst("\\.[A-Za-z]+$", "");
        return Path.of(name);
    }

    /** What is known of data; a dry run takes it over from an earlier run, and leaves none where there was none. */
    private static Path index(Path folder) {
        return folder.resolve(".index");
    }

    private static Path description(TrainingParts parts, TrainingSettings settings) {
        try {
            return parts.places().description(settings.start().network());
        } catch (PlumblineException e) {
            throw SettingsFile.read(settings.file()).located("network", e);
        }
    }

    private static boolean holdsSomething(Path folder) {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            // hidden is what was found out of data
            return files.anyMatch(file -> !file.getFileName().toString().startsWith("."));
        } catch (IOException e) {
            throw PlumblineException.storage("cannot list " + folder + ": " + e, e);
        }
    }

    /** What an earlier run left is gone on with, or overwritten, only where that was said. */
    private void requireRoom(Path folder, TrainingSettings settings) {
        FolderWords.written("--output", folder);
        List<String> mine = stage == null
                ? settings.stages().stream().map(StageSettings::name).toList()
                : List.of(stage);
        if (output == null && !resume && stage == null && holdsSomething(folder)) {
            throw PlumblineException.usage("the folder " + folder
                    + ", where the run would go, has files already; go on with an earlier run with --resume, or name an"
                    + " --output");
        }
        Stream<String> written = stage == null ? Stream.concat(mine.stream(), OF_A_RUN.stream()) : mine.stream();
        Optional<Path> there =
                written.map(folder::resolve).filter(Files::exists).findFirst();
        if (!resume && there.isPresent()) {
            throw PlumblineException.usage(there.get()
                    + " is there from an earlier run; go on with it with --resume, or name another --output");
        }
    }
}
