package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.checkpoint.WeightFacts;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.rows.DataSettings;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.EffectiveNegatives;
import dev.plumbline.trainer.rows.OtherVectors;
import dev.plumbline.trainer.stage.EvaluationSettings;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.SoupStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TeacherModel;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A run: its stages in order, each from where it was left. */
public final class Training {

    private static final int BATCHES_LOOKED_AT = 20;

    private final TrainingSettings settings;
    private final Path output;
    private final Libtorch libtorch;
    private final Surroundings surroundings;
    private final RunProvenance provenance;
    private final StagePlaces places;

    /**
     * What a run needs from above.
     *
     * @param directories finds the folder of a directory or hub name
     * @param scorer scores checkpoints
     * @param gate judges a stage by its scores
     * @param teachers scores data for distillation
     * @param listener hears of progress
     * @param stop asked after every step; where it says so, training leaves a checkpoint and ends with an exception
     * @param version of the code, for provenance
     */
    public record Surroundings(
            Function<String, Path> directories,
            CheckpointScorer scorer,
            StageGate gate,
            TeacherScores teachers,
            TrainingListener listener,
            BooleanSupplier stop,
            String version) {}

    /** How a stage ended: its weights, and its scores by task. */
    public record StageResult(String stage, Path folder, Map<String, Double> scores) {}

    /** @param output folder of the run */
    public Training(TrainingSettings settings, Path output, Libtorch libtorch, Surroundings surroundings) {
        this.settings = settings;
        this.output = output;
        this.libtorch = libtorch;
        this.surroundings = surroundings;
        this.provenance = new RunProvenance(settings, libtorch.version(), surroundings.version());
        this.places = new StagePlaces(settings, output, surroundings.directories());
    }

    /**
     * Trains the stages, or what is left of them.
     *
     * @param only this stage alone, if there is one
     * @return what became of each stage
     * @throws PlumblineException of kind DATA if a stage diverges or does not pass the gate, and whatever its parts throw
     */
    public List<StageResult> run(Optional<String> only) {
        only.ifPresent(this::requireStage);
        List<StageResult> results = new ArrayList<>();
        Path start = initial();
        AdapterChains.refuse(settings, start);
        new SoupNetworks(
                        settings,
                        start,
                        name -> Optional.of(surroundings.directories().apply(name)))
                .require(only);
        LabelledCheckpoint first = new LabelledCheckpoint("start", start);
        LabelledCheckpoint before = first;
        if (only.isEmpty()) {
            Map<String, Double> scores = scored(before);
            requireTasks(scores.keySet());
            results.add(new StageResult(before.label(), start, scores));
        }
        for (StageSettings stage : settings.stages()) {
            LabelledCheckpoint after = new LabelledCheckpoint(
                    stage.name(), places.folders(stage.name()).last());
            if (only.isEmpty() || only.get().equals(stage.name())) {
                make(stage, before.folder());
                Map<String, Double> scores = scored(after);
                results.add(new StageResult(after.label(), after.folder(), scores));
                if (stage instanceof OptimisedStage optimised) {
                    rememberBest(optimised, scores);
                }
                surroundings.listener().finished(stage.name());
                judge(isGatedAgainstStart() ? first : before, after);
            }
            before = after;
        }
        return results;
    }

    private void requireStage(String name) {
        if (settings.stages().stream().noneMatch(stage -> stage.name().equals(name))) {
            throw PlumblineException.usage("there is no stage '" + name + "', only "
                    + settings.stages().stream().map(StageSettings::name).toList());
        }
    }

    /** A mistyped task is told before the first step, not at the first scoring. */
    private void requireTasks(Set<String> scored) {
        for (StageSettings stage : settings.stages()) {
            if (stage instanceof OptimisedStage optimised) {
                optimised
                        .rhythm()
                        .best()
                        .ifPresent(score -> StageCheckpoints.requireScore(stage.name(), score, scored));
            }
        }
    }

    private boolean isGatedAgainstStart() {
        return settings.evaluation()
                .flatMap(EvaluationSettings::gate)
                .filter(gate -> gate.against() == EvaluationSettings.Against.START)
                .isPresent();
    }

    private void judge(LabelledCheckpoint before, LabelledCheckpoint after) {
        List<String> objections = surroundings.gate().objections(before, after);
        if (!objections.isEmpty()) {
            throw PlumblineException.result("stage " + after.label() + " does not pass the gate against "
                    + before.label() + ": " + String.join("; ", objections) + ". Its weights are in "
                    + after.folder());
        }
    }

    /** The stage's end may be better than all that was scored within it. */
    private void rememberBest(OptimisedStage stage, Map<String, Double> scores) {
        stage.rhythm().best().ifPresent(score -> {
            CheckpointFolders folders = places.folders(stage.name());
            StageCheckpoints.requireScore(stage.name(), score, scores.keySet());
            folders.lastScored(CheckpointStore.steps(folders.last()), score, StageCheckpoints.value(score, scores));
        });
    }

    private Map<String, Double> scored(LabelledCheckpoint checkpoint) {
        CheckpointStore.requireWhole(checkpoint.folder());
        Map<String, Double> scores = surroundings.scorer().score(checkpoint.folder(), checkpoint.label());
        if (!scores.isEmpty()) {
            surroundings.listener().scored(checkpoint.label(), scores);
        }
        return scores;
    }

    /** The network before the first stage, as a directory that has weights and says how they are pooled. */
    private Path initial() {
        Path network = surroundings.directories().apply(settings.start().network());
        if (InitialNetwork.isReady(settings.start(), network)) {
            return network;
        }
        Path initial = output.resolve("initial");
        if (!Files.isDirectory(initial)) {
            InitialNetwork.write(settings.start(), settings.seed(), network, initial, provenance.of("initial"));
        }
        return initial;
    }

    private void make(StageSettings stage, Path before) {
        CheckpointFolders folders = places.folders(stage.name());
        boolean done = Files.isDirectory(folders.last());
        folders.sweep();
        if (stage instanceof SoupStage soup) {
            new SoupMaking(soup, folders.last(), provenance, surroundings).make(places.members(soup), done);
        } else {
            train((OptimisedStage) stage, places.of(((OptimisedStage) stage).from(), before), folders, done);
        }
        if (done) {
            surroundings.listener().note("stage " + stage.name() + " is done: " + folders.last());
        }
    }

    private void train(OptimisedStage stage, Path from, CheckpointFolders folders, boolean done) {
        if (!Files.isDirectory(from)) {
            throw PlumblineException.usage("stage " + stage.name() + " begins with " + from
                    + ", which is not there; run the stage before first");
        }
        RunProvenance.Parent parent = RunProvenance.Parent.of(from, 1);
        WeightFacts made = StageFacts.of(settings, stage, surroundings.teachers(), from, parent, index());
        if (done) {
            CheckpointStore.requireSame(folders.last(), made);
            return;
        }
        TrainingListener listener = surroundings.listener();
        DataSettings data = data(stage);
        try (BatchSampler sampler = BatchSampler.open(data, settings.seed(), index(), listener::warning);
                Beside beside = beside(stage, data)) {
            sampler.datasets().forEach(dataset -> listener.note(dataset.toString()));
            listener.note("stage " + stage.name() + ": dropout " + stage.dropoutLabel(from));
            if (stage.optimiser().memory().precision() == Precision.TF32 && !libtorch.isOnGpu()) {
                listener.note("stage " + stage.name()
                        + ": precision: tf32 is how a GPU multiplies; on the CPU it is float32");
            }
            LearningSignal.requireTeacher(stage, sampler, listener::warning);
            LearningSignal.require(stage, sampler);
            EffectiveNegatives.of(sampler, stage.objective().contrast().hardNegatives(), BATCHES_LOOKED_AT)
                    .forEach(negatives -> listener.note(negatives.toString()));
            ObjectNode provenance = this.provenance.of(stage.name(), made, List.of(parent));
            ObjectNode hashes = provenance.putObject("data_sha256");
            sampler.datasets().forEach(dataset -> dataset.sha256().forEach(hashes::put));
            train(stage, from, new Learned(sampler, beside), folders, provenance, made);
        }
    }

    private Path index() {
        return output.resolve(".index");
    }

    private DataSettings data(OptimisedStage stage) {
        if (stage.teacher().isEmpty()) {
            return stage.data();
        }
        List<DatasetSettings> datasets = new ArrayList<>();
        for (DatasetSettings dataset : stage.data().datasets()) {
            datasets.addAll(
                    dataset.textsAlone()
                            ? List.of(dataset)
                            : surroundings.teachers().scored(stage.teacher().get(), List.of(dataset)));
        }
        return new DataSettings(datasets, stage.data().sampling());
    }

    /** Batches, and what other models make of them. */
    private record Learned(BatchSampler sampler, Beside beside) {}

    private Beside beside(OptimisedStage stage, DataSettings data) {
        List<DatasetSettings> pairs =
                data.datasets().stream().filter(own -> !own.textsAlone()).toList();
        Optional<OtherVectors> guide =
                pairs.isEmpty() ? Optional.empty() : stage.objective().guide().map(model -> vectors(model, pairs));
        boolean done = false;
        try {
            Beside beside =
                    new Beside(guide, stage.objective().align().map(align -> vectors(align.model(), data.datasets())));
            done = true;
            return beside;
        } finally {
            if (!done) {
                guide.ifPresent(OtherVectors::close);
            }
        }
    }

    private OtherVectors vectors(TeacherModel model, List<DatasetSettings> datasets) {
        return surroundings.teachers().vectors(model, datasets);
    }

    private void train(
            OptimisedStage stage,
            Path from,
            Learned learned,
            CheckpointFolders folders,
            ObjectNode provenance,
            WeightFacts made) {
        StageWork.Facts facts = new StageWork.Facts(
                settings.seed(),
                settings.threads(),
                provenance,
                made,
                output.resolve(stage.name()).resolve("log.jsonl"),
                TrainingDevice.of(libtorch));
        StageWork work = new StageWork(
                stage,
                learned.sampler(),
                learned.beside(),
                folders,
                facts,
                new StageWork.Hooks(surroundings.listener(), surroundings.scorer(), surroundings.stop()));
        long done = work.resumable();
        Path weights = done == 0 ? from : folders.after(done);
        try (NetworkReplicas replicas = new NetworkReplicas(libtorch, one -> open(stage, from, weights, one))) {
            Optional<Path> checkpoint = done == 0 ? Optional.empty() : Optional.of(folders.after(done));
            new StageTraining(work, replicas, projection(stage, replicas.first(), learned.beside(), checkpoint))
                    .train(done);
        }
    }

    private Optional<AlignProjection> projection(
            OptimisedStage stage, TrainedNetwork network, Beside beside, Optional<Path> checkpoint) {
        if (stage.objective().align().isEmpty()) {
            return Optional.empty();
        }
        int teacher = beside.target().orElseThrow().width();
        int student = network.width();
        return stage.objective().align().get().projects(student, teacher, stage.name())
                ? Optional.of(new AlignProjection(student, teacher, settings.seed(), checkpoint, network.manager()))
                : Optional.empty();
    }

    private TrainedNetwork open(OptimisedStage stage, Path folder, Path weights, Libtorch on) {
        return TrainedNetwork.open(
                folder,
                weights,
                settings.start().attention(),
                new TrainedNetwork.Computed(
                        stage.optimiser().memory().precision(),
                        stage.dropout(folder),
                        stage.dropout(),
                        stage.lora(),
                        stage.name(),
                        settings.seed(),
                        on.isOnGpu()),
                on);
    }
}
