package dev.plumbline.harness.train;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.gate.CheckpointGate;
import dev.plumbline.reports.gate.GateFiles;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.loop.LabelledCheckpoint;
import dev.plumbline.trainer.loop.StageGate;
import dev.plumbline.trainer.loop.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Judges a stage by the results that it and what it is compared with were scored with, as {@code plumbline gate} does, and leaves what
 * it found in the stage's folder, in the form of {@code plumbline gate --json}.
 */
public final class ResultGate implements StageGate {

    private static final String FILE = "gate.json";

    private final Path run;
    private final Manifest manifest;
    private final GateRules rules;
    private final CheckpointScoring scoring;
    private final int threads;
    private final TrainingListener listener;

    /** @param run folder that has a folder for each stage */
    public ResultGate(
            Path run,
            Manifest manifest,
            GateRules rules,
            CheckpointScoring scoring,
            int threads,
            TrainingListener listener) {
        this.run = run;
        this.manifest = manifest;
        this.rules = rules;
        this.scoring = scoring;
        this.threads = threads;
        this.listener = listener;
    }

    /** Says nothing against a stage where what it is compared with was never scored, but that it was not compared. */
    @Override
    public List<String> objections(LabelledCheckpoint before, LabelledCheckpoint after) {
        Optional<Path> baseline = scoring.results(before);
        Optional<Path> candidate = scoring.results(after);
        if (baseline.isEmpty() || candidate.isEmpty()) {
            listener.warning("the gate did not compare " + after.label() + " with " + before.label() + ": "
                    + (baseline.isEmpty() ? before.label() : after.label()) + " was never scored");
            return List.of();
        }
        // Figures are drawn when they are asked for, so the threads stay until the report is written.
        try (Parallel parallel = Parallel.of(threads)) {
            GateReport report = new CheckpointGate(manifest, rules, Resampling.standard(parallel))
                    .check(baseline.get(), before.label(), candidate.get(), after.label());
            AtomicFiles.write(
                    run.resolve(after.label()).resolve(FILE),
                    GateFiles.json(report).toPrettyString() + "\n");
            return report.objections();
        }
    }
}
