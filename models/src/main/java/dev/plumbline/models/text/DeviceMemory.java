package dev.plumbline.models.text;

import dev.plumbline.models.batching.EncodeProgress;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** What batches have shown of a device's memory; shared by all that work on it. */
final class DeviceMemory {

    private final String device;
    private final EncodeProgress progress;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private int most = Integer.MAX_VALUE;

    DeviceMemory(String device, EncodeProgress progress) {
        this.device = device;
        this.progress = progress;
    }

    String device() {
        return device;
    }

    /** Tokens of a batch that may still be tried. */
    synchronized int most() {
        return most;
    }

    /** A batch of so many tokens did not fit. */
    synchronized void failed(int texts, int tokens) {
        int half = Math.max(1, tokens / 2);
        if (half < most) {
            most = half;
            progress.note(device + " has no memory for a batch of " + texts + (texts == 1 ? " text" : " texts")
                    + " with " + tokens + " tokens; from now on batches have at most " + half);
        }
    }

    /** Does something beside others. */
    <T> T shared(Supplier<T> work) {
        use.readLock().lock();
        try {
            return work.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /** Does something while nothing else is on the device. */
    <T> T alone(Supplier<T> work) {
        use.writeLock().lock();
        try {
            return work.get();
        } finally {
            use.writeLock().unlock();
        }
    }
}
