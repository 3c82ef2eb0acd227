package dev.plumbline.models.batching;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that take numbered pieces of work in order. A worker's number identifies what it may reuse
 * from piece to piece. One {@link #forEach} at a time.
 */
public final class Workers implements AutoCloseable {

    /** A piece of work. */
    @FunctionalInterface
    public interface Piece {
        /**
         * Does piece {@code number}.
         *
         * @param worker which worker does it, from 0 to the number of threads less one; never two threads at once
         */
        void run(int worker, int number);
    }

    private final ExecutorService pool;
    private final int threads;
    private final AtomicBoolean stopped = new AtomicBoolean();

    public Workers(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread, not " + threads);
        }
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        this.pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    public int threads() {
        return threads;
    }

    /**
     * Does the pieces 0 to {@code count - 1} and returns when all are done. After a failure no piece is begun any more;
     * it returns only when the pieces under way have ended, since they may hold native memory.
     *
     * @throws PlumblineException if stopped or interrupted, or what a piece threw
     */
    public void forEach(int count, Piece piece) {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<Void>> runs = new ArrayList<>(threads);
        for (int w = 0; w < Math.min(threads, count); w++) {
            int worker = w;
            runs.add(() -> {
                drain(worker, count, piece, next, failed);
                return null;
            });
        }
        await(runs.stream().map(pool::submit).toList(), failed);
        if (stopped.get() && next.get() < count) {
            throw PlumblineException.model("encoding was interrupted");
        }
    }

    private static void await(List<Future<Void>> runs, AtomicBoolean failed) {
        boolean interrupted = false;
        Throwable thrown = null;
        for (Future<Void> run : runs) {
            boolean ended = false;
            while (!ended) {
                try {
                    run.get();
                    ended = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    failed.set(true);
                } catch (ExecutionException e) {
                    thrown = thrown == null ? e.getCause() : thrown;
                    ended = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw PlumblineException.model("encoding was interrupted");
        }
        rethrow(thrown);
    }

    private void drain(int worker, int count, Piece piece, AtomicInteger next, AtomicBoolean failed) {
        boolean done = false;
        try {
            while (!failed.get() && !stopped.get()) {
                int number = next.getAndIncrement();
                if (number >= count) {
                    break;
                }
                piece.run(worker, number);
            }
            done = true;
        } finally {
            if (!done) {
                failed.set(true);
            }
        }
    }

    private static void rethrow(@Nullable Throwable thrown) {
        if (thrown instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            // a piece declares no checked exception
            throw new IllegalStateException(thrown);
        }
    }

    /** Lets pieces under way end and begins no other: what is at work fails as interrupted. */
    public void stop() {
        stopped.set(true);
    }

    /** Ends the threads; not while {@link #forEach} is at work. */
    @Override
    public void close() {
        stop();
        pool.shutdown();
    }
}
