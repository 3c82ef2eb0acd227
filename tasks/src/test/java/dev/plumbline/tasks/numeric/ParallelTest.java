package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every item is done once, in blocks that do not depend on the threads; nothing hangs when a block fails. */
@Timeout(60)
class ParallelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void doesEveryItemOnceInTheSameBlocks(int threads) {
        try (Parallel parallel = Parallel.of(threads)) {
            for (int n : new int[] {0, 1, 7, 8, 100}) {
                AtomicIntegerArray done = new AtomicIntegerArray(n);
                parallel.forBlocks(n, 8, (from, to) -> {
                    assertThat(from % 8).isZero();
                    assertThat(to).isEqualTo(Math.min(n, from + 8));
                    for (int i = from; i < to; i++) {
                        done.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < n; i++) {
                    assertThat(done.get(i)).as("item %d of %d", i, n).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void exceptionsComeThroughUnwrapped(int threads) {
        try (Parallel parallel = Parallel.of(threads)) {
            assertThatThrownBy(() -> parallel.forBlocks(100, 1, (from, to) -> {
                        if (from == 50) {
                            throw new IllegalStateException("block 50");
                        }
                    }))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("block 50");
            assertThatThrownBy(() -> parallel.forBlocks(10, 1, (from, to) -> {
                        throw new AssertionError("an error");
                    }))
                    .isExactlyInstanceOf(AssertionError.class);
        }
    }

    @Test
    void nestedCallsEnd() {
        try (Parallel parallel = Parallel.of(3)) {
            AtomicIntegerArray done = new AtomicIntegerArray(64);
            parallel.forBlocks(
                    8, 1, (a, b) -> parallel.forBlocks(8, 1, (from, to) -> done.incrementAndGet(8 * a + from)));
            for (int i = 0; i < 64; i++) {
                assertThat(done.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void rejectsNonPositiveNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> Parallel.of(0));
        try (Parallel parallel = Parallel.of(1)) {
            assertThatIllegalArgumentException().isThrownBy(() -> parallel.forBlocks(1, 0, (from, to) -> {}));
            assertThatIllegalArgumentException().isThrownBy(() -> parallel.forBlocks(-1, 1, (from, to) -> {}));
        }
    }
}
