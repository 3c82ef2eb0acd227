package dev.plumbline.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.plumbline.trainer.TestLibtorch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a gradient needs is still there when Java's collector has come by between loss and gradient. */
class GradientMemoryTest {

    private static final int ROUNDS = 15;

    @Test
    void gradientsOutliveACollection() {
        InfoNce contrast = new InfoNce(
                0.05,
                true,
                HardNegatives.SHARED,
                0.5,
                false,
                Optional.of(new Mixing(Mixing.Kind.LISTWISE, false, 0.05, true)),
                OptionalDouble.empty(),
                false);
        Objective whole = new Matryoshka(
                List.of(8, 4),
                List.of(1.0, 0.3),
                new WeightedSum(List.of(
                        new WeightedSum.Term(0.7, contrast), new WeightedSum.Term(0.2, new KlDivergence(0.05)))));
        float[] first = gradient(whole, false);
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(gradient(whole, true)).as("round %d", round).isEqualTo(first);
        }
    }

    private static float[] gradient(Objective objective, boolean collect) {
        try (NDManager manager = TestLibtorch.manager()) {
            NDArray query = values(manager, new Shape(4, 8), 1);
            query.setRequiresGradient(true);
            VectorBatch batch = VectorBatch.of(query, values(manager, new Shape(4, 8), 2))
                    .withNegatives(values(manager, new Shape(4, 3, 8), 3))
                    .withTeacherScores(values(manager, new Shape(4, 4), 4));
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray loss = objective.loss(batch);
                if (collect) {
                    collectAndOverwrite();
                }
                collector.backward(loss);
            }
            return query.getGradient().toFloatArray();
        }
    }

    private static NDArray values(NDManager manager, Shape shape, int seed) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(seed * 10 + i);
        }
        return manager.create(values, shape).duplicate();
    }

    /** Lets the collector run and fills whatever small memory it gave back with what is no number. */
    private static void collectAndOverwrite() {
        System.gc();
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4 + i % 32);
            while (buffer.hasRemaining()) {
                buffer.put((byte) -1);
            }
            taken.add(buffer);
        }
        assertThat(taken).hasSize(2_000);
    }
}
