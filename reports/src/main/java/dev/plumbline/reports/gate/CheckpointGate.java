package dev.plumbline.reports.gate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.statistics.Resampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The gate between two scored checkpoints of a training: what may stop a run at a stage's end. It takes results and gives
 * sentences, so that a trainer need not know what a report is.
 */
public final class CheckpointGate {

    private final Manifest manifest;
    private final Gate gate;
    private final Resampling resampling;

    public CheckpointGate(Manifest manifest, GateRules rules, Resampling resampling) {
        this.manifest = Objects.requireNonNull(manifest, "manifest");
        this.gate = new Gate(rules);
        this.resampling = Objects.requireNonNull(resampling, "resampling");
    }

    /**
     * Checks the results of two folders, each of one model: that of its revision, {@code results/<model>/<revision>}, or one
     * that holds no other model's.
     *
     * @param beforeName what the earlier checkpoint is called in the report
     * @param afterName likewise
     * @throws PlumblineException of kind RESULT if a folder does not hold one model's results, or the two cannot be compared
     */
    public GateReport check(Path before, String beforeName, Path after, String afterName) {
        return check(only(before), beforeName, only(after), afterName);
    }

    /**
     * Checks two checkpoints.
     *
     * @param beforeName what the earlier one is called in the report
     * @param afterName likewise
     * @throws PlumblineException of kind RESULT if the two cannot be compared
     */
    public GateReport check(ModelResults before, String beforeName, ModelResults after, String afterName) {
        Contender baseline = Contender.of(before, beforeName);
        Contender candidate = Contender.of(after, afterName);
        return gate.check(Comparison.on(manifest, Optional.empty(), baseline, candidate, Optional.of(resampling)));
    }

    private static ModelResults only(Path folder) {
        List<ModelResults> own = ResultTree.ofRevision(folder).models();
        if (!own.isEmpty()) {
            return own.get(0);
        }
        List<ModelResults> models = ResultTree.read(folder).models().stream()
                .filter(model -> model.experiment().isEmpty())
                .toList();
        if (models.size() != 1) {
            throw PlumblineException.result(
                    folder + " should hold the results of one checkpoint, not of " + models.size() + " models");
        }
        return models.get(0);
    }
}
