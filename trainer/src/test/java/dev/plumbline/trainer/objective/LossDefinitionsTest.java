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
                        ReferenceBatch batch = new ReferenceBatch(tried++ % 7, 4, 3, 5);
                        Map<String, Double> figures = new HashMap<>();
                        double found = loss.loss(
                                        batch.vectors(manager), (name, value) -> figures.put(name, value.getDouble()))
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
            ReferenceBatch batch = new ReferenceBatch(seed, 5, 4, 6);
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                double[] student = new double[5];
                student[0] = ReferenceBatch.cosine(batch.query[i], batch.positive[i]) / temperature;
                double[] teacher = new double[5];
                for (int m = 0; m < 5; m++) {
                    teacher[m] = batch.teacher[i][m] / temperature;
                    if (m > 0) {
                        student[m] = ReferenceBatch.cosine(batch.query[i], batch.negatives[i][m - 1]) / temperature;
                    }
                }
                double studentLog = ReferenceBatch.logSum(student);
                double teacherLog = ReferenceBatch.logSum(teacher);
                for (int m = 0; m < 5; m++) {
                    double log = teacher[m] - teacherLog;
                    sum += Math.exp(log) * (log - (student[m] - studentLog)) / 5;
                }
            }
            double found = figure(new KlDivergence(temperature), batch.vectors(manager), "kl");
            assertThat(found).isCloseTo(sum, within(1e-9 * Math.max(1, Math.abs(sum))));
            assertThat(found).isPositive();
        }
    }

    @Test
    void aStudentThatRanksAsItsTeacherHasNothingToLearn() {
        ReferenceBatch batch = new ReferenceBatch(3, 4, 2, 6);
        for (int i = 0; i < 4; i++) {
            batch.teacher[i][0] = ReferenceBatch.cosine(batch.query[i], batch.positive[i]) + 7;
            for (int m = 0; m < 2; m++) {
                // the softmax does not see what is added to all
                batch.teacher[i][m + 1] = ReferenceBatch.cosine(batch.query[i], batch.negatives[i][m]) + 7;
            }
        }
        assertThat(new KlDivergence(0.1).loss(batch.vectors(manager)).getDouble())
                .isCloseTo(0, within(1e-12));
        // with one candidate there is nothing to rank
        VectorBatch alone = VectorBatch.of(
                        ReferenceBatch.array(manager, batch.query), ReferenceBatch.array(manager, batch.positive))
                .withTeacherScores(manager.create(new double[] {1, 2, 3, 4}, new Shape(4, 1)));
        assertThat(new KlDivergence(0.1).loss(alone).getDouble()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, GOLD", "20, GOLD", "100, GOLD", "1, TEACHER", "20, TEACHER"})
    void cosentIsItsDefinition(double scale, CoSent.Grades grades) {
        for (int seed = 0; seed < 5; seed++) {
            ReferenceBatch batch = new ReferenceBatch(seed, 7, 2, 4);
            double sum = 1;
            for (int i = 0; i < 7; i++) {
                for (int j = 0; j < 7; j++) {
                    double first = grades == CoSent.Grades.GOLD ? batch.gold[i] : batch.teacher[i][0];
                    double second = grades == CoSent.Grades.GOLD ? batch.gold[j] : batch.teacher[j][0];
                    if (first < second) {
                        sum += Math.exp(scale
                                * (ReferenceBatch.cosine(batch.query[i], batch.positive[i])
                                        - ReferenceBatch.cosine(batch.query[j], batch.positive[j])));
                    }
                }
            }
            double found = figure(
                    new CoSent(scale, grades),
                    batch.vectors(manager),
                    grades == CoSent.Grades.GOLD ? "cosent" : "cosent_teacher");
            assertThat(found).isCloseTo(Math.log(sum), within(1e-9 * Math.max(1, Math.log(sum))));
        }
    }

    @Test
    void pairsOfOneGradeHaveNothingToLearn() {
        ReferenceBatch batch = new ReferenceBatch(1, 4, 1, 4);
        Arrays.fill(batch.gold, 0.5);

        assertThat(new CoSent(20, CoSent.Grades.GOLD)
                        .loss(batch.vectors(manager))
                        .getDouble())
                .isZero();
    }

    @Test
    void matryoshkaSumsTheLossesOfTheLeadingWidths() {
        ReferenceBatch batch = new ReferenceBatch(5, 4, 2, 6);
        InfoNce inner = InfoNce.inBatch(0.2);
        List<String> heard = new ArrayList<>();

        double sum = new Matryoshka(List.of(6, 3, 1), List.of(1.0, 0.3, 0.0), inner)
                .loss(batch.vectors(manager), (name, value) -> heard.add(name + " " + value.getDouble()))
                .getDouble();

        double full = batch.cut(6).infoNce(inner);
        assertThat(sum).isCloseTo(full + 0.3 * batch.cut(3).infoNce(inner), within(1e-9));
        assertThat(heard).hasSize(1);
        assertThat(Double.parseDouble(heard.get(0).substring("contrastive ".length())))
                .isCloseTo(full, within(1e-9));
    }

    @Test
    void objectivesAddUpByTheirWeights() {
        ReferenceBatch batch = new ReferenceBatch(6, 4, 2, 6);
        Objective first = InfoNce.inBatch(0.2);
        Objective second = new KlDivergence(0.3);
        double a = first.loss(batch.vectors(manager)).getDouble();
        double b = second.loss(batch.vectors(manager)).getDouble();

        double sum = new WeightedSum(List.of(new WeightedSum.Term(0.5, first), new WeightedSum.Term(2, second)))
                .loss(batch.vectors(manager))
                .getDouble();

        assertThat(sum).isCloseTo(0.5 * a + 2 * b, within(1e-12));
        assertThat(new WeightedSum(List.of(new WeightedSum.Term(0, first)))
                        .loss(batch.vectors(manager))
                        .getDouble())
                .isZero();
    }

    /** Vectors count by their direction, and rows by what they hold, not by their place. */
    @ParameterizedTest
    @EnumSource(HardNegatives.class)
    void lengthAndOrderDoNotMatter(HardNegatives hard) {
        InfoNce loss = new InfoNce(0.3, true, hard, 0.5, true, Optional.empty(), OptionalDouble.empty(), true);
        ReferenceBatch batch = new ReferenceBatch(2, 5, 3, 4);
        double before = loss.loss(batch.vectors(manager)).getDouble();

        VectorBatch longer = batch.vectors(manager);
        VectorBatch scaled = VectorBatch.of(
                        longer.query().mul(3), longer.positive().mul(0.01))
                .withNegatives(longer.negatives().orElseThrow().mul(100))
                .withIds(longer.ids().orElseThrow());
        assertThat(loss.loss(scaled).getDouble()).isCloseTo(before, within(1e-9));
        assertThat(loss.loss(batch.turned().vectors(manager)).getDouble()).isCloseTo(before, within(1e-9));
    }

    @Test
    void noGradientFlowsThroughWhatIsDetached() {
        ReferenceBatch batch = new ReferenceBatch(4, 4, 3, 5);
        for (boolean detached : new boolean[] {true, false}) {
            double[] query = gradient(focal(detached), batch.vectors(manager));
            double[] plain = gradient(focal(!detached), batch.vectors(manager));
            assertThat(query).isNotEqualTo(plain);
        }
        Mixing mixing = new Mixing(Mixing.Kind.LISTWISE, true, 0.3, false);
        VectorBatch vectors = batch.vectors(manager);
        gradient(withMixing(mixing), vectors);
        assertThat(values(vectors.negatives().orElseThrow().getGradient())).containsOnly(0);
        vectors = batch.vectors(manager);
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
        ReferenceBatch batch = new ReferenceBatch(8, 4, 3, 5);
        double[] own = batch.vectors(manager).negativeSimilarity().orElseThrow().toDoubleArray();
        double[] positive = batch.vectors(manager).positiveSimilarity().toDoubleArray();
        VectorBatch alone = VectorBatch.of(
                ReferenceBatch.array(manager, batch.query), ReferenceBatch.array(manager, batch.positive));
        NDArray others = alone.negativeSimilarity().orElseThrow();

        assertThat(others.getShape()).isEqualTo(new Shape(4, 3));
        for (int i = 0; i < 4; i++) {
            assertThat(positive[i]).isCloseTo(ReferenceBatch.cosine(batch.query[i], batch.positive[i]), within(1e-12));
            for (int m = 0; m < 3; m++) {
                assertThat(own[3 * i + m])
                        .isCloseTo(ReferenceBatch.cosine(batch.query[i], batch.negatives[i][m]), within(1e-12));
                int other = m < i ? m : m + 1;
                assertThat(others.getDouble(i, m))
                        .isCloseTo(ReferenceBatch.cosine(batch.query[i], batch.positive[other]), within(1e-12));
            }
        }
        VectorBatch one = VectorBatch.of(manager.ones(new Shape(1, 2)), manager.ones(new Shape(1, 2)));
        assertThat(one.negativeSimilarity()).isEmpty();
    }

    @Test
    void whatABatchLacksIsNamed() {
        ReferenceBatch full = new ReferenceBatch(1, 3, 2, 4);
        VectorBatch bare =
                VectorBatch.of(ReferenceBatch.array(manager, full.query), ReferenceBatch.array(manager, full.positive));
        VectorBatch hard = bare.withNegatives(ReferenceBatch.array(manager, full.negatives));

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
}
