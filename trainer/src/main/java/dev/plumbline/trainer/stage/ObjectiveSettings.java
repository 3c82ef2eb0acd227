package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.trainer.objective.Alignment;
import dev.plumbline.trainer.objective.CoSent;
import dev.plumbline.trainer.objective.FalseNegatives;
import dev.plumbline.trainer.objective.HardNegatives;
import dev.plumbline.trainer.objective.Hardness;
import dev.plumbline.trainer.objective.InfoNce;
import dev.plumbline.trainer.objective.KlDivergence;
import dev.plumbline.trainer.objective.Matryoshka;
import dev.plumbline.trainer.objective.Mixing;
import dev.plumbline.trainer.objective.Objective;
import dev.plumbline.trainer.objective.WeightedSum;
import dev.plumbline.trainer.rows.TrainingBatch;
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
 * mixing_shared: true          with those of every query, the paper does not say; of its own alone where a data set has no
 *                              in-batch negatives
 * listwise_temperature: 0.05   the paper does not say
 * false_negative_margin:       off; Qwen3-Embedding has 0.1
 * mask_same_id: true
 * cosent_scale: 20             for data with graded pairs
 * contrastive_weight: 1        with a teacher; the paper does not say. 0 in align
 * kl_weight: 1                 0 in every stage but distill
 * kl_temperature: 0.05         the paper's best
 * guide:                       none; a second model, see {@link TeacherModel}, that says which candidates are too similar to the
 *                              query to be negatives (GISTEmbed)
 * mask_strategy: absolute      relative; what mask_margin is of. With one of the two and no guide the vectors that are trained
 *                              say it themselves
 * mask_margin: 0               candidates leave that are more similar than the positive is, less the margin
 * contrast_queries:            true with a guide; whether the other queries are negatives too
 * contrast_positives:          true with a guide; whether the positives are contrasted with each other too
 * hardness_mode:               off; in_batch_negatives, hard_negatives, all_negatives
 * hardness_strength:           needed with hardness_mode
 * align:                       none; see {@link AlignSettings}
 * matryoshka_dims: []          896, 512, 256, 128, 64 in the published script
 * matryoshka_weights: []       1, 0.3, 0.2, 0.1, 0.1
 * </pre>
 *
 * @param contrast of data sets with in-batch negatives and the stage's temperature
 * @param cosentScale of data with graded pairs
 * @param teacher distillation, if there is any
 * @param guide the second model of guided masks
 * @param align alignment, if there is any
 * @param matryoshka widths and weights, both empty for full vectors alone
 */
public record ObjectiveSettings(
        InfoNce contrast,
        double cosentScale,
        Optional<Teacher> teacher,
        Optional<TeacherModel> guide,
        Optional<AlignSettings> align,
        Nesting matryoshka) {

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
        Objects.requireNonNull(guide, "guide");
        Objects.requireNonNull(align, "align");
        Objects.requireNonNull(matryoshka, "matryoshka");
        if (!(cosentScale > 0)) {
            throw new WrongValueException("cosent_scale", "must be above 0, not " + cosentScale, "20");
        }
    }

    static ObjectiveSettings read(Settings node, StageKind kind) {
        boolean supervised = kind != StageKind.PRETRAIN && kind != StageKind.ALIGN;
        HardNegatives hard = node.choice("hard_negatives", HardNegatives.class)
                .orElse(supervised ? HardNegatives.SHARED : HardNegatives.NONE);
        double temperature = node.positive("temperature", TEMPERATURE);
        double gamma = node.notNegative("focal_gamma", supervised ? 0.5 : 0);
        boolean detached = node.flag("focal_detached", true);
        Optional<Mixing> mixing = mixing(node, supervised);
        OptionalDouble margin = node.optionalNumber("false_negative_margin");
        boolean maskSameId = node.flag("mask_same_id", true);
        double scale = node.positive("cosent_scale", COSENT_SCALE);
        double contrastive = node.notNegative("contrastive_weight", kind == StageKind.ALIGN ? 0 : 1);
        Optional<Teacher> teacher = teacher(node, kind, contrastive);
        Optional<TeacherModel> guide = node.child("guide").map(TeacherModel::read);
        InfoNce.Refinement refinement = refinement(node, guide.isPresent());
        Optional<AlignSettings> align = node.child("align").map(own -> AlignSettings.read(own, contrastive));
        if (kind == StageKind.ALIGN && align.isEmpty()) {
            throw node.missing("align", "{model: my-teacher}");
        }
        Nesting nesting = nesting(node);
        return node.checked(() -> new ObjectiveSettings(
                new InfoNce(temperature, true, hard, gamma, detached, mixing, margin, maskSameId, refinement),
                scale,
                teacher,
                guide,
                align,
                nesting));
    }

    private static Optional<Mixing> mixing(Settings node, boolean supervised) {
        boolean none = node.optionalText("mixing").map("none"::equals).orElse(!supervised);
        boolean detached = node.flag("mixing_detached", true);
        boolean shared = node.flag("mixing_shared", true);
        double temperature = node.positive("listwise_temperature", TEMPERATURE);
        if (none) {
            return Optional.empty();
        }
        Mixing.Kind kind = node.choice("mixing", Mixing.Kind.class).orElse(Mixing.Kind.BOTH);
        return Optional.of(node.checked(() -> new Mixing(kind, detached, temperature, shared)));
    }

    private static InfoNce.Refinement refinement(Settings node, boolean guided) {
        Optional<FalseNegatives.Strategy> strategy = node.choice("mask_strategy", FalseNegatives.Strategy.class);
        OptionalDouble margin = node.optionalNumber("mask_margin");
        Optional<FalseNegatives> masks = guided || strategy.isPresent() || margin.isPresent()
                ? Optional.of(node.checked(() -> new FalseNegatives(
                        guided ? FalseNegatives.Judge.GUIDE : FalseNegatives.Judge.OWN,
                        strategy.orElse(FalseNegatives.Strategy.ABSOLUTE),
                        margin.orElse(0))))
                : Optional.empty();
        boolean queries = node.flag("contrast_queries", guided);
        boolean positives = node.flag("contrast_positives", guided);
        Optional<Hardness.Mode> mode = node.choice("hardness_mode", Hardness.Mode.class);
        OptionalDouble strength = node.optionalNumber("hardness_strength");
        if (mode.isPresent() != strength.isPresent()) {
            throw node.missing(
                    mode.isPresent() ? "hardness_strength" : "hardness_mode", mode.isPresent() ? "5" : "all_negatives");
        }
        Optional<Hardness> hardness =
                mode.map(which -> node.checked(() -> new Hardness(which, strength.getAsDouble())));
        return new InfoNce.Refinement(masks, queries, positives, hardness);
    }

    private static Optional<Teacher> teacher(Settings node, StageKind kind, double contrastive) {
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

    /**
     * What alignment needs of the network.
     *
     * @param unit whether it scales its vectors to length 1
     * @param projection to the teacher's width
     */
    public record Aligning(boolean unit, Optional<Alignment.Projection> projection) {

        /** Without a projection. */
        public static final Aligning PLAIN = new Aligning(false, Optional.empty());
    }

    /** What a batch is trained with, by what its data have. */
    public Objective of(TrainingBatch batch, Aligning aligning) {
        boolean graded = batch.scores().isPresent();
        List<WeightedSum.Term> terms = new ArrayList<>();
        double weight = contrastiveWeight(batch);
        if (weight > 0) {
            terms.add(new WeightedSum.Term(
                    weight, graded ? new CoSent(cosentScale, CoSent.Grades.GOLD) : contrast(batch)));
        }
        if (distils(batch)) {
            Teacher share = teacher.orElseThrow();
            // of a graded pair alone there is nothing to rank but the other pairs
            terms.add(new WeightedSum.Term(
                    share.klWeight(),
                    graded && batch.negatives() == 0
                            ? new CoSent(cosentScale, CoSent.Grades.TEACHER)
                            : new KlDivergence(share.temperature())));
        }
        align.ifPresent(own -> {
            // as sentence-transformers' MatryoshkaLoss scales what it cuts
            boolean unit = aligning.unit() || !matryoshka.dimensions().isEmpty();
            if (own.cosine() > 0) {
                terms.add(new WeightedSum.Term(
                        own.cosine(), new Alignment(Alignment.Distance.COSINE, unit, aligning.projection())));
            }
            if (own.mse() > 0) {
                terms.add(new WeightedSum.Term(
                        own.mse(), new Alignment(Alignment.Distance.MSE, unit, aligning.projection())));
            }
        });
        boolean one = terms.size() == 1 && terms.get(0).weight() == 1;
        return matryoshka.over(one ? terms.get(0).objective() : new WeightedSum(terms));
    }

    private double contrastiveWeight(TrainingBatch batch) {
        if (batch.dataset().textsAlone()) {
            return 0;
        }
        if (align.isPresent()) {
            return align.get().contrastiveWeight();
        }
        return distils(batch) ? teacher.orElseThrow().contrastiveWeight() : 1;
    }

    /** Whether nothing is learned of a batch but a teacher's vectors, so that a text is enough of a row. */
    public boolean alignsAlone(TrainingBatch batch) {
        return align.isPresent() && contrastiveWeight(batch) == 0 && !distils(batch);
    }

    /** Whether nothing is learned of any pair. */
    public boolean alignsAlone() {
        return align.filter(own -> own.contrastiveWeight() == 0).isPresent() && teacher.isEmpty();
    }

    private boolean distils(TrainingBatch batch) {
        return teacher.isPresent()
                && batch.teacherScores().isPresent()
                && !batch.dataset().textsAlone();
    }

    /** The batch without hard negatives where its loss has no use for them. */
    public TrainingBatch needed(TrainingBatch batch) {
        boolean used = distils(batch) || align.isPresent();
        if (batch.scores().isEmpty() && contrastiveWeight(batch) > 0) {
            InfoNce own = contrast(batch);
            used |= own.hardNegatives() != HardNegatives.NONE || own.mixing().isPresent();
        }
        return used ? batch : batch.withoutNegatives();
    }

    /** The contrastive part for a batch: its data set's temperature and candidates. */
    public InfoNce contrast(TrainingBatch batch) {
        boolean inBatch = batch.dataset().inBatchNegatives();
        // of what class the hard negatives and mixtures of others are is not known
        boolean shares = inBatch && !batch.hasClasses();
        HardNegatives hard = contrast.hardNegatives();
        if (batch.negatives() == 0) {
            hard = HardNegatives.NONE;
        } else if (!shares && hard == HardNegatives.SHARED) {
            hard = HardNegatives.OWN;
        }
        Optional<Mixing> mixing = batch.negatives() == 0
                ? Optional.empty()
                : contrast.mixing().map(mixed -> shares ? mixed : mixed.own());
        return new InfoNce(
                batch.dataset().temperature().orElse(contrast.temperature()),
                inBatch,
                hard,
                contrast.focalGamma(),
                contrast.weightDetached(),
                mixing,
                contrast.falseNegativeMargin(),
                contrast.maskSameId(),
                contrast.refinement());
    }
}
