package dev.plumbline.trainer.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process, libtorch's included, where the system tells (Linux). */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "VmRSS:";

    private ResidentMemory() {}

    /** 0 where it cannot be known. */
    static long megabytes() {
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
