package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AheadTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stepsComeInTheirOrderAndNoMoreAreHeldThanTold(int threads) {
        AtomicInteger made = new AtomicInteger();
        int most = threads == 1 ? 1 : threads + 1;
        try (Ahead<Long> ahead = new Ahead<>(
                step -> {
                    made.incrementAndGet();
                    return step * step;
                },
                5,
                40,
                threads)) {
            for (long step = 5; step < 40; step++) {
                assertThat(made.get()).isLessThanOrEqualTo((int) step - 5 + most);
                assertThat(ahead.next()).isEqualTo(step * step);
            }
        }
        assertThat(made.get()).isEqualTo(35);
    }

    /** A later step is ready while an earlier one is made still. */
    @Test
    void severalAreMadeAtOnce() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        try (Ahead<Long> ahead = new Ahead<>(
                step -> {
                    if (step == 1) {
                        second.countDown();
                    } else if (step == 0) {
                        await(second);
                    }
                    return step;
                },
                0,
                3,
                2)) {
            second.await();
            assertThat(List.of(ahead.next(), ahead.next(), ahead.next())).containsExactly(0L, 1L, 2L);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anErrorComesAtItsOwnStep() {
        try (Ahead<Long> ahead = new Ahead<>(
                step -> {
                    if (step == 2) {
                        throw PlumblineException.data("row 2");
                    }
                    return step;
                },
                0,
                10,
                4)) {
            assertThat(List.of(ahead.next(), ahead.next())).containsExactly(0L, 1L);
            assertThatThrownBy(ahead::next)
                    .isInstanceOf(PlumblineException.class)
                    .hasMessage("row 2");
        }
    }

    @Test
    void whatIsUnderWayHasEndedWhenItIsClosed() throws InterruptedException {
        ConcurrentSkipListSet<Long> begun = new ConcurrentSkipListSet<>();
        AtomicBoolean closed = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        Ahead<Long> ahead = new Ahead<>(
                step -> {
                    begun.add(step);
                    running.countDown();
                    for (int i = 0; i < 1_000; i++) {
                        Thread.onSpinWait();
                    }
                    late.compareAndSet(false, closed.get());
                    return step;
                },
                0,
                1_000,
                2);
        running.await();
        ahead.close();
        closed.set(true);
        assertThat(late).isFalse();
        assertThat(begun).hasSizeLessThanOrEqualTo(3);
    }
}
