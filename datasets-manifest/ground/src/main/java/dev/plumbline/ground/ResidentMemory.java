package dev.plumbline.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of this process, that of native libraries and of mapped files included, where the system tells (Linux). */
public final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String NOW = "VmRSS:";
    private static final String MOST = "VmHWM:";
    private static final int KIB = 1024;

    private ResidentMemory() {}

    /** Bytes now. */
    public static OptionalLong now() {
        return bytes(NOW);
    }

    /** Bytes at most so far. */
    public static OptionalLong most() {
        return bytes(MOST);
    }

    private static OptionalLong bytes(String line) {
        try {
            if (Files.isReadable(STATUS)) {
                for (String said : Files.readAllLines(STATUS)) {
                    if (said.startsWith(line)) {
                        return OptionalLong.of(Long.parseLong(said.replaceAll("\\D", "")) * KIB);
                    }
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            // a figure for people, not worth a run
            return OptionalLong.empty();
        }
    }
}
