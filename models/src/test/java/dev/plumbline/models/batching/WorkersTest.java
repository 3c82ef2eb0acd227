package dev.plumbline.models.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WorkersTest {

    @Test
    void everyPieceIsDoneOnceAndNoWorkerIsUsedTwiceAtATime() {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        AtomicIntegerArray busy = new AtomicIntegerArray(4);
        try (Workers workers = new Workers("test", 4)) {
            workers.forEach(done.length(), (worker, piece) -> {
                assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
                done.incrementAndGet(piece);
                busy.decrementAndGet(worker);
            });
            workers.forEach(0, (worker, piece) -> done.incrementAndGet(0));
        }
        for (int i = 0; i < done.length(); i++) {
            assertThat(done.get(i)).isEqualTo(1);
        }
    }

    @Test
    void aFailureEndsTheWorkAndIsThrown() {
        AtomicInteger begun = new AtomicInteger();
        try (Workers workers = new Workers("test", 2)) {
            assertThatThrownBy(() -> workers.forEach(100_000, (worker, piece) -> {
                        begun.incrementAndGet();
                        throw PlumblineException.model("piece failed");
                    }))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessage("piece failed");
            assertThat(begun.get()).isLessThanOrEqualTo(2);
            workers.forEach(1, (worker, piece) -> begun.set(-1));
            assertThat(begun.get()).isEqualTo(-1);
        }
    }

    @Test
    void aFailureThatComesBeforeAnyoneWaitsIsThrownToo() {
        try (Workers workers = new Workers("test", 2)) {
            for (int i = 0; i < 500; i++) {
                assertThatThrownBy(() -> workers.forEach(2, (worker, piece) -> {
                            throw PlumblineException.model("piece failed");
                        }))
                        .hasMessage("piece failed");
            }
        }
    }

    @Test
    void stoppingEndsTheWorkAsInterrupted() {
        try (Workers workers = new Workers("test", 2)) {
            assertThatThrownBy(() -> workers.forEach(100_000, (worker, piece) -> workers.stop()))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("interrupted");
        }
    }

    @Test
    void anInterruptIsPassedOn() {
        try (Workers workers = new Workers("test", 1)) {
            Thread caller = Thread.currentThread();
            caller.interrupt();
            // The piece lasts until the caller waits, which it does only once it has noticed the interrupt.
            assertThatThrownBy(() -> workers.forEach(3, (worker, piece) -> {
                        while (caller.getState() != Thread.State.WAITING) {
                            Thread.onSpinWait();
                        }
                    }))
                    .isInstanceOf(PlumblineException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
