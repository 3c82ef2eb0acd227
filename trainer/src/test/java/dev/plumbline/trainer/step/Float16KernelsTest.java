package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.TestLibtorch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Float16KernelsTest {

    /** Fails as libtorch does. */
    private record Failing(String message) implements TrainableEncoder {
        @Override
        public NDArray vectors(NDManager manager, List<TextTokens> texts, long seed) {
            throw new EngineException(message);
        }

        @Override
        public Map<String, NDArray> parameters() {
            return Map.of();
        }
    }

    @Test
    void aMissingKernelIsNamed() {
        try (NDManager manager = TestLibtorch.manager()) {
            assertThatThrownBy(() -> Float16Kernels.require(
                            new Failing(
                                    "Traceback of TorchScript\nRuntimeError: \"baddbmm\" not implemented for 'Half'\n"),
                            manager,
                            "tune"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class,
                            e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                    .hasMessage("stage tune: precision: fp16 cannot be computed on cpu by this libtorch: RuntimeError:"
                            + " \"baddbmm\" not implemented for 'Half'; take bf16 or f32, or a GPU");
            assertThatThrownBy(() -> Float16Kernels.require(new Failing("CUDA out of memory"), manager, "tune"))
                    .isInstanceOf(EngineException.class);
        }
    }
}
