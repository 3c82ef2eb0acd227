package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PermutationTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 16, 17, 255, 256, 257, 1000, 65_537, 300_000})
    void everyNumberOnce(int size) {
        for (long key = 0; key < 3; key++) {
            Permutation order = new Permutation(size, key);
            BitSet seen = new BitSet(size);
            for (int place = 0; place < size; place++) {
                long image = order.at(place);
                assertThat(image).isBetween(0L, size - 1L);
                seen.set((int) image);
            }
            assertThat(seen.cardinality()).isEqualTo(size);
        }
    }

    /** Sizes far beyond what could be held in memory. */
    @Test
    void hugeSizes() {
        Permutation order = new Permutation(500_000_000_000L, 1);
        Set<Long> seen = new HashSet<>();
        for (long place = 0; place < 1000; place++) {
            assertThat(seen.add(order.at(place * 7919))).isTrue();
        }
    }

    /** Every number is as often at every place, and all 120 orders of five come up: chi-squared within four sigma. */
    @Test
    void ordersAreEven() {
        int keys = 60_000;
        int[][] counts = new int[5][5];
        Set<String> orders = new HashSet<>();
        for (long key = 0; key < keys; key++) {
            Permutation order = new Permutation(5, key);
            StringBuilder shown = new StringBuilder();
            for (int place = 0; place < 5; place++) {
                counts[place][(int) order.at(place)]++;
                shown.append(order.at(place));
            }
            orders.add(shown.toString());
        }
        double chi = 0;
        for (int[] place : counts) {
            for (int count : place) {
                chi += Math.pow(count - keys / 5.0, 2) / (keys / 5.0);
            }
        }
        // 16 degrees of freedom
        assertThat(chi).isCloseTo(16, within(4 * Math.sqrt(32)));
        assertThat(orders).hasSize(120);
    }

    /** A shuffled order has no memory of the old one: the correlation of place and number is near zero. */
    @Test
    void neighboursAreParted() {
        int size = 10_000;
        Permutation order = new Permutation(size, 42);
        double sum = 0;
        for (int place = 0; place < size; place++) {
            sum += (place - size / 2.0) * (order.at(place) - size / 2.0);
        }
        double correlation = sum / (size * (double) size * size / 12);
        assertThat(correlation).isCloseTo(0, within(4 / Math.sqrt(size)));
    }
}
