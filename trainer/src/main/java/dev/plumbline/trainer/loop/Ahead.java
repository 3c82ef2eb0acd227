package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * What steps need, prepared by threads of their own before it is asked for, and handed over in the steps' order. What cannot be
 * prepared is an error at its own step.
 *
 * @param <T> of one step; a function of its number, so that it does not matter which thread makes it and when
 */
final class Ahead<T> implements AutoCloseable {

    private final LongFunction<T> make;
    private final long end;
    private final int most;
    private final ExecutorService threads;
    private final Deque<Future<T>> prepared = new ArrayDeque<>();
    private long following;

    /**
     * Begins at once.
     *
     * @param make may be called by several threads
     * @param first step
     * @param end the step after the last
     * @param count of threads, at least 1; so many steps and one more are held at most
     */
    Ahead(LongFunction<T> make, long first, long end, int count) {
        this.make = make;
        this.following = first;
        this.end = end;
        this.most = count == 1 ? 1 : count + 1;
        this.threads = Executors.newFixedThreadPool(count);
        fill();
    }

    private void fill() {
        while (prepared.size() < most && following < end) {
            long step = following++;
            prepared.add(threads.submit(() -> make.apply(step)));
        }
    }

    /**
     * What the next step needs.
     *
     * @throws RuntimeException what making it threw
     */
    T next() {
        Future<T> next = prepared.remove();
        try {
            T made = next.get();
            fill();
            return made;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PlumblineException.usage("training was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What is being prepared is given up, and waited for: it uses what is closed next. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
