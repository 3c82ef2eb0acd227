package dev.plumbline.tasks.numeric;

import static dev.plumbline.tasks.numeric.Vectors.ints;
import static dev.plumbline.tasks.numeric.Vectors.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fitted models recorded in kmeans.json and logreg.json. */
class GoldenModelsTest {

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void miniBatchKMeans(Vectors vectors) throws IOException {
        JsonNode cases = vectors.read("kmeans");
        assertThat(cases).isNotEmpty();
        for (int i = 0; i < cases.size(); i++) {
            JsonNode golden = cases.get(i);
            JsonNode nInit = golden.get("init_args").get("n_init");
            MiniBatchKMeans.Result fitted = MiniBatchKMeans.fit(
                    matrix(golden.get("X")),
                    golden.get("n_clusters").intValue(),
                    golden.get("batch_size").intValue(),
                    nInit.isInt() ? nInit.intValue() : 1,
                    42);
            assertThat(fitted.labels()).as("labels of case %d", i).containsExactly(ints(golden.get("labels")));
            assertThat(fitted.steps())
                    .as("steps of case %d", i)
                    .isEqualTo(golden.get("n_steps").intValue());
            assertThat(fitted.centres().data())
                    .as("centres of case %d", i)
                    .containsExactly(matrix(golden.get("centers")).data(), within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void logisticRegressionOnFloats(Vectors vectors) throws IOException {
        JsonNode cases = vectors.read("logreg");
        assertThat(cases).isNotEmpty();
        for (int i = 0; i < cases.size(); i++) {
            JsonNode golden = cases.get(i);
            JsonNode expected = golden.get("float32");
            List<String> classes = classes(golden.get("y"));
            LogisticRegression.Model model =
                    LogisticRegression.fit(matrix(golden.get("X")), labels(golden.get("y"), classes), classes.size());
            assertThat(model.predict(matrix(golden.get("X_test"))))
                    .as("predictions of case %d", i)
                    .containsExactly(labels(expected.get("pred"), classes));
            assertThat(model.iterations())
                    .as("iterations of case %d", i)
                    .isEqualTo(expected.get("n_iter").get(0).intValue());
            checkCoefficients(i, model.coefficients(), expected, 2e-4);
        }
    }

    /** The optimiser alone, on the loss in plain double, where rounding does not blur the path. */
    @ParameterizedTest
    @MethodSource("dev.plumbline.tasks.numeric.Vectors#there")
    void lbfgsOnDoubles(Vectors vectors) throws IOException {
        JsonNode cases = vectors.read("logreg");
        for (int i = 0; i < cases.size(); i++) {
            JsonNode golden = cases.get(i);
            List<String> classes = classes(golden.get("y"));
            DoubleLoss loss = new DoubleLoss(golden.get("X"), labels(golden.get("y"), classes), classes.size());
            Lbfgs search = Lbfgs.minimise(loss, loss.size(), 100, 1e-4);
            assertThat(search.iterations())
                    .as("iterations of case %d", i)
                    .isEqualTo(golden.get("float64").get("n_iter").get(0).intValue());
            double[] expected = coefficients(golden.get("float64"));
            assertThat(search.minimum()).as("coefficients of case %d", i).containsExactly(expected, within(1e-6));
        }
    }

    private static void checkCoefficients(int i, FloatMatrix actual, JsonNode expected, double tolerance) {
        double[] golden = coefficients(expected);
        double[] widened = new double[golden.length];
        for (int k = 0; k < golden.length; k++) {
            widened[k] = actual.data()[k];
        }
        assertThat(widened).as("coefficients of case %d", i).containsExactly(golden, within(tolerance));
    }

    private static double[] coefficients(JsonNode model) {
        JsonNode rows = model.get("coef");
        int d = rows.get(0).size();
        double[] flat = new double[rows.size() * (d + 1)];
        for (int i = 0; i < flat.length; i++) {
            JsonNode row = rows.get(i / (d + 1));
            int k = i % (d + 1);
            flat[i] = (k < d ? row.get(k) : model.get("intercept").get(i / (d + 1))).doubleValue();
        }
        return flat;
    }

    private static List<String> classes(JsonNode labels) {
        Map<String, Boolean> sorted = new TreeMap<>();
        for (JsonNode label : labels) {
            sorted.put(label.asText(), true);
        }
        return new ArrayList<>(sorted.keySet());
    }

    private static int[] labels(JsonNode labels, List<String> classes) {
        int[] y = new int[labels.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = classes.indexOf(labels.get(i).asText());
        }
        return y;
    }

    /** The penalised mean logistic loss, literally. */
    private static final class DoubleLoss implements Lbfgs.Objective {

        private final double[][] x;
        private final int[] y;
        private final int rows;

        DoubleLoss(JsonNode x, int[] y, int classes) {
            this.x = new double[x.size()][];
            for (int i = 0; i < x.size(); i++) {
                this.x[i] = Vectors.doubles(x.get(i));
            }
            this.y = y;
            this.rows = classes == 2 ? 1 : classes;
        }

        int size() {
            return rows * (x[0].length + 1);
        }

        @Override
        public double evaluate(double[] w, double[] gradient) {
            int n = x.length;
            int d = x[0].length;
            double value = 0;
            Arrays.fill(gradient, 0);
            double[] z = new double[rows];
            for (int i = 0; i < n; i++) {
                double greatest = 0;
                for (int c = 0; c < rows; c++) {
                    z[c] = w[c * (d + 1) + d];
                    for (int k = 0; k < d; k++) {
                        z[c] += w[c * (d + 1) + k] * x[i][k];
                    }
                    greatest = Math.max(greatest, z[c]);
                }
                double sum = rows == 1 ? Math.exp(-greatest) : 0;
                for (int c = 0; c < rows; c++) {
                    sum += Math.exp(z[c] - greatest);
                }
                int own = rows == 1 ? y[i] - 1 : y[i];
                value += greatest + Math.log(sum) - (own >= 0 ? z[own] : 0);
                for (int c = 0; c < rows; c++) {
                    double derivative = Math.exp(z[c] - greatest) / sum - (c == own ? 1 : 0);
                    for (int k = 0; k < d; k++) {
                        gradient[c * (d + 1) + k] += derivative * x[i][k];
                    }
                    gradient[c * (d + 1) + d] += derivative;
                }
            }
            for (int i = 0; i < w.length; i++) {
                double penalised = i % (d + 1) < d ? w[i] : 0;
                value += 0.5 * penalised * penalised;
                gradient[i] = (gradient[i] + penalised) / n;
            }
            return value / n;
        }
    }
}
