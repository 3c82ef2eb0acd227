package dev.plumbline.models.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Time that stands still while anybody works and leaps to the next waking when all wait: a day takes as long as its work. The
 * threads it has made are those that work; another's wait alone is over at once.
 */
final class VirtualTime implements Timekeeper {

    private static final ThreadLocal<Boolean> WORKER = ThreadLocal.withInitial(() -> false);
    private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");

    private final PriorityQueue<Long> wakings = new PriorityQueue<>();
    private long now;
    private int working;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized Clock clock() {
        return Clock.fixed(MIDNIGHT.plusNanos(now), ZoneOffset.UTC);
    }

    @Override
    public synchronized Thread thread(String name, Runnable work) {
        working++;
        return new Thread(
                () -> {
                    WORKER.set(true);
                    try {
                        work.run();
                    } finally {
                        end();
                    }
                },
                name);
    }

    private synchronized void end() {
        working--;
        notifyAll();
    }

    @Override
    public synchronized void sleep(Duration pause) throws InterruptedException {
        long until = now + pause.toNanos();
        boolean worked = WORKER.get();
        // stays there until its owner has woken, so that nobody leaps over who is about to work
        wakings.add(until);
        working -= worked ? 1 : 0;
        try {
            while (now < until) {
                if (working == 0 && wakings.peek() > now) {
                    now = wakings.peek();
                    notifyAll();
                } else {
                    wait();
                }
            }
        } finally {
            working += worked ? 1 : 0;
            wakings.remove(until);
            notifyAll();
        }
    }

    /** Sleeps on when interrupted, and stays so. */
    void pass(Duration time) {
        long until = nanos() + time.toNanos();
        boolean interrupted = Thread.interrupted();
        for (long left = time.toNanos(); left > 0; left = until - nanos()) {
            try {
                sleep(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hours since the beginning. */
    double hours() {
        return nanos() / (double) TimeUnit.HOURS.toNanos(1);
    }
}
