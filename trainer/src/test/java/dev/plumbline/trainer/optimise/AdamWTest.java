package dev.plumbline.trainer.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.plumbline.trainer.TestLibtorch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest {

    /** Losses, norms and weights by torch 2.13 ({@code AdamW(foreach=False)}, {@code clip_grad_norm_}), float64. */
    @Test
    void fourClippedStepsAreTorchs() {
        double[] losses = {20.669921875, 11.792435148110318, 3.8162022798370554, -3.3742975923761165};
        double[] norms = {44.52900012305721, 39.257028182401335, 34.97449539515647, 31.719875523020914};
        try (NDManager manager = TestLibtorch.manager()) {
            NDArray p = manager.create(new double[] {0.5, -1.25, 2, 0, 3, -0.125}, new Shape(2, 3));
            NDArray q = manager.create(new double[] {1, -2});
            p.setRequiresGradient(true);
            q.setRequiresGradient(true);
            Map<String, NDArray> parameters = Map.of("p", p, "q", q);
            try (AdamW optimiser = new AdamW(manager, parameters, new AdamW.Settings(0.9, 0.999, 1e-8, 0.01));
                    Gradients gradients = new Gradients(manager, parameters.values())) {
                for (int step = 0; step < losses.length; step++) {
                    assertThat(backward(p, q)).isCloseTo(losses[step], within(1e-12));
                    double norm = gradients.norm();
                    assertThat(norm).isCloseTo(norms[step], within(1e-11));
                    gradients.scale(Gradients.clipping(norm, 1.5));
                    optimiser.step(0.1);
                    gradients.clear();
                }
                assertThat(optimiser.steps()).isEqualTo(4);
            }
            assertThat(p.toDoubleArray())
                    .containsExactly(
                            new double[] {
                                0.12997844967870392,
                                -1.6452979032653425,
                                1.5962284697613567,
                                0,
                                2.590741069136563,
                                -0.49372603294340933
                            },
                            within(1e-13));
            assertThat(q.toDoubleArray())
                    .containsExactly(new double[] {0.5983485600211764, -2.39089876621714}, within(1e-13));
        }
    }

    private static double backward(NDArray p, NDArray q) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = p.mul(p)
                    .mul(p)
                    .sum()
                    .mul(q.get(0))
                    .add(q.mul(q).sum().mul(p.get("0, 1")).mul(2));
            collector.backward(loss);
            return loss.getDouble();
        }
    }

    @Test
    void gradientsThatAreNoNumbersCanBeCleared() {
        try (NDManager manager = TestLibtorch.manager()) {
            NDArray p = manager.create(new float[] {0, 1});
            p.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(p.log().mul(p).sum());
            }
            try (Gradients gradients = new Gradients(manager, List.of(p))) {
                assertThat(gradients.norm()).isNotFinite();
                gradients.clear();
            }
            assertThat(p.getGradient().toFloatArray()).containsOnly(0);
        }
    }
}
