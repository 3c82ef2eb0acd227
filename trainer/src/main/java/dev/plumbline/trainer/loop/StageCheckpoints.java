package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.checkpoint.TrainingState;
import dev.plumbline.trainer.optimise.AdamW;
import dev.plumbline.trainer.optimise.LossScale;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.OptimisedStage.Rhythm;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The checkpoints of one stage: when they are written and scored, which stay, and which training goes on from. */
final class StageCheckpoints {

    private final StageWork work;
    private final OptimisedStage stage;
    private final CheckpointFolders folders;
    private final TrainedNetwork network;
    private final Optional<AlignProjection> projection;

    StageCheckpoints(StageWork work, TrainedNetwork network, Optional<AlignProjection> projection) {
        this.work = work;
        this.stage = work.stage();
        this.folders = work.folders();
        this.network = network;
        this.projection = projection;
    }

    /** The network's weights, and beside them what projects its vectors. */
    private ModelDirectoryWriter.WeightsWriter with(ModelDirectoryWriter.WeightsWriter weights) {
        return projection
                .<ModelDirectoryWriter.WeightsWriter>map(own -> place -> {
                    weights.write(place);
                    own.write(place);
                })
                .orElse(weights);
    }

    /** Saves and scores after so many steps, if it is time. */
    void pause(long done, AdamW optimiser, Optional<LossScale> scale, TrainingLog log) {
        boolean score = isDue(stage.rhythm().score(), done);
        if (!score && !isDue(stage.rhythm().save(), done)) {
            return;
        }
        save(done, optimiser, scale);
        if (score) {
            score(done, log);
        }
        folders.keep(stage.rhythm().keep(), stage.rhythm().best().flatMap(folders::best));
    }

    /** Saves what training is to go on from after it is stopped, unless that was saved just now. */
    void leave(long done, AdamW optimiser, Optional<LossScale> scale) {
        if (folders.newest().isEmpty() || folders.newest().getAsLong() < done) {
            save(done, optimiser, scale);
        }
    }

    /** Not at the stage's end, which is saved and scored anyway. */
    private boolean isDue(OptionalLong every, long done) {
        return every.isPresent() && done % every.getAsLong() == 0 && done < work.steps();
    }

    /** Scores the checkpoint that training goes on from, if what stopped it came between saving and scoring. */
    void scoreIfDue(long done, TrainingLog log) {
        if (isDue(stage.rhythm().score(), done) && !log.hasScores(done)) {
            score(done, log);
        }
    }

    private void score(long done, TrainingLog log) {
        String label = stage.name() + "-" + done;
        Map<String, Double> scores = work.hooks().scorer().score(folders.after(done), label);
        Libtorch.useThreads(work.facts().threads());
        stage.rhythm().best().ifPresent(score -> {
            requireScore(stage.name(), score, scores.keySet());
            folders.scored(
                    done, score, value(score, scores), stage.rhythm().minDelta().orElse(0.0));
        });
        // last: the line says that this is done
        log.scores(done, scores);
        work.hooks().listener().scored(label, scores);
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

    /** What checkpoints are compared by. */
    static double value(String score, Map<String, Double> scores) {
        return score.equals(Rhythm.MEAN) ? mean(scores) : scores.getOrDefault(score, Double.NaN);
    }

    /** NaN of no scores. */
    static double mean(Map<String, Double> scores) {
        return scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private void save(long done, AdamW optimiser, Optional<LossScale> scale) {
        TrainingState state = new TrainingState(
                stage.name(),
                done,
                work.settings(),
                work.sampler().cursor(done * work.accumulation()),
                scale.orElse(null));
        CheckpointStore.write(
                folders.after(done),
                network.content(),
                with(network.weights()),
                provenance(done),
                new CheckpointStore.Resumable(state, optimiser));
    }

    /**
     * Whether the score has not risen for as long as the stage has patience. It goes by what is on disk, so that a run that was
     * stopped and goes on ends at the same step.
     */
    boolean isSpent(long done) {
        OptimisedStage.Rhythm rhythm = stage.rhythm();
        if (rhythm.patience().isEmpty() || done == 0) {
            return false;
        }
        long patience = rhythm.patience().getAsInt() * rhythm.score().getAsLong();
        return rhythm.best()
                .flatMap(folders::best)
                .filter(best -> best.risen() < done && done - best.risen() >= patience)
                .isPresent();
    }

    /**
     * Writes the weights as the stage's end.
     *
     * @param done steps
     */
    void finish(long done) {
        CheckpointStore.write(folders.last(), network.content(), with(network.lastWeights()), provenance(done));
    }

    private ObjectNode provenance(long done) {
        return work.facts().provenance().deepCopy().put("step", done);
    }
}
