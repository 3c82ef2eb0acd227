package dev.plumbline.trainer.loop;

import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Layout;
import dev.plumbline.models.transformer.Precision;
import java.util.OptionalLong;

/**
 * What is known of the device that a stage is trained on, for estimates.
 *
 * @param gpu whether it is one: attention then takes no padding either
 * @param rmsNormKernel whether libtorch has one
 * @param memory a GPU's bytes, where the system says it
 */
public record TrainingDevice(boolean gpu, boolean rmsNormKernel, OptionalLong memory) {

    public static final TrainingDevice CPU = new TrainingDevice(false, false, OptionalLong.empty());

    /** A GPU of which nothing is known. */
    public static final TrainingDevice SOME_GPU = new TrainingDevice(true, false, OptionalLong.empty());

    /** The device of a libtorch. */
    public static TrainingDevice of(Libtorch libtorch) {
        return new TrainingDevice(libtorch.isOnGpu(), libtorch.hasRmsNormKernel(), libtorch.gpuMemory());
    }

    /** The fastest layout, which a network is trained in if the device computes it. */
    Layout layout(Precision precision) {
        if (!gpu) {
            return Layout.GATHERED;
        }
        return precision.isHalf() ? Layout.FLASH : Layout.EFFICIENT;
    }
}
