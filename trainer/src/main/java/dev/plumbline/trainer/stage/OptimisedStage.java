package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.rows.DataSettings;
import dev.plumbline.trainer.rows.DatasetSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A stage that trains. In a configuration file, beside {@link ObjectiveSettings} and {@link OptimiserSettings}:
 *
 * <pre>
 * - name: finetune             required
 *   kind: finetune             required; pretrain, finetune, distill
 *   from: pretrain             a stage's name, a directory or a hub name; the stage before if left out, else network;
 *                              pretrain/best is what that stage's keep_best kept
 *   data: ...                  required, see {@link DataSettings}
 *   teacher: ...               see {@link TeacherModel}; the scores are those of the data if left out
 *   lora: ...                  see {@link LoraSettings}; the network's own weights are trained if left out
 *   dropout: config            off, or a rate for all of it; config is what the network's config.json says
 *   steps: 1000                or epochs: 1 (the default)
 *   save_steps: 500            checkpoints within the stage; at its end alone if left out
 *   keep: 2                    checkpoints kept within the stage
 *   score_steps:               scoring within the stage; at its end alone if left out
 *   keep_best:                 a task, or mean: the best checkpoint by its score is kept too; needs score_steps
 *   patience:                  scorings without a better one at which the stage ends; needs keep_best
 *   min_delta: 0               by how much more than the best before a better one is; needs patience
 * </pre>
 *
 * @param from where its weights come from; the stage before, or the run's network, if empty
 * @param dropout rate wherever the network has dropout, 0 to below 1; what its configuration says if empty
 * @param teacher scores the data; they have scores of their own if empty
 * @param lora what is trained instead of the network's own weights
 * @param length how long it trains
 * @param rhythm when it saves and scores
 */
public record OptimisedStage(
        String name,
        StageKind kind,
        Optional<String> from,
        DataSettings data,
        ObjectiveSettings objective,
        OptimiserSettings optimiser,
        OptionalDouble dropout,
        Optional<TeacherModel> teacher,
        Optional<LoraSettings> lora,
        Length length,
        Rhythm rhythm)
        implements StageSettings {

    private static final int KEEP = 2;

    /**
     * How long a stage trains.
     *
     * @param steps at least 1; by epochs if empty
     * @param epochs above 0
     */
    public record Length(OptionalLong steps, double epochs) {
        public Length {
            if ((steps.isPresent() && steps.getAsLong() < 1) || !(epochs > 0)) {
                throw new IllegalArgumentException("steps must be at least 1 and epochs above 0");
            }
        }

        /**
         * Steps in all.
         *
         * @param perEpoch steps of an epoch
         */
        public long steps(long perEpoch) {
            return steps.orElse(Math.max(1, Math.round(epochs * perEpoch)));
        }
    }

    /**
     * What happens within a stage.
     *
     * @param save steps between checkpoints, at least 1; none before the end if empty
     * @param keep checkpoints kept, at least 1
     * @param score steps between scorings, at least 1; none before the end if empty
     * @param best the task, or {@link #MEAN}, by whose score the best checkpoint is kept besides
     * @param patience scorings after the best one at which the stage ends, at least 1; it has all its steps if empty
     * @param minDelta what a score must be above the best before that patience counts from anew, at least 0; 0 if empty
     */
    public record Rhythm(
            OptionalLong save,
            int keep,
            OptionalLong score,
            Optional<String> best,
            OptionalInt patience,
            Optional<Double> minDelta) {

        /** Over the main scores of all tasks. */
        public static final String MEAN = "mean";

        public Rhythm {
            if (best.isPresent() && score.isEmpty()) {
                throw new WrongValueException("keep_best", "needs score_steps beside it, which is missing", "mean");
            }
            if (patience.isPresent() && (best.isEmpty() || patience.getAsInt() < 1)) {
                throw new IllegalArgumentException("patience must be at least 1, and needs keep_best");
            }
            if (minDelta.isPresent() && (patience.isEmpty() || !(minDelta.get() >= 0))) {
                throw new WrongValueException("min_delta", "must be at least 0, and needs patience beside it", "0.001");
            }
            if ((save.isPresent() && save.getAsLong() < 1)
                    || (score.isPresent() && score.getAsLong() < 1)
                    || keep < 1) {
                throw new IllegalArgumentException("save_steps, score_steps and keep must be at least 1");
            }
        }
    }

    public OptimisedStage {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(objective, "objective");
        Objects.requireNonNull(optimiser, "optimiser");
        Objects.requireNonNull(dropout, "dropout");
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(lora, "lora");
        Objects.requireNonNull(length, "length");
        Objects.requireNonNull(rhythm, "rhythm");
        StageNames.check(name);
        if (teacher.isPresent() && objective.teacher().isEmpty()) {
            throw new WrongValueException("kl_weight", "is 0, and there is a teacher; leave one out", "");
        }
        for (DatasetSettings dataset : data.datasets()) {
            if (dataset.textsAlone() && objective.align().isEmpty()) {
                throw new WrongValueException(
                        "data",
                        "has texts alone in data set '" + dataset.name()
                                + "', of which only align learns; add align: {model: ...}, or give queries and positives",
                        "");
            }
        }
        if (dropout.isPresent() && !(dropout.getAsDouble() >= 0 && dropout.getAsDouble() < 1)) {
            throw new WrongValueException(
                    "dropout", "must be at least 0 and below 1, not " + dropout.getAsDouble(), "0.1");
        }
        if (kind == StageKind.SOUP) {
            throw new IllegalArgumentException("a soup does not train");
        }
    }

    static OptimisedStage read(Settings node, StageKind kind) {
        String name = node.required("name", "finetune");
        Optional<String> from = node.optionalText("from");
        DataSettings data = DataSettings.read(
                node.child("data").orElseThrow(() -> node.missing("data", "{batch_size: 32, datasets: [...]}")));
        ObjectiveSettings objective = ObjectiveSettings.read(node, kind);
        OptimiserSettings optimiser = OptimiserSettings.read(node);
        OptionalDouble dropout = dropout(node);
        Optional<TeacherModel> teacher = node.child("teacher").map(TeacherModel::read);
        Optional<LoraSettings> lora = node.child("lora").map(LoraSettings::read);
        OptionalLong steps = optionalLong(node, "steps");
        OptionalDouble epochs = node.optionalNumber("epochs");
        if (steps.isPresent() && epochs.isPresent()) {
            throw node.wrong("epochs", "and steps cannot both be given");
        }
        OptionalLong save = optionalLong(node, "save_steps");
        int keep = node.integer("keep", KEEP);
        OptionalLong score = optionalLong(node, "score_steps");
        Optional<String> best = node.optionalText("keep_best");
        OptionalInt patience = node.optionalInteger("patience");
        OptionalDouble least = node.optionalNumber("min_delta");
        Optional<Double> minDelta = least.isPresent() ? Optional.of(least.getAsDouble()) : Optional.empty();
        node.end();
        return node.checked(() -> new OptimisedStage(
                name,
                kind,
                from,
                data,
                objective,
                optimiser,
                dropout,
                teacher,
                lora,
                new Length(steps, epochs.orElse(1)),
                new Rhythm(save, keep, score, best, patience, minDelta)));
    }

    private static OptionalDouble dropout(Settings node) {
        if (!node.isText("dropout")) {
            return node.optionalNumber("dropout");
        }
        return switch (node.text("dropout")) {
            case "config" -> OptionalDouble.empty();
            case "off" -> OptionalDouble.of(0);
            default ->
                throw node.wrong("dropout", "must be config, off or a rate, not '" + node.text("dropout") + "'", "0.1");
        };
    }

    /** Dropout of a network in this stage, whose {@code config.json} is that of a folder. */
    public Dropout dropout(Path folder) {
        Path config = folder.resolve("config.json");
        return dropout.isPresent()
                ? Dropout.everywhere(dropout.getAsDouble(), TransformerConfig.read(config))
                : Dropout.read(config);
    }

    /** The same in words, with who says so. */
    public String dropoutLabel(Path folder) {
        return dropout(folder) + " (" + (dropout.isPresent() ? "dropout" : "config.json") + ")";
    }

    private static OptionalLong optionalLong(Settings node, String key) {
        return node.optionalInteger(key).stream().asLongStream().findFirst();
    }

    /** The same with other data. */
    public OptimisedStage withData(DataSettings other) {
        return new OptimisedStage(
                name, kind, from, other, objective, optimiser, dropout, teacher, lora, length, rhythm);
    }
}
