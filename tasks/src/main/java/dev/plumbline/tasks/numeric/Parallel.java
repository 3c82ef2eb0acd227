package dev.plumbline.tasks.numeric;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads over blocks of items.
 *
 * <p>How the items are cut into blocks depends on the caller's block size alone, never on the number of threads, so a
 * task that works on each block independently gives the same result with any number of threads. The calling thread
 * works too; calls may be nested.
 */
public final class Parallel implements AutoCloseable {

    private final int threads;
    private final @Nullable ExecutorService executor;

    private Parallel(int threads, @Nullable ExecutorService executor) {
        this.threads = threads;
        this.executor = executor;
    }

    /**
     * Starts the threads; they are daemons and end with {@link #close()}.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public static Parallel of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be positive, not " + threads);
        }
        if (threads == 1) {
            return new Parallel(1, null);
        }
        return new Parallel(threads, Executors.newFixedThreadPool(threads - 1, Parallel::daemon));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "plumbline-numeric");
        thread.setDaemon(true);
        return thread;
    }

    public int threads() {
        return threads;
    }

    /**
     * Runs a task on the blocks [0, blockSize), [blockSize, 2 blockSize), ... of n items and waits for all of them. The
     * first exception of a block is thrown here once the running blocks have ended; blocks not begun by then are
     * dropped.
     *
     * @throws IllegalArgumentException if n is negative or the block size not positive
     */
    public void forBlocks(int n, int blockSize, BlockTask task) {
        if (n < 0 || blockSize < 1) {
            throw new IllegalArgumentException("cannot cut " + n + " items into blocks of " + blockSize);
        }
        int blocks = (int) ((n + (long) blockSize - 1) / blockSize);
        if (executor == null || blocks <= 1) {
            for (int from = 0; from < n; from += Math.min(blockSize, n - from)) {
                task.run(from, from + Math.min(blockSize, n - from));
            }
            return;
        }
        Round round = new Round(n, blockSize, blocks, task);
        for (int i = 1; i < Math.min(threads, blocks); i++) {
            executor.execute(round);
        }
        round.run();
        round.await();
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdown();
        }
    }

    /** One call: each of the threads takes the next block until none is left. */
    private static final class Round implements Runnable {

        private final int n;
        private final int blockSize;
        private final int blocks;
        private final BlockTask task;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch open;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Round(int n, int blockSize, int blocks, BlockTask task) {
            this.n = n;
            this.blockSize = blockSize;
            this.blocks = blocks;
            this.task = task;
            this.open = new CountDownLatch(blocks);
        }

        @Override
        public void run() {
            for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        int from = block * blockSize;
                        task.run(from, from + Math.min(blockSize, n - from));
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    open.countDown();
                }
            }
        }

        void await() {
            // blocks are counted, not helpers: in a nested call a helper may never start, but a block taken always ends
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
