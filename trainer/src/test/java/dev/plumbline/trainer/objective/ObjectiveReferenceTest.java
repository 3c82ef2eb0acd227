package dev.plumbline.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.trainer.TestLibtorch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every objective against torch's autograd (losses.json), and against differences of its own values. */
class ObjectiveReferenceTest {

    private static final double FLOAT64 = 1e-9;
    /** Single precision against double, relative to the loss and to the greatest gradient. */
    private static final double FLOAT32 = 2e-5;

    private static final double STEP = 1e-5;

    static Stream<ReferenceLosses.Case> cases() {
        return ReferenceLosses.all().stream().flatMap(ReferenceLosses::cases);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAreTorchs(ReferenceLosses.Case expected) {
        compare(expected, DataType.FLOAT64, FLOAT64);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void singlePrecisionStaysNear(ReferenceLosses.Case expected) {
        compare(expected, DataType.FLOAT32, FLOAT32);
    }

    private static void compare(ReferenceLosses.Case expected, DataType type, double bound) {
        try (NDManager manager = TestLibtorch.manager()) {
            VectorBatch batch = expected.of().batch(manager, type);
            double loss = backward(expected.objective(), batch);
            assertThat(loss).isCloseTo(expected.loss(), within(bound * Math.abs(expected.loss())));
            JsonNode gradients = expected.gradients();
            assertGradient("query", batch.query(), gradients.get("grad_query"), bound);
            assertGradient("positive", batch.positive(), gradients.get("grad_positive"), bound);
            assertGradient("negatives", batch.negatives().orElseThrow(), gradients.get("grad_negatives"), bound);
        }
    }

    private static double backward(Objective objective, VectorBatch batch) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = objective.loss(batch);
            collector.backward(loss);
            return loss.toType(DataType.FLOAT64, false).getDouble();
        }
    }

    private static void assertGradient(String name, NDArray vectors, JsonNode expected, double bound) {
        double[] got = vectors.getGradient().toType(DataType.FLOAT64, false).toDoubleArray();
        if (expected.isNull()) {
            assertThat(got).as(name).containsOnly(0);
            return;
        }
        double[] wanted = ReferenceLosses.array(vectors.getManager(), expected, DataType.FLOAT64)
                .toDoubleArray();
        double scale = 0;
        for (double value : wanted) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(got).as(name).containsExactly(wanted, within(bound * scale));
    }

    /** Central differences in a random direction of all vectors, where nothing is detached. */
    @ParameterizedTest
    @MethodSource("cases")
    void theGradientIsTheSlope(ReferenceLosses.Case expected) {
        if (expected.name().contains("detached")
                || expected.name().equals("fine-tune")
                || expected.name().startsWith("distil")) {
            return;
        }
        try (NDManager manager = TestLibtorch.manager()) {
            VectorBatch batch = expected.of().batch(manager, DataType.FLOAT64);
            backward(expected.objective(), batch);
            Direction direction = new Direction(batch);
            double slope = direction.slope(batch);
            double difference =
                    (expected.objective().loss(direction.moved(batch, STEP)).getDouble()
                                    - expected.objective()
                                            .loss(direction.moved(batch, -STEP))
                                            .getDouble())
                            / (2 * STEP);
            assertThat(difference).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
        }
    }

    /** A fixed direction in the space of all vectors. */
    private record Direction(NDArray query, NDArray positive, NDArray negatives) {

        Direction(VectorBatch batch) {
            this(
                    wave(batch.query(), 1),
                    wave(batch.positive(), 2),
                    wave(batch.negatives().orElseThrow(), 3));
        }

        private static NDArray wave(NDArray like, double phase) {
            double[] values = new double[(int) like.getShape().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.sin(7 * i + phase);
            }
            return like.getManager().create(values, like.getShape());
        }

        double slope(VectorBatch batch) {
            NDArray all = query.mul(batch.query().getGradient())
                    .sum()
                    .add(positive.mul(batch.positive().getGradient()).sum())
                    .add(negatives
                            .mul(batch.negatives().orElseThrow().getGradient())
                            .sum());
            return all.getDouble();
        }

        VectorBatch moved(VectorBatch batch, double step) {
            return new VectorBatch(
                    batch.query().add(query.mul(step)),
                    batch.positive().add(positive.mul(step)),
                    batch.negatives().map(vectors -> vectors.add(negatives.mul(step))),
                    batch.known());
        }
    }
}
