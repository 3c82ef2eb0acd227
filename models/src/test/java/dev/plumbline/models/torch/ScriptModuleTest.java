package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.transformer.Networks;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptModuleTest {

    private static final ScriptMethod SQUARE =
            new ScriptMethod("square", List.of("x"), List.of("return torch.mul(x, x)"));
    private static final ScriptMethod DOT =
            new ScriptMethod("dot", List.of("x", "y"), List.of("z = " + SQUARE.call("x"), "return torch.dot(z, y)"));

    @Test
    void functionsCallEachOtherAndHaveGradients() {
        try (NDManager manager = Networks.libtorch().newManager();
                ScriptModule script = ScriptModule.compile(manager, List.of(SQUARE, DOT))) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            NDArray y = manager.create(new float[] {1, 10, 100});
            assertThat(script.call("dot", false, x, y).getFloat()).isEqualTo(941f);

            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                collector.backward(script.call("dot", true, x, y));
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(new float[] {2, 40, 600}, within(0f));
            assertThat(script.call("dot", false, x, y).hasGradient()).isFalse();
        }
    }

    @Test
    void aNamedArgumentIsRefusedSinceDjlWouldTakeItApart() {
        try (NDManager manager = Networks.libtorch().newManager();
                ScriptModule script = ScriptModule.compile(manager, List.of(SQUARE))) {
            NDArray named = manager.create(1f);
            named.setName("layers.0.weight");
            assertThatThrownBy(() -> script.call("square", false, named)).hasMessageContaining("layers.0.weight");
        }
    }

    @Test
    void whatLibtorchCannotComputeIsOneClearError() {
        try (NDManager manager = Networks.libtorch().newManager();
                ScriptModule script = ScriptModule.compile(manager, List.of(SQUARE, DOT))) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            NDArray y = manager.create(new float[] {1});
            assertThatThrownBy(() -> script.call("dot", false, x, y))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageStartingWith("libtorch failed in dot: ");
        }
    }
}
