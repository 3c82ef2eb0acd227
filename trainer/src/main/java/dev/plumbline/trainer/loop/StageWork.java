package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.checkpoint.TrainingState;
import dev.plumbline.trainer.checkpoint.WeightFacts;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.stage.OptimisedStage;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** What one stage is about to do, before its weights are loaded: how many steps, and from where. */
record StageWork(
        OptimisedStage stage,
        BatchSampler sampler,
        Beside beside,
        CheckpointFolders folders,
        Facts facts,
        Hooks hooks) {

    /**
     * What does not change within the stage.
     *
     * @param seed of the run
     * @param threads of libtorch
     * @param provenance what every checkpoint of the stage tells of how it came about
     * @param made what the stage's end depends on
     * @param log the stage's log
     * @param device that it is trained on
     */
    record Facts(long seed, int threads, ObjectNode provenance, WeightFacts made, Path log, TrainingDevice device) {}

    /** Who hears, scores and says that it is enough for now. */
    record Hooks(TrainingListener listener, CheckpointScorer scorer, BooleanSupplier stop) {}

    /** Steps of the whole stage. */
    long steps() {
        return stage.length().steps(sampler.stepsPerEpoch() / accumulation());
    }

    int accumulation() {
        return stage.optimiser().memory().accumulation();
    }

    /** The steps to come depend on how many there are in all, too: the learning rate does. */
    WeightFacts settings() {
        return facts.made().and("steps", steps());
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
}
