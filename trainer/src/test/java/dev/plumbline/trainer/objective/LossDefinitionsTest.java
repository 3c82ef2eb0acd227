package dev.plumbline.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.plumbline.trainer.TestLibtorch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each loss against its definition, written out query by query in double precision; and what a batch must have for it. */
final class LossDefinitionsTest {

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = TestLibtorch.manager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /** Every combination of the other settings. */
    @ParameterizedTest
    @CsvSource({"NONE, true", "NONE, false", "OWN, true", "OWN, false", "SHARED, true", "SHARED, false"})
    void infoNceIsItsDefinition(HardNegatives hard, boolean inBatch) {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (double gamma : new double[] {0, 0.5, 2}) {
            for (OptionalDouble margin :
                    List.of(OptionalDouble.empty(), OptionalDouble.of(0.1), OptionalDouble.of(-0.3))) {
                for (boolean mask : new boolean[] {false, true}) {
                    for (Optional<Mixing> mixing : mixings()) {
                        InfoNce loss = new InfoNce(0.3, inBatch, hard, gamma, tried % 2 == 0, mixing, margin, mask);
                        Batch batch = new Batch(tried++ % 7, 4, 3, 5);
                        Map<String, Double> figures = new HashMap<>();
                        double found = loss.loss(batch.vectors(), (name, value) -> figures.put(name, value.getDouble()))
                                .getDouble();
                        double expected = batch.infoNce(loss);
                        if (!(Math.abs(found - expected) <= 1e-9) || figures.get("contrastive") != found) {
                            wrong.add(loss + " is " + found + ", not " + expected);
                        }
                        Double weight = figures.get("focal_weight");
                        if (gamma == 0 ? weight != null : !(Math.abs(weight - batch.focalWeight(loss)) <= 1e-9)) {
                            wrong.add(loss + " has the weight " + weight + ", not " + batch.focalWeight(loss));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isEqualTo(108);
    }

    private static List<Optional<Mixing>> mixings() {
        return List.of(
                Optional.empty(),
                Optional.of(new Mixing(Mixing.Kind.PAIRWISE, true, 0.2, true)),
                Optional.of(new Mixing(Mixing.Kind.LISTWISE, false, 0.2, true)),
                Optional.of(new Mixing(Mixing.Kind.LISTWISE, true, 0.7, false)),
                Optional.of(new Mixing(Mixing.Kind.BOTH, false, 0.2, true)),
                Optional.of(new Mixing(Mixing.Kind.BOTH, true, 0.2, false)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 1, 10})
    void distillationIsItsDefinition(double temperature) {
        for (int seed = 0; seed < 5; seed++) {
            Batch batch = new Batch(seed, 5, 4, 6);
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                double[] student = new double[5];
                student[0] = cosine(batch.query[i], batch.positive[i]) / temperature;
                double[] teacher = new double[5];
                for (int m = 0; m < 5; m++) {
                    teacher[m] = batch.teacher[i][m] / temperature;
                    if (m > 0) {
                        student[m] = cosine(batch.query[i], batch.negatives[i][m - 1]) / temperature;
                    }
                }
                double studentLog = logSum(student);
                double teacherLog = logSum(teacher);
                for (int m = 0; m < 5; m++) {
                    double log = teacher[m] - teacherLog;
                    sum += Math.exp(log) * (log - (student[m] - studentLog)) / 5;
                }
            }
            double found = figure(new KlDivergence(temperature), batch.vectors(), "kl");
            assertThat(found).isCloseTo(sum, within(1e-9 * Math.max(1, Math.abs(sum))));
            assertThat(found).isPositive();
        }
    }

    @Test
    void aStudentThatRanksAsItsTeacherHasNothingToLearn() {
        Batch batch = new Batch(3, 4, 2, 6);
        for (int i = 0; i < 4; i++) {
            batch.teacher[i][0] = cosine(batch.query[i], batch.positive[i]) + 7;
            for (int m = 0; m < 2; m++) {
                // the softmax does not see what is added to all
                batch.teacher[i][m + 1] = cosine(batch.query[i], batch.negatives[i][m]) + 7;
            }
        }
        assertThat(new KlDivergence(0.1).loss(batch.vectors()).getDouble()).isCloseTo(0, within(1e-12));
        // with one candidate there is nothing to rank
        VectorBatch alone = VectorBatch.of(array(batch.query), array(batch.positive))
                .withTeacherScores(manager.create(new double[] {1, 2, 3, 4}, new Shape(4, 1)));
        assertThat(new KlDivergence(0.1).loss(alone).getDouble()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, GOLD", "20, GOLD", "100, GOLD", "1, TEACHER", "20, TEACHER"})
    void cosentIsItsDefinition(double scale, CoSent.Grades grades) {
        for (int seed = 0; seed < 5; seed++) {
            Batch batch = new Batch(seed, 7, 2, 4);
            double sum = 1;
            for (int i = 0; i < 7; i++) {
                for (int j = 0; j < 7; j++) {
                    double first = grades == CoSent.Grades.GOLD ? batch.gold[i] : batch.teacher[i][0];
                    double second = grades == CoSent.Grades.GOLD ? batch.gold[j] : batch.teacher[j][0];
                    if (first < second) {
                        sum += Math.exp(scale
                                * (cosine(batch.query[i], batch.positive[i])
                                        - cosine(batch.query[j], batch.positive[j])));
                    }
                }
            }
            double found = figure(
                    new CoSent(scale, grades),
                    batch.vectors(),
                    grades == CoSent.Grades.GOLD ? "cosent" : "cosent_teacher");
            assertThat(found).isCloseTo(Math.log(sum), within(1e-9 * Math.max(1, Math.log(sum))));
        }
    }

    @Test
    void pairsOfOneGradeHaveNothingToLearn() {
        Batch batch = new Batch(1, 4, 1, 4);
        Arrays.fill(batch.gold, 0.5);

        assertThat(new CoSent(20, CoSent.Grades.GOLD).loss(batch.vectors()).getDouble())
                .isZero();
    }

    @Test
    void matryoshkaSumsTheLossesOfTheLeadingWidths() {
        Batch batch = new Batch(5, 4, 2, 6);
        InfoNce inner = InfoNce.inBatch(0.2);
        List<String> heard = new ArrayList<>();

        double sum = new Matryoshka(List.of(6, 3, 1), List.of(1.0, 0.3, 0.0), inner)
                .loss(batch.vectors(), (name, value) -> heard.add(name + " " + value.getDouble()))
                .getDouble();

        double full = batch.cut(6).infoNce(inner);
        assertThat(sum).isCloseTo(full + 0.3 * batch.cut(3).infoNce(inner), within(1e-9));
        assertThat(heard).hasSize(1);
        assertThat(Double.parseDouble(heard.get(0).substring("contrastive ".length())))
                .isCloseTo(full, within(1e-9));
    }

    @Test
    void objectivesAddUpByTheirWeights() {
        Batch batch = new Batch(6, 4, 2, 6);
        Objective first = InfoNce.inBatch(0.2);
        Objective second = new KlDivergence(0.3);
        double a = first.loss(batch.vectors()).getDouble();
        double b = second.loss(batch.vectors()).getDouble();

        double sum = new WeightedSum(List.of(new WeightedSum.Term(0.5, first), new WeightedSum.Term(2, second)))
                .loss(batch.vectors())
                .getDouble();

        assertThat(sum).isCloseTo(0.5 * a + 2 * b, within(1e-12));
        assertThat(new WeightedSum(List.of(new WeightedSum.Term(0, first)))
                        .loss(batch.vectors())
                        .getDouble())
                .isZero();
    }

    /** Vectors count by their direction, and rows by what they hold, not by their place. */
    @ParameterizedTest
    @EnumSource(HardNegatives.class)
    void lengthAndOrderDoNotMatter(HardNegatives hard) {
        InfoNce loss = new InfoNce(0.3, true, hard, 0.5, true, Optional.empty(), OptionalDouble.empty(), true);
        Batch batch = new Batch(2, 5, 3, 4);
        double before = loss.loss(batch.vectors()).getDouble();

        VectorBatch longer = batch.vectors();
        VectorBatch scaled = VectorBatch.of(
                        longer.query().mul(3), longer.positive().mul(0.01))
                .withNegatives(longer.negatives().orElseThrow().mul(100))
                .withIds(longer.ids().orElseThrow());
        assertThat(loss.loss(scaled).getDouble()).isCloseTo(before, within(1e-9));
        assertThat(loss.loss(batch.turned().vectors()).getDouble()).isCloseTo(before, within(1e-9));
    }

    @Test
    void noGradientFlowsThroughWhatIsDetached() {
        Batch batch = new Batch(4, 4, 3, 5);
        for (boolean detached : new boolean[] {true, false}) {
            double[] query = gradient(focal(detached), batch.vectors());
            double[] plain = gradient(focal(!detached), batch.vectors());
            assertThat(query).isNotEqualTo(plain);
        }
        Mixing mixing = new Mixing(Mixing.Kind.LISTWISE, true, 0.3, false);
        VectorBatch vectors = batch.vectors();
        gradient(withMixing(mixing), vectors);
        assertThat(values(vectors.negatives().orElseThrow().getGradient())).containsOnly(0);
        vectors = batch.vectors();
        gradient(withMixing(new Mixing(Mixing.Kind.LISTWISE, false, 0.3, false)), vectors);
        assertThat(values(vectors.negatives().orElseThrow().getGradient())).doesNotContain(0);
    }

    private static InfoNce focal(boolean detached) {
        return new InfoNce(0.3, true, HardNegatives.NONE, 2, detached, Optional.empty(), OptionalDouble.empty(), false);
    }

    private static InfoNce withMixing(Mixing mixing) {
        return new InfoNce(0.3, true, HardNegatives.NONE, 0, true, Optional.of(mixing), OptionalDouble.empty(), false);
    }

    private static double[] gradient(Objective loss, VectorBatch batch) {
        batch.query().setRequiresGradient(true);
        batch.positive().setRequiresGradient(true);
        batch.negatives().orElseThrow().setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(loss.loss(batch));
        }
        return values(batch.query().getGradient());
    }

    private static double[] values(NDArray array) {
        return array.toType(DataType.FLOAT64, false).toDoubleArray();
    }

    @Test
    void similaritiesOfNegativesAreThoseOfEachQuery() {
        Batch batch = new Batch(8, 4, 3, 5);
        double[] own = batch.vectors().negativeSimilarity().orElseThrow().toDoubleArray();
        double[] positive = batch.vectors().positiveSimilarity().toDoubleArray();
        VectorBatch alone = VectorBatch.of(array(batch.query), array(batch.positive));
        NDArray others = alone.negativeSimilarity().orElseThrow();

        assertThat(others.getShape()).isEqualTo(new Shape(4, 3));
        for (int i = 0; i < 4; i++) {
            assertThat(positive[i]).isCloseTo(cosine(batch.query[i], batch.positive[i]), within(1e-12));
            for (int m = 0; m < 3; m++) {
                assertThat(own[3 * i + m]).isCloseTo(cosine(batch.query[i], batch.negatives[i][m]), within(1e-12));
                int other = m < i ? m : m + 1;
                assertThat(others.getDouble(i, m))
                        .isCloseTo(cosine(batch.query[i], batch.positive[other]), within(1e-12));
            }
        }
        VectorBatch one = VectorBatch.of(manager.ones(new Shape(1, 2)), manager.ones(new Shape(1, 2)));
        assertThat(one.negativeSimilarity()).isEmpty();
    }

    @Test
    void whatABatchLacksIsNamed() {
        Batch full = new Batch(1, 3, 2, 4);
        VectorBatch bare = VectorBatch.of(array(full.query), array(full.positive));
        VectorBatch hard = bare.withNegatives(array(full.negatives));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> focalOf(HardNegatives.OWN, false).loss(bare))
                .withMessage("InfoNCE with hard negatives needs hard negatives, and the batch has none");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        withMixing(new Mixing(Mixing.Kind.BOTH, true, 1, true)).loss(bare))
                .withMessage("hard-negative mixing needs hard negatives, and the batch has none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withMixing(new Mixing(Mixing.Kind.PAIRWISE, true, 1, true))
                        .loss(hard))
                .withMessage("pair-wise mixing needs draws, and the batch has none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> focalOf(HardNegatives.NONE, true).loss(bare))
                .withMessage("masking by id needs ids, and the batch has none");
        VectorBatch half = hard.withIds(new VectorBatch.Ids(manager.create(new long[] {1, 2, 3}), Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> focalOf(HardNegatives.SHARED, true).loss(half))
                .withMessage("masking by id needs the ids of the hard negatives, and the batch has none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KlDivergence(1).loss(bare))
                .withMessage("distillation needs a teacher's scores, and the batch has none");
        for (CoSent.Grades grades : CoSent.Grades.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CoSent(1, grades).loss(bare))
                    .withMessage("CoSENT needs graded pairs, and the batch has no grades");
        }
    }

    private static InfoNce focalOf(HardNegatives hard, boolean mask) {
        return new InfoNce(1, true, hard, 0, true, Optional.empty(), OptionalDouble.empty(), mask);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void settingsThatMeanNothingAreRefused(double value) {
        Objective any = InfoNce.inBatch(1);
        assertThatThrownBy(() -> InfoNce.inBatch(value)).hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> new KlDivergence(value)).hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> new CoSent(value, CoSent.Grades.GOLD)).hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> new Mixing(Mixing.Kind.BOTH, true, value, true))
                .hasMessageContaining("must be above 0");
        if (value != 0) {
            assertThatThrownBy(() -> new WeightedSum.Term(value, any)).hasMessageContaining("at least 0");
            assertThatThrownBy(() -> new Matryoshka(List.of(1), List.of(value), any))
                    .hasMessageContaining("at least 0");
            assertThatThrownBy(() -> new InfoNce(
                            1, true, HardNegatives.NONE, value, true, Optional.empty(), OptionalDouble.empty(), false))
                    .hasMessageContaining("at least 0");
        }
        assertThatThrownBy(() -> new Matryoshka(List.of(), List.of(), any)).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new Matryoshka(List.of(1, 2), List.of(1.0), any))
                .hasMessageContaining("as many");
        assertThatThrownBy(() -> new Matryoshka(List.of(0), List.of(1.0), any)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new WeightedSum(List.of())).hasMessageContaining("needs one");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        NDArray two = manager.zeros(new Shape(2, 3));
        VectorBatch batch = VectorBatch.of(two, two);

        assertThatThrownBy(() -> VectorBatch.of(two, manager.zeros(new Shape(2, 4))))
                .hasMessage("queries (2, 3) and positives (2, 4) must both be [batch, dimensions]");
        assertThatThrownBy(() -> VectorBatch.of(manager.zeros(new Shape(6)), manager.zeros(new Shape(6))))
                .hasMessageContaining("must both be [batch, dimensions]");
        for (Shape shape : List.of(new Shape(2, 3), new Shape(1, 5, 3), new Shape(2, 5, 4))) {
            assertThatThrownBy(() -> batch.withNegatives(manager.zeros(shape)))
                    .hasMessage("negatives " + shape
                            + " must be [batch, negatives per query, dimensions] for queries (2, 3)");
        }
        assertThatThrownBy(() -> batch.withTeacherScores(manager.zeros(new Shape(2, 2))))
                .hasMessage("teacher scores are (2, 2), not (2, 1)");
        assertThatThrownBy(() -> batch.withNegatives(manager.zeros(new Shape(2, 5, 3)))
                        .withTeacherScores(manager.zeros(new Shape(2, 5))))
                .hasMessage("teacher scores are (2, 5), not (2, 6)");
        assertThatThrownBy(() -> batch.withGold(manager.zeros(new Shape(3))))
                .hasMessage("gold scores are (3), not (2)");
        assertThatThrownBy(() -> batch.leading(4)).hasMessage("vectors of 3 dimensions have no first 4");
        assertThatThrownBy(() -> batch.leading(0)).hasMessage("vectors of 3 dimensions have no first 0");
        assertThat(batch.leading(3).query().getShape()).isEqualTo(new Shape(2, 3));
        assertThat(batch.leading(1).positive().getShape()).isEqualTo(new Shape(2, 1));
    }

    private static double figure(Objective loss, VectorBatch batch, String name) {
        Map<String, Double> figures = new HashMap<>();
        double found = loss.loss(batch, (figure, value) -> figures.put(figure, value.getDouble()))
                .getDouble();
        assertThat(figures).containsExactly(Map.entry(name, found));
        return found;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double logSum(double[] values) {
        double sum = 0;
        double most = Arrays.stream(values).max().orElseThrow();
        for (double value : values) {
            sum += Math.exp(value - most);
        }
        return most + Math.log(sum);
    }

    private static double[] unit(double[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        return Arrays.stream(vector).map(value -> value / length).toArray();
    }

    private static NDArray array(double[][] rows) {
        return manager.create(
                Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), new Shape(rows.length, rows[0].length));
    }

    private static NDArray array(double[][][] blocks) {
        return manager.create(
                Arrays.stream(blocks)
                        .flatMap(Arrays::stream)
                        .flatMapToDouble(Arrays::stream)
                        .toArray(),
                new Shape(blocks.length, blocks[0].length, blocks[0][0].length));
    }

    /** A batch by chance, in which some texts are the same. */
    private static final class Batch {
        private double[][] query;
        private double[][] positive;
        private double[][][] negatives;
        private final double[][] teacher;
        private final double[] gold;
        private final long[] positiveIds;
        private final long[][] negativeIds;
        private final double[] lambda;
        private final int[][] pairs;

        Batch(long seed, int rows, int hard, int width) {
            Random random = new Random(seed);
            query = vectors(random, rows, width);
            positive = vectors(random, rows, width);
            negatives = new double[rows][][];
            teacher = vectors(random, rows, hard + 1);
            gold = new double[rows];
            positiveIds = new long[rows];
            negativeIds = new long[rows][hard];
            lambda = new double[rows];
            pairs = new int[rows][2];
            for (int i = 0; i < rows; i++) {
                negatives[i] = vectors(random, hard, width);
                gold[i] = random.nextInt(4) / 3.0;
                positiveIds[i] = random.nextInt(rows);
                for (int m = 0; m < hard; m++) {
                    negativeIds[i][m] = random.nextInt(2 * rows);
                }
                lambda[i] = random.nextDouble();
                pairs[i][0] = random.nextInt(hard);
                pairs[i][1] = random.nextInt(hard);
            }
        }

        private static double[][] vectors(Random random, int rows, int width) {
            double[][] vectors = new double[rows][width];
            for (double[] vector : vectors) {
                Arrays.setAll(vector, i -> random.nextGaussian());
            }
            return vectors;
        }

        VectorBatch vectors() {
            int rows = query.length;
            int hard = negatives[0].length;
            return VectorBatch.of(array(query), array(positive))
                    .withNegatives(array(negatives))
                    .withIds(new VectorBatch.Ids(
                            manager.create(positiveIds),
                            Optional.of(manager.create(
                                    Arrays.stream(negativeIds)
                                            .flatMapToLong(Arrays::stream)
                                            .toArray(),
                                    new Shape(rows, hard)))))
                    .withTeacherScores(array(teacher))
                    .withGold(manager.create(gold))
                    .withDraws(new VectorBatch.MixingDraws(
                            manager.create(lambda),
                            manager.create(
                                    Arrays.stream(pairs)
                                            .flatMapToInt(Arrays::stream)
                                            .asLongStream()
                                            .toArray(),
                                    new Shape(rows, 2))));
        }

        /** The leading values of each vector. */
        Batch cut(int width) {
            Batch cut = new Batch(0, query.length, negatives[0].length, width);
            cut.query = leading(query, width);
            cut.positive = leading(positive, width);
            return cut;
        }

        private static double[][] leading(double[][] rows, int width) {
            return Arrays.stream(rows).map(row -> Arrays.copyOf(row, width)).toArray(double[][]::new);
        }

        /** Last row first. */
        Batch turned() {
            Batch turned = new Batch(0, query.length, negatives[0].length, query[0].length);
            for (int i = 0; i < query.length; i++) {
                int from = query.length - 1 - i;
                turned.query[i] = query[from];
                turned.positive[i] = positive[from];
                turned.negatives[i] = negatives[from];
                turned.positiveIds[i] = positiveIds[from];
                turned.negativeIds[i] = negativeIds[from];
            }
            return turned;
        }

        double infoNce(InfoNce settings) {
            double sum = 0;
            for (int i = 0; i < query.length; i++) {
                double log = logProbability(settings, i);
                sum -= Math.pow(1 - Math.exp(log), settings.focalGamma()) * log / query.length;
            }
            return sum;
        }

        double focalWeight(InfoNce settings) {
            double sum = 0;
            for (int i = 0; i < query.length; i++) {
                sum += Math.pow(1 - Math.exp(logProbability(settings, i)), settings.focalGamma()) / query.length;
            }
            return sum;
        }

        private double logProbability(InfoNce settings, int i) {
            double own = cosine(query[i], positive[i]);
            double limit = own + settings.falseNegativeMargin().orElse(Double.POSITIVE_INFINITY);
            List<Double> candidates = new ArrayList<>();
            for (int j = 0; settings.inBatch() && j < query.length; j++) {
                if (j != i && !(settings.maskSameId() && positiveIds[j] == positiveIds[i])) {
                    candidates.add(cosine(query[i], positive[j]));
                }
            }
            for (int j = 0; settings.hardNegatives() != HardNegatives.NONE && j < query.length; j++) {
                for (int m = 0; m < negatives[j].length; m++) {
                    boolean met = j == i || settings.hardNegatives() == HardNegatives.SHARED;
                    if (met && !(settings.maskSameId() && negativeIds[j][m] == positiveIds[i])) {
                        candidates.add(cosine(query[i], negatives[j][m]));
                    }
                }
            }
            settings.mixing().ifPresent(mixing -> {
                for (int j = 0; j < query.length; j++) {
                    for (double[] synthetic : mixing.shared() || j == i ? mixed(mixing, j) : new double[0][]) {
                        candidates.add(cosine(query[i], synthetic));
                    }
                }
            });
            candidates.removeIf(candidate -> candidate > limit);
            candidates.add(own);
            double[] scaled = candidates.stream()
                    .mapToDouble(candidate -> candidate / settings.temperature())
                    .toArray();
            return own / settings.temperature() - logSum(scaled);
        }

        private double[][] mixed(Mixing mixing, int i) {
            List<double[]> mixed = new ArrayList<>();
            if (mixing.kind() != Mixing.Kind.LISTWISE) {
                mixed.add(sum(
                        unit(negatives[i][pairs[i][0]]), lambda[i], unit(negatives[i][pairs[i][1]]), 1 - lambda[i]));
            }
            if (mixing.kind() != Mixing.Kind.PAIRWISE) {
                double[] scores = new double[negatives[i].length];
                Arrays.setAll(scores, m -> cosine(query[i], negatives[i][m]) / mixing.listwiseTemperature());
                double log = logSum(scores);
                double[] whole = new double[query[i].length];
                for (int m = 0; m < scores.length; m++) {
                    whole = sum(whole, 1, unit(negatives[i][m]), Math.exp(scores[m] - log));
                }
                mixed.add(whole);
            }
            return mixed.toArray(double[][]::new);
        }

        private static double[] sum(double[] a, double byA, double[] b, double byB) {
            double[] sum = new double[a.length];
            Arrays.setAll(sum, i -> byA * a[i] + byB * b[i]);
            return sum;
        }
    }
}
