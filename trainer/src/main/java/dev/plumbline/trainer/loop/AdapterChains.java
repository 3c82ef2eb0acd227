package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.AdapterBase;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.Origin;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether stages with matrices of low rank begin with whole networks: an adapter of an adapter is nothing that PEFT has. */
final class AdapterChains {

    private AdapterChains() {}

    /**
     * Looks at all stages.
     *
     * @param start folder of the network before the first
     * @throws PlumblineException of kind USAGE if one begins with an adapter
     */
    static void refuse(TrainingSettings settings, Path start) {
        List<StageSettings> stages = settings.stages();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i) instanceof OptimisedStage stage && stage.lora().isPresent()) {
                Optional<Origin> from = stage.from().map(Origin::of);
                boolean first = from.isEmpty() && i == 0;
                if (first ? AdapterBase.isIn(start) : leavesAdapter(stages.subList(0, i), from)) {
                    throw refused(
                            stage.name(),
                            first
                                    ? start.toString()
                                    : stage.from().orElse(stages.get(i - 1).name()));
                }
            }
        }
    }

    /** Within a stage all checkpoints are adapters, and its end is where it is kept. */
    private static boolean leavesAdapter(List<StageSettings> before, Optional<Origin> from) {
        Optional<StageSettings> begin = from.isEmpty()
                ? Optional.of(before.get(before.size() - 1))
                : before.stream()
                        .filter(stage -> stage.name().equals(from.get().stage()))
                        .findFirst();
        boolean best = from.map(Origin::best).orElse(false);
        return begin.isPresent()
                && begin.get() instanceof OptimisedStage stage
                && stage.lora().filter(lora -> best || !lora.merge()).isPresent();
    }

    /** The error. */
    static PlumblineException refused(String stage, String origin) {
        return PlumblineException.usage("stage " + stage + " has lora and begins with " + origin
                + ", an adapter; begin with a merged one (lora: merge: true), or leave lora out");
    }
}
