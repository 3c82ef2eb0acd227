package dev.plumbline.models.endpoint;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Spreads requests and tokens evenly over the minute, and keeps all requests back while the server asks to be left alone.
 * Safe from several threads.
 */
final class RateLimits {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Duration FOREVER = Duration.ofDays(365);
    /** Tokens come in so many portions a minute: one of 100 milliseconds each. */
    private static final int PORTIONS = 600;

    private final Optional<RateLimiter> requests;
    private final Optional<RateLimiter> tokens;
    private final AtomicLong notBefore = new AtomicLong(System.nanoTime());

    RateLimits(OptionalInt requestsPerMinute, OptionalInt tokensPerMinute) {
        this.requests = limiter("requests", requestsPerMinute, 1);
        this.tokens = limiter("tokens", tokensPerMinute, Math.max(1, tokensPerMinute.orElse(1) / PORTIONS));
    }

    private static Optional<RateLimiter> limiter(String name, OptionalInt perMinute, int portion) {
        if (perMinute.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(RateLimiter.of(
                name,
                RateLimiterConfig.custom()
                        .limitForPeriod(portion)
                        .limitRefreshPeriod(Duration.ofNanos(MINUTE * portion / perMinute.getAsInt()))
                        .timeoutDuration(FOREVER)
                        .build()));
    }

    /**
     * Waits until a request may be sent.
     *
     * @param count tokens in it
     * @throws StoppedException if interrupted
     */
    void acquire(int count) {
        boolean granted = requests.map(limiter -> limiter.acquirePermission(1)).orElse(true)
                && tokens.map(limiter -> limiter.acquirePermission(count)).orElse(true);
        long wait = notBefore.get() - System.nanoTime();
        while (granted && wait > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(wait);
            wait = notBefore.get() - System.nanoTime();
        }
        if (!granted || Thread.currentThread().isInterrupted()) {
            throw new StoppedException();
        }
    }

    /** Lets nobody through for a while. */
    void hold(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        notBefore.accumulateAndGet(until, (set, asked) -> asked - set > 0 ? asked : set);
    }
}
