package dev.plumbline.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.trainer.TestLibtorch;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixingTest {

    private static final int ROWS = 3;
    private static final int NEGATIVES = 4;
    private static final int WIDTH = 6;

    private final NDManager manager = TestLibtorch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray wave(double phase, long... shape) {
        Shape whole = new Shape(shape);
        double[] values = new double[(int) whole.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(2.9 * i + phase);
        }
        return manager.create(values, whole);
    }

    private VectorBatch batch() {
        return VectorBatch.of(wave(1, ROWS, WIDTH), wave(2, ROWS, WIDTH))
                .withNegatives(wave(3, ROWS, NEGATIVES, WIDTH))
                .withDraws(new VectorBatch.MixingDraws(
                        manager.create(new double[] {0.3, 0.6, 0.5}),
                        manager.create(new long[] {0, 1, 3, 2, 1, 3}, new Shape(ROWS, 2))));
    }

    private VectorBatch row(VectorBatch batch, int number) {
        String only = number + ":" + (number + 1);
        VectorBatch.MixingDraws draws = batch.draws().orElseThrow();
        return VectorBatch.of(batch.query().get(only), batch.positive().get(only))
                .withNegatives(batch.negatives().orElseThrow().get(only))
                .withDraws(new VectorBatch.MixingDraws(
                        draws.lambda().get(only), draws.pairs().get(only)));
    }

    private static InfoNce objective(Mixing mixing) {
        return new InfoNce(0.2, false, HardNegatives.OWN, 0, true, Optional.of(mixing), OptionalDouble.empty(), false);
    }

    /** What was mixed for others is not met, so that a batch is as good as its queries one by one. */
    @ParameterizedTest
    @EnumSource(Mixing.Kind.class)
    void ownSyntheticNegativesDoNotDependOnTheBatch(Mixing.Kind kind) {
        Mixing shared = new Mixing(kind, false, 0.3, true);
        VectorBatch batch = batch();
        double alone = 0;
        for (int row = 0; row < ROWS; row++) {
            alone += objective(shared).loss(row(batch, row)).getDouble() / ROWS;
        }
        double own = objective(shared.own()).loss(batch).getDouble();
        assertThat(own).isCloseTo(alone, within(1e-12));
        assertThat(objective(shared).loss(batch).getDouble()).isGreaterThan(own + 1e-3);
    }

    @Test
    void syntheticNegativesAreCandidates() {
        InfoNce without =
                new InfoNce(0.2, false, HardNegatives.OWN, 0, true, Optional.empty(), OptionalDouble.empty(), false);
        double loss = objective(new Mixing(Mixing.Kind.BOTH, true, 0.3, false))
                .loss(batch())
                .getDouble();
        assertThat(loss).isGreaterThan(without.loss(batch()).getDouble() + 1e-3);
    }
}
