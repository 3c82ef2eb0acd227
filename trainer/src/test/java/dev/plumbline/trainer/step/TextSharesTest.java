package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextSharesTest {

    @Test
    void sharesHaveAboutAsManyTokens() {
        assertThat(TextShares.ends(new int[] {5, 5, 5, 5}, 2)).containsExactly(2, 4);
        assertThat(TextShares.ends(new int[] {9, 1, 1, 1}, 2)).containsExactly(1, 4);
        assertThat(TextShares.greatest(new int[] {9, 1, 1, 1}, 2)).isEqualTo(9);
        assertThat(TextShares.greatest(new int[] {3, 4}, 1)).isEqualTo(7);
    }

    @Test
    void aReplicaMayHaveNoText() {
        assertThat(TextShares.ends(new int[] {7}, 3)).containsExactly(1, 1, 1);
        assertThat(TextShares.greatest(new int[] {7}, 3)).isEqualTo(7);
    }
}
