package dev.plumbline.trainer.loop;

import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Layout;
import dev.plumbline.models.transformer.Precision;
import java.util.OptionalLong;

/**
 * What is known of the device, or of several alike, that a stage is trained on, for estimates.
 *
 * @param gpu whether it is one: attention then takes no padding either
 * @param rmsNormKernel whether libtorch has one
 * @param memory a GPU's bytes, where the system says it
 * @param replicas of the network that share the batches, at least 1: one for each GPU, or all of them on the CPU
 */
public record TrainingDevice(boolean gpu, boolean rmsNormKernel, OptionalLong memory, int replicas) {

    public static final TrainingDevice CPU = new TrainingDevice(false, false, OptionalLong.empty(), 1);

    /** A GPU of which nothing is known. */
    public static final TrainingDevice SOME_GPU = new TrainingDevice(true, false, OptionalLong.empty(), 1);

    public TrainingDevice {
        if (replicas < 1) {
            throw new IllegalArgumentException("at least one replica, not " + replicas);
        }
    }

    /** The devices of a libtorch. */
    public static TrainingDevice of(Libtorch libtorch) {
        return new TrainingDevice(
                libtorch.isOnGpu(),
                libtorch.hasRmsNormKernel(),
                libtorch.gpuMemory(),
                libtorch.each().size());
    }

    /** The same, several times. */
    public TrainingDevice times(int count) {
        return new TrainingDevice(gpu, rmsNormKernel, memory, count);
    }

    /** In words, what an estimate of memory is of. */
    public String label() {
        if (gpu) {
            return replicas == 1 ? "a GPU" : "the first of " + replicas + " GPUs";
        }
        return replicas == 1 ? "a CPU" : "a CPU with " + replicas + " replicas";
    }

    /** The fastest layout, which a network is trained in if the device computes it. */
    Layout layout(Precision precision) {
        if (!gpu) {
            return Layout.GATHERED;
        }
        return precision.isHalf() ? Layout.FLASH : Layout.EFFICIENT;
    }
}
