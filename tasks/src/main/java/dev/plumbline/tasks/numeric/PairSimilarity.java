package dev.plumbline.tasks.numeric;

/**
 * Similarities and distances of paired vectors in float32, widened at the end: row i of one matrix against row i of the
 * other. As scikit-learn 1.9.1 (sklearn/metrics/pairwise.py) and sentence-transformers 6.2.0 (util/similarity.py)
 * compute them for float32 input; the sums of the former run in NumPy's pairwise order, those of the latter in torch's.
 */
public final class PairSimilarity {

    /** Rows shorter than this are divided by 1 instead (sklearn/preprocessing/_data.py, _handle_zeros_in_scale). */
    private static final float MIN_LENGTH = 10 * 0x1p-23f;

    private PairSimilarity() {}

    /** The value of one pair, from two rows at the same offset and room for d values. */
    private interface Measure {
        float of(float[] u, float[] v, int offset, float[] room);
    }

    /**
     * scikit-learn's paired cosine, {@code 1 - 0.5 * |u/|u| - v/|v||^2}: exactly 1 for equal rows, 0.5 for a zero row
     * against a unit one.
     *
     * @throws IllegalArgumentException if the shapes differ, here as in the other methods
     */
    public static double[] pairedCosine(FloatMatrix u, FloatMatrix v) {
        return measure(u, v, PairSimilarity::pairedCosine);
    }

    /** Sum of absolute differences, 0 or more. */
    public static double[] manhattan(FloatMatrix u, FloatMatrix v) {
        return measure(u, v, PairSimilarity::manhattan);
    }

    /** Length of the difference, 0 or more. */
    public static double[] euclidean(FloatMatrix u, FloatMatrix v) {
        return measure(u, v, PairSimilarity::euclidean);
    }

    /** Dot product, in NumPy's order of a sum. */
    public static double[] dot(FloatMatrix u, FloatMatrix v) {
        return measure(u, v, (a, b, offset, room) -> sum(products(a, b, offset, room)));
    }

    /** Dot product, in torch's order of a sum. */
    public static double[] modelDot(FloatMatrix u, FloatMatrix v) {
        TorchSum torch = new TorchSum();
        return measure(u, v, (a, b, offset, room) -> torch.sum(products(a, b, offset, room), 0, room.length));
    }

    /** The dot product of the rows as {@link Rows#normalised} leaves them; 0 for a zero row, about 1 for equal rows. */
    public static double[] modelCosine(FloatMatrix u, FloatMatrix v) {
        TorchSum torch = new TorchSum();
        return measure(u, v, (a, b, offset, room) -> modelCosine(a, b, offset, room, torch));
    }

    private static void checkShapes(FloatMatrix u, FloatMatrix v) {
        if (u.rows() != v.rows() || u.columns() != v.columns()) {
            throw new IllegalArgumentException(
                    "cannot pair " + u.rows() + " x " + u.columns() + " with " + v.rows() + " x " + v.columns());
        }
    }

    private static double[] measure(FloatMatrix u, FloatMatrix v, Measure measure) {
        checkShapes(u, v);
        double[] values = new double[u.rows()];
        float[] room = new float[u.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = measure.of(u.data(), v.data(), i * u.columns(), room);
        }
        return values;
    }

    private static float pairedCosine(float[] u, float[] v, int offset, float[] room) {
        float lengthU = length(u, offset, room);
        float lengthV = length(v, offset, room);
        for (int k = 0; k < room.length; k++) {
            float difference = u[offset + k] / lengthU - v[offset + k] / lengthV;
            room[k] = difference * difference;
        }
        return 1 - 0.5f * sum(room);
    }

    private static float length(float[] x, int offset, float[] room) {
        for (int k = 0; k < room.length; k++) {
            room[k] = x[offset + k] * x[offset + k];
        }
        float length = (float) Math.sqrt(sum(room));
        return length < MIN_LENGTH ? 1 : length;
    }

    private static float modelCosine(float[] u, float[] v, int offset, float[] room, TorchSum torch) {
        float lengthU = Rows.length(u, offset, room.length);
        float lengthV = Rows.length(v, offset, room.length);
        for (int k = 0; k < room.length; k++) {
            room[k] = (u[offset + k] / lengthU) * (v[offset + k] / lengthV);
        }
        return torch.sum(room, 0, room.length);
    }

    private static float manhattan(float[] u, float[] v, int offset, float[] room) {
        for (int k = 0; k < room.length; k++) {
            room[k] = Math.abs(u[offset + k] - v[offset + k]);
        }
        return sum(room);
    }

    private static float euclidean(float[] u, float[] v, int offset, float[] room) {
        for (int k = 0; k < room.length; k++) {
            float difference = u[offset + k] - v[offset + k];
            room[k] = difference * difference;
        }
        return (float) Math.sqrt(sum(room));
    }

    private static float[] products(float[] u, float[] v, int offset, float[] room) {
        for (int k = 0; k < room.length; k++) {
            room[k] = u[offset + k] * v[offset + k];
        }
        return room;
    }

    private static float sum(float[] room) {
        return PairwiseSum.sum(room, 0, room.length);
    }
}
