package dev.plumbline.models.endpoint;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Spreads requests and tokens evenly over the minute, and keeps all requests back while the server asks to be left alone.
 * A request is let through as soon as those before it are paid for: it may have more tokens than a minute allows. Safe from
 * several threads.
 */
final class RateLimits {

    private static final double MINUTE = Duration.ofMinutes(1).toNanos();

    private final Timekeeper time;
    private final double perRequest;
    private final double perToken;
    private final long start;
    /** When the next request may be sent for each limit's sake, in nanoseconds since the start. */
    private double requests;

    private double tokens;
    private double notBefore;

    RateLimits(OptionalInt requestsPerMinute, OptionalInt tokensPerMinute, Timekeeper time) {
        this.time = time;
        this.perRequest = requestsPerMinute.isEmpty() ? 0 : MINUTE / requestsPerMinute.getAsInt();
        this.perToken = tokensPerMinute.isEmpty() ? 0 : MINUTE / tokensPerMinute.getAsInt();
        this.start = time.nanos();
    }

    /**
     * Waits until a request may be sent.
     *
     * @param count tokens in it
     * @throws StoppedException if interrupted
     */
    void acquire(int count) {
        double turn = reserve(count);
        try {
            for (double wait = turn - now(); wait > 0; wait = Math.max(turn, held()) - now()) {
                time.sleep(Duration.ofNanos((long) Math.ceil(wait)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException();
        }
    }

    private synchronized double reserve(int count) {
        double turn = Math.max(Math.max(now(), notBefore), Math.max(requests, tokens));
        requests = turn + perRequest;
        tokens = turn + perToken * count;
        return turn;
    }

    private synchronized double held() {
        return notBefore;
    }

    private double now() {
        return time.nanos() - start;
    }

    /** Lets nobody through for a while. */
    synchronized void hold(Duration pause) {
        notBefore = Math.max(notBefore, now() + pause.toNanos());
    }
}
