package dev.plumbline.harness.train;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.harness.folder.Versions;
import dev.plumbline.harness.inventory.DataInventory;
import dev.plumbline.harness.inventory.NeededDataset;
import dev.plumbline.harness.inventory.Place;
import dev.plumbline.harness.run.ExistingResults;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.select.HubAccess;
import dev.plumbline.harness.select.NamedPrompts;
import dev.plumbline.harness.select.NetworkPlaces;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.endpoint.Api;
import dev.plumbline.models.endpoint.EndpointSettings;
import dev.plumbline.models.torch.DeviceChoice;
import dev.plumbline.reports.assemble.TrainingFolder;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.trainer.loop.CheckpointScorer;
import dev.plumbline.trainer.loop.StageGate;
import dev.plumbline.trainer.loop.Training;
import dev.plumbline.trainer.loop.TrainingChecks;
import dev.plumbline.trainer.loop.TrainingListener;
import dev.plumbline.trainer.stage.AlignSettings;
import dev.plumbline.trainer.stage.EvaluationSettings;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TeacherModel;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a training run needs of models, tasks and data, as its configuration names them. */
public final class TrainingParts {

    private final TrainingSettings settings;
    private final Path folder;
    private final HubAccess access;
    private final Listeners listeners;

    /**
     * Who hears of what goes on beside the training itself.
     *
     * @param run of scoring
     * @param encoding of texts
     * @param downloads of files
     */
    public record Listeners(RunListener run, EncodeProgress encoding, HubProgress downloads) {}

    /** @param folder of the run */
    public TrainingParts(TrainingSettings settings, Path folder, HubAccess access, Listeners listeners) {
        this.settings = settings;
        this.folder = folder;
        this.access = access;
        this.listeners = listeners;
    }

    /** What the training asks for on its way. */
    public Training.Surroundings surroundings(TrainingListener listener, BooleanSupplier stop) {
        Optional<CheckpointScoring> scoring = settings.evaluation().map(this::scorer);
        CheckpointScorer scorer = scoring.isPresent() ? scoring.get() : CheckpointScorer.NONE;
        TeacherCache teachers = new TeacherCache(
                CacheFolder.ofEnvironment().teachers(),
                folder.resolve(".teacher"),
                this::teacher,
                settings.threads(),
                listener::note);
        return new Training.Surroundings(
                places()::directory, scorer, gate(scoring, listener), teachers, listener, stop, Versions.PLUMBLINE);
    }

    private StageGate gate(Optional<CheckpointScoring> scoring, TrainingListener listener) {
        Optional<Path> rules =
                settings.evaluation().flatMap(EvaluationSettings::gate).map(EvaluationSettings.Gate::rules);
        if (rules.isEmpty()) {
            return StageGate.NONE;
        }
        Manifest manifest = manifest(settings.evaluation().orElseThrow());
        return new ResultGate(
                folder,
                manifest,
                GateRules.read(rules.get(), manifest),
                scoring.orElseThrow(),
                settings.threads(),
                listener);
    }

    /** Where the networks are. */
    public NetworkPlaces places() {
        return new NetworkPlaces(settings.folder(), access.hub(listeners.downloads()));
    }

    /**
     * Refuses what would end the run later: data sets of the evaluation that are not there, prompts, gate rules or teachers
     * that cannot be read, stages that cannot be trained.
     *
     * @param network directory with the description of the network
     * @param only this stage alone, if there is one
     * @throws PlumblineException with what is wrong and what to do
     */
    public void check(Path network, Optional<String> only, TrainingListener listener) {
        Set<String> scored = new LinkedHashSet<>();
        if (settings.evaluation().isPresent()) {
            EvaluationSettings evaluation = settings.evaluation().get();
            List<RunItem> items = at("evaluation", () -> items(evaluation));
            items.forEach(item -> scored.add(item.task().name()));
            CheckpointScoring scoring = scorer(evaluation);
            at("evaluation.gate", () -> gate(Optional.of(scoring), listener));
            requireData(evaluation, items);
        }
        List<StageSettings> stages = settings.stages();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i) instanceof OptimisedStage optimised) {
                String way = "stages[" + i + "].";
                optimised.teacher().ifPresent(teacher -> require(way + "teacher", teacher));
                optimised.objective().guide().ifPresent(guide -> require(way + "guide", guide));
                optimised
                        .objective()
                        .align()
                        .map(AlignSettings::model)
                        .ifPresent(model -> require(way + "align", model));
            }
        }
        new TrainingChecks(settings, network, folder.resolve(".index")).require(scored, only, listener::warning);
    }

    /** What goes wrong with what a key names is said with file, key and line. */
    private <T> T at(String way, Supplier<T> work) {
        try {
            return work.get();
        } catch (PlumblineException e) {
            throw SettingsFile.read(settings.file()).located(way, e);
        }
    }

    private void requireData(EvaluationSettings evaluation, List<RunItem> items) {
        Manifest manifest = manifest(evaluation);
        DatasetSource source = data(evaluation);
        DataInventory inventory = new DataInventory(
                DataPlaces.of(evaluation).local(), HubEnvironment.ofProcess().cache());
        for (NeededDataset needed : NeededDataset.of(manifest, items)) {
            String place = settings.file() + ": evaluation: " + String.join(", ", needed.tasks());
            DataInventory.Entry entry = inventory.look(needed);
            if (entry.place() == Place.FOLDER && !entry.complete()) {
                throw PlumblineException.data(place + ": "
                        + (entry.problem().isEmpty()
                                ? entry.where() + " has " + entry.present() + " of the " + entry.needed()
                                        + " files that are needed"
                                : entry.problem()));
            }
            if (entry.place() != Place.BUNDLED && !entry.complete()) {
                try {
                    needed.paths(source.open(needed.ref()));
                } catch (PlumblineException e) {
                    throw e.in(place);
                }
            }
        }
    }

    private CheckpointScoring scorer(EvaluationSettings evaluation) {
        ModelOptions opening = options(ModelOptions.defaults())
                .withWeights(WeightsForm.NATIVE)
                .withDevice(settings.devices().first());
        if (settings.start().attention().isPresent()) {
            opening = opening.withAttention(settings.start().attention().get());
        }
        if (evaluation.prompts().isPresent()) {
            opening = opening.withPrompts(at(
                    "evaluation.prompts",
                    () -> NamedPrompts.rule("prompts", evaluation.prompts().get(), this::file)));
        }
        return new CheckpointScoring(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                new CheckpointScoring.Tasks(manifest(evaluation), items(evaluation), data(evaluation)),
                opening,
                new RunOptions(
                        folder,
                        ExistingResults.COMPLETE,
                        evaluation.allowModifiedData(),
                        OptionalInt.empty(),
                        settings.threads(),
                        true,
                        evaluation.release()),
                listeners.run());
    }

    private static Manifest manifest(EvaluationSettings evaluation) {
        return TaskChoice.of(evaluation).manifest();
    }

    /** What is scored. */
    public List<RunItem> items(EvaluationSettings evaluation) {
        TaskChoice choice = TaskChoice.of(evaluation);
        return choice.items(choice.manifest(), evaluation.splits(), List.of());
    }

    private DatasetSource data(EvaluationSettings evaluation) {
        return DataPlaces.of(evaluation).source(access.hub(listeners.downloads()), listeners.downloads());
    }

    /** Copies the task files to the run's folder, since its results mean nothing without them. */
    public void keepTaskFiles() {
        List<Path> files =
                settings.evaluation().map(EvaluationSettings::taskFiles).orElse(List.of());
        for (int i = 0; i < files.size(); i++) {
            Path name = files.get(i).getFileName();
            AtomicFiles.copy(files.get(i), TrainingFolder.taskFiles(folder).resolve((i + 1) + "-" + name));
        }
    }

    /** Looks for the evaluation's test texts in the training files, as far as the configuration wants it. */
    public void checkTestTexts(TrainingListener listener) {
        if (settings.evaluation().isEmpty() || settings.contamination() == TrainingSettings.Contamination.OFF) {
            return;
        }
        EvaluationSettings evaluation = settings.evaluation().get();
        new TestTextCheck(manifest(evaluation), items(evaluation), data(evaluation), folder, listener).check(settings);
    }

    private ModelOptions options(ModelOptions defaults) {
        ModelOptions options = defaults.withThreads(settings.threads())
                .withProgress(listeners.encoding())
                .withDownloads(listeners.downloads());
        return access.offline() ? options.withOffline() : options;
    }

    /** A model that a stage learns from is there, or can be fetched. */
    private void require(String way, TeacherModel teacher) {
        at(way, () -> {
            TeacherCache.Opening opening = teacher(teacher);
            Models.require(opening.spec(), opening.options());
            return opening;
        });
    }

    private TeacherCache.Opening teacher(TeacherModel teacher) {
        // vectors are kept, so that a computation that was stopped goes on
        ModelOptions options = options(ModelOptions.defaults())
                .withStore(CacheFolder.ofEnvironment().embeddings());
        if (settings.devices().first().kind() == DeviceChoice.Kind.CPU) {
            // a GPU asked for is the training's: an endpoint or a graph that teaches runs on none
            options = options.withDevice(DeviceChoice.CPU);
        }
        if (teacher.prompts().isPresent()) {
            options = options.withPrompts(
                    NamedPrompts.rule("teacher.prompts", teacher.prompts().get(), this::file));
        }
        if (teacher.api().isPresent() || teacher.apiModel().isPresent()) {
            EndpointSettings endpoint = EndpointSettings.defaults();
            if (teacher.api().isPresent()) {
                endpoint = endpoint.withApi(api(teacher.api().get()));
            }
            if (teacher.apiModel().isPresent()) {
                endpoint = endpoint.withModel(teacher.apiModel().get());
            }
            options = options.withEndpoint(endpoint);
        }
        return new TeacherCache.Opening(beside(teacher.model()), options);
    }

    /** A directory beside the configuration, or the text as it is: a hub name, a bundled one, an address. */
    private String beside(String model) {
        if (model.contains(":")) {
            return HomePath.expanded(model);
        }
        Path local = file(model);
        return Files.isDirectory(local) ? local.toString() : model;
    }

    private Path file(String text) {
        return HomePath.in(settings.folder(), text);
    }

    private static Api api(String name) {
        for (Api api : Api.values()) {
            if (api.name().toLowerCase(Locale.ROOT).equals(name)) {
                return api;
            }
        }
        throw PlumblineException.usage(
                "teacher.api must be openai or tei, not '" + name + "'; for example api: openai");
    }
}
