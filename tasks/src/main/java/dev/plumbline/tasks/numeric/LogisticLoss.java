package dev.plumbline.tasks.numeric;

/**
 * The penalised mean logistic loss of scikit-learn 1.9.1 on float32 data (sklearn/linear_model/_linear_loss.py,
 * sklearn/_loss): weights rounded to float32, logits in float32, loss and its derivative per row in double and rounded
 * to float32, gradient in float32. The optimiser sees that rounding, so it decides where it stops.
 *
 * <p>Weights are rows of d components and an intercept, one row per class, or one row in all for two classes.
 */
final class LogisticLoss implements Lbfgs.Objective {

    private final int n;
    private final int width;
    private final int[] y;
    private final int weightRows;
    private final float penalty;
    private final FloatPanel byComponent;
    private final FloatPanel byRow;
    private final float[] weights;
    private final float[][] logits;
    private final double[][] exponentials;
    private final float[] losses;
    private final float[] derivatives;
    private final float[][] gradients;

    LogisticLoss(FloatMatrix x, int[] y, int classes) {
        n = x.rows();
        width = x.columns() + 1;
        this.y = y;
        weightRows = classes == 2 ? 1 : classes;
        penalty = (float) (1.0 / n);
        float[][] rows = new float[n][FloatPanel.room(width)];
        float[][] components = new float[width][FloatPanel.room(n)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(x.data(), i * (width - 1), rows[i], 0, width - 1);
            rows[i][width - 1] = 1;
            for (int k = 0; k < width; k++) {
                components[k][i] = rows[i][k];
            }
        }
        byRow = new FloatPanel(rows, width);
        byComponent = new FloatPanel(components, n);
        weights = new float[weightRows * width];
        logits = new float[weightRows][FloatPanel.room(n)];
        exponentials = new double[weightRows][n];
        losses = new float[n];
        derivatives = new float[weightRows * n];
        gradients = new float[weightRows][FloatPanel.room(width)];
    }

    int size() {
        return weightRows * width;
    }

    @Override
    public double evaluate(double[] w, double[] gradient) {
        for (int i = 0; i < w.length; i++) {
            weights[i] = (float) w[i];
        }
        byComponent.multiply(weights, 0, width, weightRows, logits);
        if (weightRows == 1) {
            binary();
        } else {
            multinomial();
        }
        byRow.multiply(derivatives, 0, n, weightRows, gradients);
        double squares = 0;
        for (int c = 0; c < weightRows; c++) {
            int offset = c * width;
            for (int k = 0; k < width - 1; k++) {
                float weight = weights[offset + k];
                gradient[offset + k] = gradients[c][k] + penalty * weight;
                squares += (double) weight * weight;
            }
            gradient[offset + width - 1] = gradients[c][width - 1];
        }
        return (double) PairwiseSum.sum(losses, 0, n) / n + 0.5 * (1.0 / n) * squares;
    }

    private void binary() {
        for (int i = 0; i < n; i++) {
            double z = logits[0][i];
            double e = Math.exp(-Math.abs(z));
            double truth = y[i] == 1 ? 1 : 0;
            losses[i] = (float) (Math.max(z, 0) + Math.log1p(e) - truth * z);
            double probability = z >= 0 ? 1 / (1 + e) : e / (1 + e);
            derivatives[i] = (float) ((probability - truth) / n);
        }
    }

    private void multinomial() {
        for (int i = 0; i < n; i++) {
            double greatest = logits[0][i];
            for (int c = 1; c < weightRows; c++) {
                greatest = Math.max(greatest, logits[c][i]);
            }
            double sum = 0;
            for (int c = 0; c < weightRows; c++) {
                double e = Math.exp(logits[c][i] - greatest);
                exponentials[c][i] = e;
                sum += e;
            }
            losses[i] = (float) (Math.log(sum) + greatest - logits[y[i]][i]);
            for (int c = 0; c < weightRows; c++) {
                double probability = exponentials[c][i] / sum;
                derivatives[c * n + i] = (float) ((c == y[i] ? probability - 1 : probability) / n);
            }
        }
    }
}
