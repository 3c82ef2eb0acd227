package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that is told to end in the middle of its work. */
final class SignalledProcess {

    private static final int SECONDS = 120;

    private SignalledProcess() {}

    /** Who is started by nohup, or in the background of a script, hears no HUP or INT, nor do its children. */
    static void assumeHeard(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            long ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0);
            int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal);
            assumeThat((ignored >> (number - 1)) & 1)
                    .as(signal + " is ignored here")
                    .isZero();
        }
    }

    /** Waits until it is in its work. */
    static void await(Process process, BooleanSupplier begun) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!begun.getAsBoolean()) {
            assertThat(process.waitFor(10, TimeUnit.MILLISECONDS))
                    .as("ended by itself")
                    .isFalse();
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    /** Sends it a signal, TERM, INT or HUP, and waits for its end. */
    static void end(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
