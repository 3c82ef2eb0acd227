package dev.plumbline.trainer.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.data.BatchSampler;
import dev.plumbline.trainer.data.DataSettings;
import dev.plumbline.trainer.data.DatasetSummary;
import dev.plumbline.trainer.data.EffectiveNegatives;
import dev.plumbline.trainer.soup.GreedySoup;
import dev.plumbline.trainer.soup.Soup;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.SoupStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A run: its stages in order, each from where it was left. */
public final class Training {

    private static final int BATCHES_LOOKED_AT = 20;

    private final TrainingSettings settings;
    private final Path output;
    private final Libtorch libtorch;
    private final Surroundings surroundings;

    /**
     * What a run needs from above.
     *
     * @param directories finds the folder of a directory or hub name
     * @param scorer scores checkpoints
     * @param gate judges a stage by its scores
     * @param teachers scores data for distillation
     * @param listener hears of progress
     * @param version of the code, for provenance
     */
    public record Surroundings(
            Function<String, Path> directories,
            CheckpointScorer scorer,
            StageGate gate,
            TeacherScores teachers,
            TrainingListener listener,
            String version) {}

    /** How a stage ended: its weights, and its scores by task. */
    public record StageResult(String stage, Path folder, Map<String, Double> scores) {}

    /** @param output folder of the run */
    public Training(TrainingSettings settings, Path output, Libtorch libtorch, Surroundings surroundings) {
        this.settings = settings;
        this.output = output;
        this.libtorch = libtorch;
        this.surroundings = surroundings;
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
        String before = "start";
        if (only.isEmpty()) {
            results.add(new StageResult(before, start, scored(start, before)));
        }
        for (StageSettings stage : settings.stages()) {
            if (only.isEmpty() || only.get().equals(stage.name())) {
                Path folder = stage instanceof SoupStage soup ? soup(soup) : trained((OptimisedStage) stage, start);
                StageResult result = new StageResult(stage.name(), folder, scored(folder, stage.name()));
                results.add(result);
                surroundings.listener().finished(stage.name());
                judge(before, stage.name());
            }
            start = folders(stage.name()).last();
            before = stage.name();
        }
        return results;
    }

    private void requireStage(String name) {
        if (settings.stages().stream().noneMatch(stage -> stage.name().equals(name))) {
            throw PlumblineException.usage("there is no stage '" + name + "', only "
                    + settings.stages().stream().map(StageSettings::name).toList());
        }
    }

    private void judge(String before, String after) {
        List<String> objections = surroundings.gate().objections(before, after);
        if (!objections.isEmpty()) {
            throw PlumblineException.result("stage " + after + " does not pass the gate against " + before + ": "
                    + String.join("; ", objections) + ". Its weights are in "
                    + folders(after).last());
        }
    }

    private Map<String, Double> scored(Path folder, String label) {
        Map<String, Double> scores = surroundings.scorer().score(folder, label);
        if (!scores.isEmpty()) {
            surroundings.listener().scored(label, scores);
        }
        return scores;
    }

    private CheckpointFolders folders(String stage) {
        return new CheckpointFolders(output.resolve(stage));
    }

    /** The network before the first stage, as a directory that has weights and says how they are pooled. */
    private Path initial() {
        Path network = surroundings.directories().apply(settings.start().network());
        if (InitialNetwork.isReady(settings.start(), network)) {
            return network;
        }
        Path initial = output.resolve("initial");
        if (!Files.isDirectory(initial)) {
            InitialNetwork.write(settings.start(), settings.seed(), network, initial, provenance("initial"));
        }
        return initial;
    }

    private Path from(Optional<String> named, Path before) {
        if (named.isEmpty()) {
            return before;
        }
        return settings.stages().stream().anyMatch(stage -> stage.name().equals(named.get()))
                ? folders(named.get()).last()
                : surroundings.directories().apply(named.get());
    }

    private Path trained(OptimisedStage stage, Path before) {
        CheckpointFolders folders = folders(stage.name());
        if (Files.isDirectory(folders.last())) {
            CheckpointStore.requireSame(folders.last(), identity(stage));
            surroundings.listener().note("stage " + stage.name() + " is done: " + folders.last());
            return folders.last();
        }
        folders.sweep();
        Path from = from(stage.from(), before);
        if (!Files.isDirectory(from)) {
            throw PlumblineException.usage("stage " + stage.name() + " begins with " + from
                    + ", which is not there; run the stage before first");
        }
        TrainingListener listener = surroundings.listener();
        Path index = output.resolve(".index");
        try (BatchSampler sampler = BatchSampler.open(data(stage), settings.seed(), index, listener::warning)) {
            sampler.datasets().forEach(dataset -> listener.note(dataset.toString()));
            requireTeacher(stage, sampler);
            EffectiveNegatives.of(sampler, stage.objective().contrast().hardNegatives(), BATCHES_LOOKED_AT)
                    .forEach(negatives -> listener.note(negatives.toString()));
            train(stage, from, sampler, folders);
        }
        return folders.last();
    }

    private DataSettings data(OptimisedStage stage) {
        return stage.teacher().isEmpty()
                ? stage.data()
                : new DataSettings(
                        surroundings
                                .teachers()
                                .scored(stage.teacher().get(), stage.data().datasets()),
                        stage.data().sampling());
    }

    private void requireTeacher(OptimisedStage stage, BatchSampler sampler) {
        if (stage.objective().teacher().isEmpty()) {
            return;
        }
        long rows = 0;
        long scored = 0;
        for (DatasetSummary dataset : sampler.datasets()) {
            rows += dataset.rows();
            scored += dataset.withTeacher();
        }
        if (scored == 0) {
            throw PlumblineException.data("stage " + stage.name() + " learns from a teacher, and no row has its scores;"
                    + " name a teacher, or give rows 'pos_scores' and 'neg_scores'");
        }
        if (scored < rows) {
            surroundings
                    .listener()
                    .warning(
                            "stage " + stage.name() + ": " + (rows - scored) + " of " + rows
                                    + " rows have no scores of a teacher; where a batch has such a row it is trained by contrast alone");
        }
    }

    private void train(OptimisedStage stage, Path from, BatchSampler sampler, CheckpointFolders folders) {
        ObjectNode provenance = provenance(stage.name());
        parent(provenance.putObject("parents"), from, 1);
        provenance.setAll(identity(stage));
        ObjectNode data = provenance.putObject("data_sha256");
        sampler.datasets().forEach(dataset -> dataset.sha256().forEach(data::put));
        StageTraining.Facts facts = new StageTraining.Facts(
                settings.seed(),
                settings.threads(),
                provenance,
                output.resolve(stage.name()).resolve("log.jsonl"));
        StageTraining.Hooks hooks = new StageTraining.Hooks(surroundings.listener(), surroundings.scorer());
        long done;
        try (TrainedNetwork network = open(from, from)) {
            done = new StageTraining(stage, network, sampler, folders, facts, hooks).resumable();
            if (done == 0) {
                complete(new StageTraining(stage, network, sampler, folders, facts, hooks), 0);
                return;
            }
        }
        try (TrainedNetwork network = open(from, folders.after(done))) {
            complete(new StageTraining(stage, network, sampler, folders, facts, hooks), done);
        }
    }

    /** What a finished stage must have been made with to stand for this one. */
    private ObjectNode identity(OptimisedStage stage) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("seed", settings.seed())
                .put("threads", settings.threads())
                .put("length", stage.length().toString())
                .put("objective", stage.objective().toString())
                .put("optimiser", stage.optimiser().toString());
    }

    private static void complete(StageTraining training, long done) {
        training.train(done);
        training.finish();
    }

    private TrainedNetwork open(Path folder, Path weights) {
        return TrainedNetwork.open(folder, weights, settings.start().attention(), libtorch);
    }

    private Path soup(SoupStage stage) {
        CheckpointFolders folders = folders(stage.name());
        if (Files.isDirectory(folders.last())) {
            surroundings.listener().note("stage " + stage.name() + " is done: " + folders.last());
            return folders.last();
        }
        Map<Path, Double> weights = new LinkedHashMap<>();
        for (int i = 0; i < stage.of().size(); i++) {
            Path folder = from(Optional.of(stage.of().get(i)), output);
            weights.merge(
                    folder, stage.weights().isEmpty() ? 1 : stage.weights().get(i), Double::sum);
        }
        List<Path> chosen = new ArrayList<>(weights.keySet());
        if (stage.greedy()) {
            chosen = GreedySoup.choose(chosen, candidates -> score(stage, candidates));
        }
        blend(stage, chosen, chosen.stream().map(weights::get).toList(), folders.last());
        return folders.last();
    }

    private double score(SoupStage stage, List<Path> candidates) {
        String label = stage.name() + "-of-" + candidates.size() + "-" + Integer.toHexString(candidates.hashCode());
        Path trial = output.resolve(stage.name()).resolve(label);
        if (!Files.isDirectory(trial)) {
            blend(stage, candidates, candidates.stream().map(path -> 1.0).toList(), trial);
        }
        return scored(trial, label).values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow(() -> PlumblineException.usage(
                        "stage " + stage.name() + " chooses by score, and there is no evaluation"));
    }

    private void blend(SoupStage stage, List<Path> folders, List<Double> weights, Path target) {
        List<Checkpoint> open = new ArrayList<>();
        try {
            folders.forEach(folder -> open.add(Checkpoint.open(folder)));
            ObjectNode provenance =
                    provenance(stage.name()).put("blend", stage.blend().toString());
            ObjectNode parents = provenance.putObject("parents");
            for (int i = 0; i < folders.size(); i++) {
                parent(parents, folders.get(i), weights.get(i));
            }
            CheckpointStore.write(
                    target, DirectoryContent.of(folders.get(0)), Soup.blend(open, weights, stage.blend()), provenance);
        } finally {
            open.forEach(Checkpoint::close);
        }
    }

    /** A checkpoint that another was made of. */
    private static void parent(ObjectNode parents, Path folder, double weight) {
        try (Checkpoint weights = Checkpoint.open(folder)) {
            parents.putObject(folder.toString()).put("weight", weight).put("sha256", weights.hash());
        }
    }

    private ObjectNode provenance(String stage) {
        ObjectNode provenance = JsonNodeFactory.instance
                .objectNode()
                .put("stage", stage)
                .put("seed", settings.seed())
                .put("threads", settings.threads());
        provenance
                .putObject("configuration")
                .put("file", settings.file().toString())
                .put("text", configuration());
        return provenance
                .put("libraries", libtorch.version())
                .put("java", System.getProperty("java.version"))
                .put("plumbline", surroundings.version());
    }

    private String configuration() {
        try {
            return Files.readString(settings.file());
        } catch (IOException e) {
            throw PlumblineException.usage(settings.file() + " cannot be read: " + e);
        }
    }
}
