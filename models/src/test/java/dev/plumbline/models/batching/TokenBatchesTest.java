package dev.plumbline.models.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenBatchesTest {

    @Test
    void everyTextIsInOneBatchOfItsLengthLongestFirstWithinTheBudget() {
        Random random = new Random(3);
        int[] lengths = random.ints(5_000, 0, 300).toArray();
        TokenBatches batches = TokenBatches.plan(lengths, 1024);
        boolean[] seen = new boolean[lengths.length];
        int last = Integer.MAX_VALUE;
        for (int number = 0; number < batches.count(); number++) {
            int[] batch = batches.batch(number);
            assertThat(batch).hasSizeBetween(1, TokenBatches.MAX_TEXTS);
            assertThat((long) batch.length * lengths[batch[0]]).isLessThanOrEqualTo(1024);
            assertThat(lengths[batch[0]]).isLessThanOrEqualTo(last);
            last = lengths[batch[0]];
            for (int text : batch) {
                assertThat(lengths[text]).isEqualTo(last);
                assertThat(seen[text]).isFalse();
                seen[text] = true;
            }
        }
        assertThat(Arrays.equals(seen, filled(lengths.length))).isTrue();
    }

    @Test
    void aTextLongerThanTheBudgetIsABatchOfItsOwn() {
        TokenBatches batches = TokenBatches.plan(new int[] {1, 500, 400}, 100);
        assertThat(batches.count()).isEqualTo(3);
        assertThat(batches.batch(0)).containsExactly(1);
        assertThat(batches.batch(1)).containsExactly(2);
    }

    /** A batch of packed texts is padded for attention on some devices: it has to fit there too. */
    @Test
    void packedTextsAreInOneBatchWithinTheBudgetAndPaddedWithinTwice() {
        Random random = new Random(5);
        int[] lengths = random.ints(5_000, 1, 40).toArray();
        lengths[17] = 8_192;
        lengths[4_000] = 900;
        TokenBatches batches = TokenBatches.packed(lengths, 10_000, Integer.MAX_VALUE);
        boolean[] seen = new boolean[lengths.length];
        for (int number = 0; number < batches.count(); number++) {
            int[] batch = batches.batch(number);
            assertThat(Arrays.stream(batch).mapToLong(text -> lengths[text]).sum())
                    .isLessThanOrEqualTo(10_000);
            assertThat((long) batch.length * lengths[batch[0]]).isLessThanOrEqualTo(20_000);
            for (int text : batch) {
                assertThat(seen[text]).isFalse();
                seen[text] = true;
            }
        }
        assertThat(seen).doesNotContain(false);
        assertThat(batches.count()).as("most are full").isLessThan(5_000 * 20 / 10_000 * 3);
    }

    @Test
    void packedTextsMayBeLimitedInNumberToo() {
        TokenBatches batches = TokenBatches.packed(new int[] {1, 9, 2, 2, 2}, 10, 2);
        assertThat(batches.count()).isEqualTo(3);
        assertThat(batches.batch(0)).containsExactly(1);
        assertThat(batches.batch(1)).containsExactly(2, 3);
        assertThat(batches.batch(2)).containsExactly(4, 0);
    }

    @Test
    void nothingGivesNoBatch() {
        assertThat(TokenBatches.plan(new int[0], 8).count()).isZero();
        assertThatThrownBy(() -> TokenBatches.plan(new int[] {1}, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean[] filled(int size) {
        boolean[] all = new boolean[size];
        Arrays.fill(all, true);
        return all;
    }
}
