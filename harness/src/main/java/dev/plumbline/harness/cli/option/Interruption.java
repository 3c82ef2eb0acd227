package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.TemporaryFiles;
import java.io.PrintWriter;

/**
 * Says at Ctrl-C, SIGTERM or SIGHUP what of a run is done and how to go on, clears its temporary files up and ends the process at
 * once: each finished task is on disk, and native code that is at work while a process goes down takes it down with a crash.
 */
public final class Interruption implements AutoCloseable {

    private final PrintWriter err;
    private final ProgressDisplay progress;
    private final Thread hook = new Thread(this::end, "interrupted");

    public Interruption(PrintWriter err, ProgressDisplay progress) {
        this.err = err;
        this.progress = progress;
        EndingSignal.speaks();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        err.println();
        EndingSignal signal = EndingSignal.nowOrInterrupt();
        err.println(signal.words() + ": " + progress.state()
                + "; the same command goes on from here: results that are there are taken over, and vectors that are in"
                + " the embedding store");
        err.flush();
        TemporaryFiles.deleteAll(() -> Runtime.getRuntime().halt(signal.exitCode()));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            EndingSignal.spoke();
        } catch (IllegalStateException e) {
            // the process is ending, and the hook says the rest
            err.flush();
        }
    }
}
