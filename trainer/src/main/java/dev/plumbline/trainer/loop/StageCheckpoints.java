package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.checkpoint.TrainingState;
import dev.plumbline.trainer.checkpoint.WeightFacts;
import dev.plumbline.trainer.optimise.AdamW;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.OptimisedStage.Rhythm;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The checkpoints of one stage: when they are written and scored, which stay, and which training goes on from. */
final class StageCheckpoints {

    private final OptimisedStage stage;
    private final long steps;
    private final TrainedNetwork network;
    private final BatchSampler sampler;
    private final CheckpointFolders folders;
    private final StageTraining.Facts facts;
    private final StageTraining.Hooks hooks;

    /** @param steps of the whole stage */
    StageCheckpoints(
            OptimisedStage stage,
            long steps,
            TrainedNetwork network,
            BatchSampler sampler,
            CheckpointFolders folders,
            StageTraining.Facts facts,
            StageTraining.Hooks hooks) {
        this.stage = stage;
        this.steps = steps;
        this.network = network;
        this.sampler = sampler;
        this.folders = folders;
        this.facts = facts;
        this.hooks = hooks;
    }

    /** Saves and scores after so many steps, if it is time. */
    void pause(long done, AdamW optimiser, TrainingLog log) {
        boolean score = isDue(stage.rhythm().score(), done);
        if (!score && !isDue(stage.rhythm().save(), done)) {
            return;
        }
        save(done, optimiser);
        if (score) {
            score(done, log);
        }
        folders.keep(stage.rhythm().keep(), stage.rhythm().best().flatMap(folders::best));
    }

    /** Saves what training is to go on from after it is stopped, unless that was saved just now. */
    void leave(long done, AdamW optimiser) {
        if (folders.newest().isEmpty() || folders.newest().getAsLong() < done) {
            save(done, optimiser);
        }
    }

    /** Not at the stage's end, which is saved and scored anyway. */
    private boolean isDue(OptionalLong every, long done) {
        return every.isPresent() && done % every.getAsLong() == 0 && done < steps;
    }

    /** Scores the checkpoint that training goes on from, if what stopped it came between saving and scoring. */
    void scoreIfDue(long done, TrainingLog log) {
        if (isDue(stage.rhythm().score(), done) && !log.hasScores(done)) {
            score(done, log);
        }
    }

    private void score(long done, TrainingLog log) {
        String label = stage.name() + "-" + done;
        Map<String, Double> scores = hooks.scorer().score(folders.after(done), label);
        Libtorch.useThreads(facts.threads());
        stage.rhythm().best().ifPresent(score -> {
            requireScore(stage.name(), score, scores.keySet());
            folders.scored(
                    done, score, score.equals(Rhythm.MEAN) ? mean(scores) : scores.getOrDefault(score, Double.NaN));
        });
        // last: the line says that this is done
        log.scores(done, scores);
        hooks.listener().scored(label, scores);
    }

    /**
     * Refuses a score that is none.
     *
     * @throws PlumblineException of kind USAGE
     */
    static void requireScore(String stage, String score, Collection<String> tasks) {
        if (!score.equals(Rhythm.MEAN) && !tasks.contains(score)) {
            throw PlumblineException.usage("stage " + stage + ": keep_best: '" + score
                    + "' is not scored; it must be mean or one of " + String.join(", ", tasks));
        }
    }

    /** NaN of no scores. */
    static double mean(Map<String, Double> scores) {
        return scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private void save(long done, AdamW optimiser) {
        TrainingState state = new TrainingState(stage.name(), done, settings(), sampler.cursor(done * accumulation()));
        CheckpointStore.write(
                folders.after(done),
                network.content(),
                network.parameters().arrays(),
                provenance(done),
                new CheckpointStore.Resumable(state, optimiser));
    }

    private int accumulation() {
        return stage.optimiser().memory().accumulation();
    }

    /** Writes the weights as the stage's end. */
    void finish() {
        CheckpointStore.write(
                folders.last(),
                network.content(),
                CheckpointStore.tensors(network.parameters().arrays()),
                provenance(steps));
    }

    private ObjectNode provenance(long done) {
        return facts.provenance().deepCopy().put("step", done);
    }

    /**
     * Steps done by the newest whole checkpoint within the stage, 0 if there is none.
     *
     * @throws PlumblineException of kind DATA if it is of other settings or data, naming them
     */
    long resumable() {
        OptionalLong newest = folders.newestWhole(hooks.listener()::warning);
        if (newest.isEmpty()) {
            return 0;
        }
        long done = newest.getAsLong();
        TrainingState state = CheckpointStore.state(folders.after(done));
        List<String> differences = state.settings().differences(settings());
        if (!differences.isEmpty()) {
            throw PlumblineException.data(folders.after(done) + " was made with other settings: "
                    + String.join("; ", differences) + "; restore them, or start anew in another folder");
        }
        sampler.resume(state.data());
        return done;
    }

    /** The steps to come depend on how many there are in all, too: the learning rate does. */
    private WeightFacts settings() {
        return facts.made().and("steps", steps);
    }
}
