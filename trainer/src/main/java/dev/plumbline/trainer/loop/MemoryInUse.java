package dev.plumbline.trainer.loop;

import ai.djl.Device;
import dev.plumbline.models.torch.Gpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that training takes: of the GPU that it runs on, else of this process, libtorch's included (Linux). */
final class MemoryInUse {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "VmRSS:";

    private MemoryInUse() {}

    /** 0 where it cannot be known. */
    static long megabytes(Device device) {
        return device.isGpu() ? Gpus.used(device.getDeviceId()) / (1L << 20) : ofProcess();
    }

    private static long ofProcess() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith(LINE)) {
                        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                    }
                }
            }
            return 0;
        } catch (IOException e) {
            // a figure in the log, not worth a run
            return 0;
        }
    }
}
