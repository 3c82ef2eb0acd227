package dev.plumbline.trainer.step;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.torch.OutOfMemory;
import java.util.List;

/** Whether libtorch computes a network in float16, forwards and back: on a CPU older ones lack some of the kernels. */
public final class Float16Kernels {

    private static final List<TextTokens> TEXTS = TextTokens.whole(List.of(new int[] {0, 0, 0}, new int[] {0}));

    private Float16Kernels() {}

    /**
     * Tries a pass. The weights are left with gradients.
     *
     * @param stage its name, for the error
     * @throws PlumblineException of kind USAGE if a kernel is missing, naming it
     */
    public static void require(TrainableEncoder encoder, NDManager manager, String stage) {
        try (NDScope scope = new NDScope();
                NDManager pass = manager.newSubManager()) {
            scope.suppressNotUsedWarning();
            NDArray vectors = encoder.vectors(pass, TEXTS, 0);
            encoder.backward(pass, TEXTS, vectors.onesLike(), 0);
        } catch (EngineException | PlumblineException e) {
            if (OutOfMemory.is(e)) {
                throw e;
            }
            throw PlumblineException.usage("stage " + stage + ": precision: fp16 cannot be computed on "
                    + manager.getDevice().getDeviceType() + " by this libtorch: " + lastLine(e)
                    + "; take bf16 or f32, or a GPU");
        }
    }

    /** TorchScript's messages begin with the script's lines. */
    private static String lastLine(RuntimeException e) {
        String[] lines = String.valueOf(e.getMessage()).strip().split("\\R", -1);
        return lines[lines.length - 1];
    }
}
