package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.TemporaryFiles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Says that the process was asked to end, by Ctrl-C or by a scheduler's SIGTERM, and holds its end back until the work in
 * hand is put down. Native code that is still at work while the process goes down takes it down with a crash.
 */
public final class StopSignal implements BooleanSupplier, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicBoolean asked = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "stop");

    public StopSignal() {
        EndingSignal.speaks();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        asked.set(true);
        boolean done = false;
        try {
            done = over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!done) {
            EndingSignal signal = EndingSignal.nowOrInterrupt();
            TemporaryFiles.deleteAll(() -> Runtime.getRuntime().halt(signal.exitCode()));
        }
    }

    @Override
    public boolean getAsBoolean() {
        return asked.get();
    }

    /** The work is put down. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            EndingSignal.spoke();
        } catch (IllegalStateException e) {
            // the process is ending, and was let go above
            asked.set(true);
        }
    }
}
