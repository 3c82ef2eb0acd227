package dev.plumbline.models.transformer;

/**
 * Which row of a table of biases belongs to a distance between tokens (transformers 5.24.0 {@code modeling_mpnet.py
 * MPNetEncoder.relative_position_bucket}, which has 32 of them whatever the configuration says): near distances a row each,
 * farther ones by their logarithm, from {@link #FAR} on the same.
 */
public final class RelativeBuckets {

    /** Tokens from which on distances are not told apart. */
    public static final int FAR = 128;

    static final int COUNT = 32;

    private RelativeBuckets() {}

    /**
     * The row of a distance.
     *
     * @param distance the key's place less the query's
     */
    public static int of(int distance) {
        int half = COUNT / 2;
        int exact = half / 2;
        int away = Math.abs(distance);
        int side = distance > 0 ? half : 0;
        if (away < exact) {
            return side + away;
        }
        float logarithm = (float) Math.log((float) away / exact) / (float) Math.log((double) FAR / exact);
        return side + Math.min(half - 1, exact + (int) (logarithm * (half - exact)));
    }

    /** Rows of the distances from {@code 1 - tokens} to {@code tokens - 1}. */
    static long[] among(int tokens) {
        int last = tokens - 1;
        long[] rows = new long[2 * last + 1];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = of(i - last);
        }
        return rows;
    }
}
