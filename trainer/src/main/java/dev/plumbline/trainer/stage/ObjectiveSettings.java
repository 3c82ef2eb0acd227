package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.trainer.data.TrainingBatch;
import dev.plumbline.trainer.objective.CoSent;
import dev.plumbline.trainer.objective.HardNegatives;
import dev.plumbline.trainer.objective.InfoNce;
import dev.plumbline.trainer.objective.KlDivergence;
import dev.plumbline.trainer.objective.Matryoshka;
import dev.plumbline.trainer.objective.Mixing;
import dev.plumbline.trainer.objective.Objective;
import dev.plumbline.trainer.objective.WeightedSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a stage minimises. In a configuration file, beside the stage's other settings, with the defaults of {@code finetune}:
 *
 * <pre>
 * temperature: 0.05            a data set may have its own
 * hard_negatives: shared       own, none (none for pretrain); own where a data set has no in-batch negatives
 * focal_gamma: 0.5             0 for pretrain
 * focal_detached: true         the paper does not say
 * mixing: both                 pairwise, listwise, none (none for pretrain); the paper names both kinds
 * mixing_detached: true        the paper does not say
 * listwise_temperature: 0.05   the paper does not say
 * false_negative_margin:       off; Qwen3-Embedding has 0.1
 * mask_same_id: true
 * cosent_scale: 20             for data with graded pairs
 * contrastive_weight: 1        with a teacher; the paper does not say
 * kl_weight: 1                 0 in every stage but distill
 * kl_temperature: 0.05         the paper's best
 * matryoshka_dims: []          896, 512, 256, 128, 64 in the published script
 * matryoshka_weights: []       1, 0.3, 0.2, 0.1, 0.1
 * </pre>
 *
 * @param contrast of data sets with in-batch negatives and the stage's temperature
 * @param cosentScale of data with graded pairs
 * @param teacher distillation, if there is any
 * @param matryoshka widths and weights, both empty for full vectors alone
 */
public record ObjectiveSettings(InfoNce contrast, double cosentScale, Optional<Teacher> teacher, Nesting matryoshka) {

    private static final double TEMPERATURE = 0.05;
    private static final double COSENT_SCALE = 20;

    /**
     * The share of a teacher.
     *
     * @param contrastiveWeight at least 0
     * @param klWeight above 0
     * @param temperature above 0
     */
    public record Teacher(double contrastiveWeight, double klWeight, double temperature) {
        public Teacher {
            if (!(contrastiveWeight >= 0) || !(klWeight > 0) || !(temperature > 0)) {
                throw new IllegalArgumentException("contrastive_weight must be at least 0, kl_weight and kl_temperature"
                        + " above 0: " + contrastiveWeight + ", " + klWeight + ", " + temperature);
            }
        }
    }

    /** Widths and the weight of each. */
    public record Nesting(List<Integer> dimensions, List<Double> weights) {

        /** Full vectors alone. */
        public static final Nesting NONE = new Nesting(List.of(), List.of());

        public Nesting {
            dimensions = List.copyOf(dimensions);
            weights = List.copyOf(weights);
            if (dimensions.size() != weights.size()) {
                throw new WrongValueException(
                        dimensions.isEmpty() ? "matryoshka_weights" : "matryoshka_dims",
                        "must be as many as the other of matryoshka_dims and matryoshka_weights: " + dimensions.size()
                                + " and " + weights.size(),
                        dimensions.isEmpty() ? "[1, 1]" : "[64, 128]");
            }
        }

        Objective over(Objective objective) {
            return dimensions.isEmpty() ? objective : new Matryoshka(dimensions, weights, objective);
        }
    }

    public ObjectiveSettings {
        Objects.requireNonNull(contrast, "contrast");
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(matryoshka, "matryoshka");
        if (!(cosentScale > 0)) {
            throw new WrongValueException("cosent_scale", "must be above 0, not " + cosentScale, "20");
        }
    }

    static ObjectiveSettings read(Settings node, StageKind kind) {
        boolean supervised = kind != StageKind.PRETRAIN;
        HardNegatives hard = node.choice("hard_negatives", HardNegatives.class)
                .orElse(supervised ? HardNegatives.SHARED : HardNegatives.NONE);
        double temperature = node.positive("temperature", TEMPERATURE);
        double gamma = node.notNegative("focal_gamma", supervised ? 0.5 : 0);
        boolean detached = node.flag("focal_detached", true);
        Optional<Mixing> mixing = mixing(node, supervised);
        OptionalDouble margin = node.optionalNumber("false_negative_margin");
        boolean maskSameId = node.flag("mask_same_id", true);
        double scale = node.positive("cosent_scale", COSENT_SCALE);
        Optional<Teacher> teacher = teacher(node, kind);
        Nesting nesting = nesting(node);
        return node.checked(() -> new ObjectiveSettings(
                new InfoNce(temperature, true, hard, gamma, detached, mixing, margin, maskSameId),
                scale,
                teacher,
                nesting));
    }

    private static Optional<Mixing> mixing(Settings node, boolean supervised) {
        boolean none = node.optionalText("mixing").map("none"::equals).orElse(!supervised);
        boolean detached = node.flag("mixing_detached", true);
        double temperature = node.positive("listwise_temperature", TEMPERATURE);
        if (none) {
            return Optional.empty();
        }
        Mixing.Kind kind = node.choice("mixing", Mixing.Kind.class).orElse(Mixing.Kind.BOTH);
        return Optional.of(node.checked(() -> new Mixing(kind, detached, temperature)));
    }

    private static Optional<Teacher> teacher(Settings node, StageKind kind) {
        double contrastive = node.notNegative("contrastive_weight", 1);
        double kl = node.notNegative("kl_weight", kind == StageKind.DISTILL ? 1 : 0);
        double temperature = node.positive("kl_temperature", TEMPERATURE);
        return kl == 0 ? Optional.empty() : Optional.of(node.checked(() -> new Teacher(contrastive, kl, temperature)));
    }

    private static Nesting nesting(Settings node) {
        List<Integer> dimensions = new ArrayList<>();
        for (double width : node.numbers("matryoshka_dims")) {
            if (width != Math.rint(width) || width < 1 || width > Integer.MAX_VALUE) {
                throw node.wrong("matryoshka_dims", "must be whole numbers, not " + width, "[64, 128]");
            }
            dimensions.add((int) width);
        }
        List<Double> weights = node.numbers("matryoshka_weights");
        return node.checked(() -> new Nesting(dimensions, weights));
    }

    /** What a batch is trained with, by what its data have. */
    public Objective of(TrainingBatch batch) {
        if (batch.scores().isPresent()) {
            return matryoshka.over(new CoSent(cosentScale));
        }
        Objective contrastive = contrast(batch);
        if (teacher.isEmpty() || batch.teacherScores().isEmpty()) {
            return matryoshka.over(contrastive);
        }
        Teacher share = teacher.get();
        List<WeightedSum.Term> terms = new ArrayList<>();
        if (share.contrastiveWeight() > 0) {
            terms.add(new WeightedSum.Term(share.contrastiveWeight(), contrastive));
        }
        terms.add(new WeightedSum.Term(share.klWeight(), new KlDivergence(share.temperature())));
        return matryoshka.over(new WeightedSum(terms));
    }

    /** The contrastive part for a batch: its data set's temperature and candidates. */
    public InfoNce contrast(TrainingBatch batch) {
        boolean inBatch = batch.dataset().inBatchNegatives();
        HardNegatives hard = contrast.hardNegatives();
        if (batch.negatives() == 0) {
            hard = HardNegatives.NONE;
        } else if (!inBatch && hard == HardNegatives.SHARED) {
            // the hard negatives of others may be of the query's own class, as their positives may
            hard = HardNegatives.OWN;
        }
        // synthetic negatives are shared by the whole batch, so they go where in-batch negatives go
        Optional<Mixing> mixing = inBatch && batch.negatives() > 0 ? contrast.mixing() : Optional.empty();
        return new InfoNce(
                batch.dataset().temperature().orElse(contrast.temperature()),
                inBatch,
                hard,
                contrast.focalGamma(),
                contrast.weightDetached(),
                mixing,
                contrast.falseNegativeMargin(),
                contrast.maskSameId());
    }
}
