package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.TemporaryFiles;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The signal that a process was asked to end by. While the process goes down, Java has a thread of the signal's name; there
 * is no other way to ask without an interface that is Java's own.
 */
public enum EndingSignal {
    HANGUP("SIGHUP", 129),
    INTERRUPT("SIGINT", 130),
    TERMINATE("SIGTERM", 143);

    /** Commands that say themselves what is done and how to go on. */
    private static final AtomicInteger SPEAKING = new AtomicInteger();

    private final String label;
    private final int exitCode;

    EndingSignal(String label, int exitCode) {
        this.label = label;
        this.exitCode = exitCode;
    }

    /** The shell's: 128 and the signal's number. */
    public int exitCode() {
        return exitCode;
    }

    /** As in {@code interrupted}, for Ctrl-C, or {@code ended by SIGTERM}. */
    public String words() {
        return this == INTERRUPT ? "interrupted" : "ended by " + label;
    }

    /** The signal, while the process goes down because of one. */
    public static Optional<EndingSignal> now() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            for (EndingSignal signal : values()) {
                if (thread.getName().equals(signal.label + " handler")) {
                    return Optional.of(signal);
                }
            }
        }
        return Optional.empty();
    }

    /** The signal, or an interruption where it cannot be told. */
    static EndingSignal nowOrInterrupt() {
        return now().orElse(INTERRUPT);
    }

    static void speaks() {
        SPEAKING.incrementAndGet();
    }

    static void spoke() {
        SPEAKING.decrementAndGet();
    }

    /** Has a signal clear temporary files up, whatever the command, and say that nothing is left half made. */
    public static void clearUpAtOne(PrintWriter err) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> now().ifPresent(signal -> {
                            if (SPEAKING.get() == 0) {
                                err.println();
                                err.println(signal.words()
                                        + ": what was being written is not kept, and no file is there in part; the same"
                                        + " command begins anew");
                                err.flush();
                                TemporaryFiles.deleteAll();
                            }
                        }),
                        "clear up"));
    }
}
