package dev.plumbline.models.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.tasks.numeric.FloatMatrix;
import org.junit.jupiter.api.Test;

class ReductionTest {

    private static final FloatMatrix VECTORS = FloatMatrix.of(5, 4, new float[] {
        0.65625f,
        -0.1875f,
        2.671875f,
        -6.671875f,
        -0.125f,
        0.0375f,
        -3f,
        -4.703125f,
        0.953125f,
        -0.21093751f,
        0.46875f,
        4.703125f,
        0.890625f,
        -0.1078125f,
        -2.53125f,
        -4.703125f,
        0.859375f,
        -0.121875f,
        1.5f,
        -4.8125f
    });

    /**
     * By {@code CompressionWrapper} of mteb 2.20.0 (torch 2.13). The greatest value of the first column is 126, not 127:
     * the quotient of the range and its own step rounds below 255.
     */
    @Test
    void wholeNumbersAreThoseOfMteb() {
        assertThat(VectorReduction.int8(VECTORS).data())
                .containsExactly(
                        56, -104, 127, -128, -128, 127, -128, -84, 126, -128, 27, 127, 112, -23, -107, -84, 104, -37,
                        74, -87);
    }

    /** By the same. */
    @Test
    void bitsAreThoseOfMteb() {
        assertThat(VectorReduction.binary(VECTORS).data())
                .containsExactly(1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0);
    }

    @Test
    void leadingValuesStayAsTheyAreOrAreScaledToLengthOne() {
        FloatMatrix whole = FloatMatrix.of(2, 3, new float[] {3, 4, 12, 0, 0, 5});
        FloatMatrix shorter = VectorReduction.leading(whole, new Cut(2, false));
        assertThat(shorter.columns()).isEqualTo(2);
        assertThat(shorter.data()).containsExactly(3, 4, 0, 0);
        assertThat(VectorReduction.leading(whole, new Cut(2, true)).data())
                .containsExactly(new float[] {0.6f, 0.8f, 0, 0}, within(1e-7f));
    }

    /** What is no number must reach the check behind it. */
    @Test
    void notANumberStaysNotANumber() {
        FloatMatrix broken = FloatMatrix.of(2, 2, new float[] {Float.NaN, 1, 2, 3});
        assertThat(VectorReduction.int8(broken).data()[0]).isNaN();
        assertThat(VectorReduction.binary(broken).data()[0]).isNaN();
        assertThat(VectorReduction.leading(broken, new Cut(1, true)).data()[0]).isNaN();
    }

    @Test
    void aColumnOfOneValueBecomesTheLeast() {
        assertThat(VectorReduction.int8(FloatMatrix.of(2, 1, new float[] {7, 7}))
                        .data())
                .containsExactly(-128, -128);
    }
}
