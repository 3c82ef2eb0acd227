package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fitted models on small data with results of scikit-learn 1.9.1; degenerate data; errors. */
class ModelsTest {

    private static FloatMatrix grid() {
        float[] data = new float[90];
        for (int i = 0; i < 30; i++) {
            data[3 * i] = i * 7 % 11 - 5;
            data[3 * i + 1] = i * 5 % 7 - 3;
            data[3 * i + 2] = i * 3 % 5 - 2;
        }
        return FloatMatrix.of(30, 3, data);
    }

    @Test
    void kMeans() {
        MiniBatchKMeans.Result fitted = MiniBatchKMeans.fit(grid(), 3, 8, 1, 42);
        assertThat(fitted.labels())
                .containsExactly(
                        2, 0, 2, 0, 0, 2, 0, 2, 1, 0, 2, 1, 0, 2, 0, 0, 2, 0, 1, 1, 0, 2, 1, 0, 2, 0, 0, 2, 0, 1);
        assertThat(fitted.steps()).isEqualTo(22);
        assertThat(fitted.centres().data())
                .containsExactly(
                        new float[] {
                            3.1625001f,
                            -0.075f,
                            -0.2375f,
                            -3.0789475f,
                            2.289474f,
                            0.9210526f,
                            -2.2413795f,
                            -1.4655174f,
                            -0.3793103f
                        },
                        within(1e-5f));
    }

    @Test
    void kMeansKeepsTheBestOfSeveralSeedings() {
        MiniBatchKMeans.Result fitted = MiniBatchKMeans.fit(grid(), 3, 8, 4, 7);
        assertThat(fitted.labels())
                .containsExactly(
                        1, 2, 1, 0, 2, 1, 0, 1, 1, 2, 1, 1, 2, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 2, 1, 2, 2, 1, 0, 2);
        assertThat(fitted.steps()).isEqualTo(14);
    }

    @Test
    void kMeansOnChosenRowsIsKMeansOnACopy() {
        FloatMatrix x = MatrixProductTest.random(200, 12, 3);
        int[] rows = new PythonRandom(5).choices(200, 1000);
        MiniBatchKMeans.Result chosen = MiniBatchKMeans.fit(x, rows, 9, 64, 1, 42);
        MiniBatchKMeans.Result copied = MiniBatchKMeans.fit(x.select(rows), 9, 64, 1, 42);
        assertThat(chosen.labels()).isEqualTo(copied.labels());
        assertThat(chosen.steps()).isEqualTo(copied.steps());
        assertThat(chosen.centres().data()).isEqualTo(copied.centres().data());
    }

    @Test
    void kMeansDoesNotDependOnThreads() {
        FloatMatrix x = MatrixProductTest.random(3000, 24, 3);
        int[] rows = Draws.range(3000);
        MiniBatchKMeans.Result one = MiniBatchKMeans.fit(x, 40, 700, 2, 42);
        try (Parallel parallel = Parallel.of(3)) {
            MiniBatchKMeans.Result three = MiniBatchKMeans.fit(x, rows, 40, 700, 2, 42, parallel);
            assertThat(three.labels()).isEqualTo(one.labels());
            assertThat(three.centres().data()).isEqualTo(one.centres().data());
        }
    }

    /** Rows a hair off the border between centres: closer than a float32 product can tell. */
    @Test
    void nearestCentreIsExactAtTheBorder() {
        int d = 48;
        int n = 600;
        Random random = new Random(8);
        double[] centres = new double[2 * d];
        for (int k = 0; k < d; k++) {
            centres[k] = (float) random.nextGaussian();
            centres[d + k] = (float) random.nextGaussian();
        }
        float[] data = new float[n * d];
        for (int i = 0; i < n; i++) {
            double side = random.nextGaussian() * 1e-7;
            for (int k = 0; k < d; k++) {
                data[i * d + k] = (float) ((0.5 + side) * centres[k] + (0.5 - side) * centres[d + k]);
            }
        }
        int[] labels = new int[n];
        try (Parallel parallel = Parallel.of(1)) {
            new NearestCentre(data, d, 2, parallel).assign(centres, Draws.range(n), labels);
        }
        for (int i = 0; i < n; i++) {
            double first = 0;
            double second = 0;
            for (int k = 0; k < d; k++) {
                first += (data[i * d + k] - centres[k]) * (data[i * d + k] - centres[k]);
                second += (data[i * d + k] - centres[d + k]) * (data[i * d + k] - centres[d + k]);
            }
            assertThat(labels[i]).as("row %d", i).isEqualTo(second < first ? 1 : 0);
        }
    }

    @Test
    void kMeansOnEqualRowsPutsAllInTheFirstCluster() {
        FloatMatrix x = FloatMatrix.of(6, 2, new float[] {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2});
        assertThat(MiniBatchKMeans.fit(x, 3, 4, 1, 42).labels()).containsOnly(0);
    }

    @Test
    void kMeansNeedsARowPerCluster() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MiniBatchKMeans.fit(FloatMatrix.zeros(2, 3), 3, 8, 1, 42))
                .withMessage("2 rows cannot form 3 clusters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MiniBatchKMeans.fit(FloatMatrix.zeros(2, 3), 0, 8, 1, 42));
    }

    @Test
    void nearestCentreIsTheFirstOfSeveral() {
        float[] data = {0, 0, 3, 0, 1, 0};
        int[] labels = new int[3];
        double[] centres = {1, 1, 3, 0, 3, 0, 1, -1};
        try (Parallel parallel = Parallel.of(1)) {
            new NearestCentre(data, 2, 4, parallel).assign(centres, new int[] {0, 1, 2}, labels);
        }
        assertThat(labels).containsExactly(0, 1, 0);
    }

    private static FloatMatrix points() {
        float[] data = new float[24];
        for (int i = 0; i < 12; i++) {
            data[2 * i] = (i * 7 % 11 - 5) / 4f;
            data[2 * i + 1] = (i * 5 % 7 - 3) / 4f;
        }
        return FloatMatrix.of(12, 2, data);
    }

    @Test
    void binaryLogisticRegression() {
        int[] y = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        LogisticRegression.Model model = LogisticRegression.fit(points(), y, 2);
        assertThat(model.iterations()).isEqualTo(4);
        assertThat(model.coefficients().data())
                .containsExactly(new float[] {0.38431284f, 0.18881463f, 0.04010498f}, within(1e-6f));
        assertThat(model.predict(points())).containsExactly(0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0);
    }

    @Test
    void multinomialLogisticRegression() {
        int[] y = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
        LogisticRegression.Model model = LogisticRegression.fit(points(), y, 3);
        assertThat(model.iterations()).isEqualTo(7);
        assertThat(model.coefficients().data())
                .containsExactly(
                        new float[] {
                            0.6436601f,
                            -0.7127823f,
                            0.0598336f,
                            0.29559827f,
                            0.03146546f,
                            0.19638886f,
                            -0.9392583f,
                            0.68131685f,
                            -0.25622278f
                        },
                        within(1e-5f));
        assertThat(model.predict(points())).containsExactly(2, 1, 2, 0, 1, 2, 0, 0, 2, 0, 0, 2);
    }

    @Test
    void predictionsDoNotDependOnTheBlock() {
        FloatMatrix x = MatrixProductTest.random(600, 9, 4);
        int[] y = new int[600];
        Random random = new Random(1);
        for (int i = 0; i < y.length; i++) {
            y[i] = random.nextInt(5);
        }
        LogisticRegression.Model model = LogisticRegression.fit(x, y, 5);
        int[] all = model.predict(x);
        for (int i = 0; i < 600; i += 37) {
            assertThat(model.predict(x.select(new int[] {i}))).containsExactly(all[i]);
        }
    }

    @Test
    void logisticRegressionRejectsWhatItCannotFit() {
        FloatMatrix x = FloatMatrix.zeros(2, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> LogisticRegression.fit(x, new int[] {0, 0}, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> LogisticRegression.fit(x, new int[] {0, 2}, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> LogisticRegression.fit(x, new int[] {0}, 2));
        LogisticRegression.Model model = LogisticRegression.fit(x, new int[] {0, 1}, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> model.predict(FloatMatrix.zeros(1, 4)));
    }

    /** Rosenbrock's valley needs many searches of several evaluations each. */
    @Test
    void lbfgsFindsTheBottomOfACurvedValley() {
        Lbfgs search = Lbfgs.minimise(
                (x, gradient) -> {
                    double a = x[1] - x[0] * x[0];
                    gradient[0] = -400 * x[0] * a - 2 * (1 - x[0]);
                    gradient[1] = 200 * a;
                    return 100 * a * a + (1 - x[0]) * (1 - x[0]);
                },
                2,
                100,
                1e-8);
        assertThat(search.minimum()).containsExactly(new double[] {1, 1}, within(1e-6));
        assertThat(search.iterations()).isBetween(10, 60);
    }
}
