package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The blocked product against the plain one; what can go wrong is at the edges of blocks and in the order of sums. */
class MatrixProductTest {

    static FloatMatrix random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] data = new float[rows * columns];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return FloatMatrix.of(rows, columns, data);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 2", "4, 256, 3", "5, 257, 7", "9, 600, 64", "130, 255, 33", "2, 0, 4", "0, 3, 4"})
    void equalsThePlainProduct(int m, int n, int d) {
        FloatMatrix a = random(m, d, 1);
        FloatMatrix b = random(n, d, 2);
        float[] c = new float[m * n];
        MatrixProduct.timesTranspose(a, b, c);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double dot = 0;
                for (int k = 0; k < d; k++) {
                    dot += (double) a.get(i, k) * b.get(j, k);
                }
                assertThat((double) c[i * n + j]).as("%d, %d", i, j).isCloseTo(dot, within(1e-5));
            }
        }
    }

    @Test
    void equalRowsHaveEqualProductsAnywhere() {
        FloatMatrix a = random(7, 37, 3);
        float[] data = random(700, 37, 4).data();
        int[] copies = {0, 1, 3, 254, 255, 256, 511, 699};
        for (int copy : copies) {
            System.arraycopy(data, 5 * 37, data, copy * 37, 37);
        }
        float[] rows = a.data();
        System.arraycopy(rows, 0, rows, 6 * 37, 37);
        float[] c = new float[7 * 700];
        MatrixProduct.timesTranspose(a, FloatMatrix.of(700, 37, data), c);
        for (int i = 0; i < 7; i++) {
            for (int copy : copies) {
                assertThat(c[i * 700 + copy]).isEqualTo(c[i * 700 + 5]);
            }
        }
        for (int j = 0; j < 700; j++) {
            assertThat(c[6 * 700 + j]).isEqualTo(c[j]);
        }
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        FloatMatrix a = random(130, 50, 5);
        FloatMatrix b = random(1000, 50, 6);
        float[] one = new float[130_000];
        MatrixProduct.timesTranspose(a, b, one);
        float[] three = new float[130_000];
        try (Parallel parallel = Parallel.of(3)) {
            MatrixProduct.timesTranspose(a, b, three, parallel);
        }
        assertThat(three).isEqualTo(one);
    }

    @Test
    void rejectsShapesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatrixProduct.timesTranspose(random(2, 3, 1), random(2, 4, 1), new float[4]))
                .withMessageContaining("3")
                .withMessageContaining("4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatrixProduct.timesTranspose(random(2, 3, 1), random(2, 3, 1), new float[5]));
    }

    @Test
    void normalisedRowsHaveUnitLengthAndZeroStays() {
        FloatMatrix x = Rows.normalised(FloatMatrix.of(3, 2, new float[] {3, 4, 0, 0, -1e-20f, 0}));
        assertThat(x.data()).containsExactly(0.6f, 0.8f, 0, 0, -1e-20f / 1e-12f, 0);
        assertThat(Rows.zeroCount(FloatMatrix.of(3, 2, new float[] {3, 4, 0, 0, -0f, 0})))
                .isEqualTo(2);
    }
}
