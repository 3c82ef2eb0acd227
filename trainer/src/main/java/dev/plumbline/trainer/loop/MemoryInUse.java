package dev.plumbline.trainer.loop;

import ai.djl.Device;
import dev.plumbline.ground.ResidentMemory;
import dev.plumbline.models.torch.Gpus;

/** Memory that training takes: of the GPU that it runs on, else of this process, libtorch's included. */
final class MemoryInUse {

    private MemoryInUse() {}

    /** 0 where it cannot be known. */
    static long megabytes(Device device) {
        long bytes = device.isGpu()
                ? Gpus.used(device.getDeviceId())
                : ResidentMemory.now().orElse(0);
        return bytes >> 20;
    }
}
