package dev.plumbline.tasks.numeric;

/**
 * {@code LogisticRegression(max_iter=100)} of scikit-learn 1.9.1 on float32 data (sklearn/linear_model/_logistic.py):
 * L2 penalty with C = 1, free intercepts, L-BFGS with tolerance 1e-4; binary for two classes, multinomial above.
 */
public final class LogisticRegression {

    private static final int MAX_ITERATIONS = 100;
    private static final double TOLERANCE = 1e-4;

    private LogisticRegression() {}

    /**
     * Fits a model. Reaching the iteration limit is not an error.
     *
     * @param x n x d, finite
     * @param y class of each row, 0 to classes - 1
     * @param classes 2 or more
     * @throws IllegalArgumentException if there are fewer than 2 classes, no rows, or a class is out of range
     */
    public static Model fit(FloatMatrix x, int[] y, int classes) {
        if (classes < 2 || x.rows() == 0 || x.rows() != y.length) {
            throw new IllegalArgumentException(
                    x.rows() + " rows, " + y.length + " labels, " + classes + " classes: cannot fit");
        }
        for (int label : y) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("class " + label + " is not one of " + classes);
            }
        }
        LogisticLoss loss = new LogisticLoss(x, y, classes);
        Lbfgs search = Lbfgs.minimise(loss, loss.size(), MAX_ITERATIONS, TOLERANCE);
        float[] weights = new float[loss.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) search.minimum()[i];
        }
        int columns = x.columns() + 1;
        return new Model(FloatMatrix.of(weights.length / columns, columns, weights), search.iterations());
    }

    /** A fitted model. */
    public static final class Model {

        private final FloatMatrix coefficients;
        private final int iterations;

        private Model(FloatMatrix coefficients, int iterations) {
            this.coefficients = coefficients;
            this.iterations = iterations;
        }

        /** One row per class, or a single row in favour of the second of two; d weights and the intercept. */
        public FloatMatrix coefficients() {
            return coefficients;
        }

        /** {@code n_iter_}, at most 100. */
        public int iterations() {
            return iterations;
        }

        /**
         * The most likely class of each row, the first of several; of two classes the second only if its logit is above
         * 0.
         *
         * @param x m x d
         * @throws IllegalArgumentException if d is not that of the training data
         */
        public int[] predict(FloatMatrix x) {
            int d = coefficients.columns() - 1;
            if (x.columns() != d) {
                throw new IllegalArgumentException("rows of " + x.columns() + " components, trained on " + d);
            }
            int[] predicted = new int[x.rows()];
            FloatPanel panel = new FloatPanel(d, FloatPanel.WIDTH);
            float[][] logits = new float[coefficients.rows()][FloatPanel.WIDTH];
            for (int first = 0; first < x.rows(); first += FloatPanel.WIDTH) {
                panel.pack(x.data(), first, Math.min(FloatPanel.WIDTH, x.rows() - first));
                panel.multiply(coefficients.data(), 0, d + 1, logits.length, logits);
                for (int j = 0; j < panel.width(); j++) {
                    predicted[first + j] = decide(logits, j);
                }
            }
            return predicted;
        }

        private int decide(float[][] logits, int j) {
            int d = coefficients.columns() - 1;
            if (logits.length == 1) {
                return logits[0][j] + coefficients.get(0, d) > 0 ? 1 : 0;
            }
            int best = 0;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < logits.length; c++) {
                float logit = logits[c][j] + coefficients.get(c, d);
                if (logit > greatest) {
                    greatest = logit;
                    best = c;
                }
            }
            return best;
        }
    }
}
