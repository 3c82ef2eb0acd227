package dev.plumbline.trainer.loop;

import dev.plumbline.trainer.checkpoint.WeightFacts;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a stage's end depends on. */
final class StageFacts {

    private StageFacts() {}

    /**
     * Facts of a stage. Data count by their content, before a teacher scored them.
     *
     * @param teachers knows what other models are made of
     * @param from the folder it begins with
     * @param parent its weights
     * @param index folder of what is known of data files
     */
    static WeightFacts of(
            TrainingSettings settings,
            OptimisedStage stage,
            TeacherScores teachers,
            Path from,
            RunProvenance.Parent parent,
            Path index) {
        WeightFacts made = WeightFacts.nothing()
                .and("seed", settings.seed())
                .and("threads", settings.threads())
                .and("attention", settings.start().attention())
                .and("from", parent.sha256())
                .and("length", stage.length())
                .and("objective", stage.objective())
                .and("texts", rehearsed(stage))
                .and("optimiser", stage.optimiser())
                .and("teacher", stage.teacher())
                .and("teacher.content", stage.teacher().flatMap(teachers::content))
                .and("guide.content", stage.objective().guide().flatMap(teachers::content))
                .and("align.content", stage.objective().align().flatMap(align -> teachers.content(align.model())))
                .and("lora", stage.lora())
                // without patience it does not matter when is scored
                .and(
                        "stops",
                        Optional.of(stage.rhythm())
                                .filter(rhythm -> rhythm.patience().isPresent()))
                .and("dropout", Optional.of(stage.dropout(from)).filter(dropout -> !dropout.isNone()));
        // of rows left out the run itself warns
        try (BatchSampler sampler = BatchSampler.open(stage.data(), settings.seed(), index, warning -> {})) {
            for (Map.Entry<String, String> fact : sampler.identity().entrySet()) {
                made = made.and("data." + fact.getKey(), fact.getValue());
            }
        }
        return made;
    }

    /** Data sets of texts alone, where of others more is learned: rows of the same content would be pairs. */
    private static Optional<List<String>> rehearsed(OptimisedStage stage) {
        List<String> names = stage.data().datasets().stream()
                .filter(DatasetSettings::textsAlone)
                .map(DatasetSettings::name)
                .toList();
        return names.isEmpty() || stage.objective().alignsAlone() ? Optional.empty() : Optional.of(names);
    }
}
