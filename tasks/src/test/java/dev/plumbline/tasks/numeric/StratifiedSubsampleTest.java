package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Proportions are kept, and what cannot be stratified is named. */
class StratifiedSubsampleTest {

    @Test
    void fewRowsStayAsTheyAre() {
        assertThat(StratifiedSubsample.testIndices(new int[] {0, 1, 1}, 2, 3, 42))
                .containsExactly(0, 1, 2);
    }

    @Test
    void keepsProportions() {
        int[] labels = new int[1000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 10 < 7 ? 0 : 1;
        }
        int[] rows = StratifiedSubsample.testIndices(labels, 2, 100, 42);
        assertThat(rows).hasSize(100).doesNotHaveDuplicates();
        int second = 0;
        for (int row : rows) {
            second += labels[row];
        }
        assertThat(second).isEqualTo(30);
    }

    @Test
    void aLabelWithASingleRowIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StratifiedSubsample.testIndices(new int[] {0, 0, 1, 2, 2}, 3, 3, 42))
                .withMessageContaining("label index 1 has 1 rows");
    }

    @Test
    void partsSmallerThanTheNumberOfLabelsAreAnError() {
        int[] labels = {0, 0, 1, 1, 2, 2};
        assertThatIllegalArgumentException().isThrownBy(() -> StratifiedSubsample.testIndices(labels, 3, 2, 42));
        assertThatIllegalArgumentException().isThrownBy(() -> StratifiedSubsample.testIndices(labels, 3, 4, 42));
    }
}
