package dev.plumbline.models.text;

import dev.plumbline.models.network.Reduction;
import java.util.Arrays;

/**
 * How token vectors become one vector, by the modes of sentence-transformers' Pooling module (6.2.0, {@code
 * sentence_transformer/modules/pooling.py}), in the order in which several are put side by side when a configuration names
 * them by its older switches.
 *
 * <p>Sums are single precision, token after token. Padding never gets here.
 */
public enum Pooling {
    /** The vector of the first token. */
    CLS("cls", Reduction.FIRST) {
        @Override
        void pool(float[] tokens, int skipped, int count, float[] vector) {
            // with every token skipped, torch's argmax of an empty mask is the first
            int first = skipped < count ? skipped : 0;
            System.arraycopy(tokens, first * vector.length, vector, 0, vector.length);
        }
    },
    /** The largest value of each dimension. */
    MAX("max", Reduction.MAX) {
        @Override
        void pool(float[] tokens, int skipped, int count, float[] vector) {
            for (int k = 0; k < vector.length; k++) {
                float most = skipped < count ? Float.NEGATIVE_INFINITY : 0;
                for (int token = skipped; token < count; token++) {
                    most = Math.max(most, tokens[token * vector.length + k]);
                }
                vector[k] = most;
            }
        }

        @Override
        void finish(float[] vector, int skipped, int count) {
            clearIfNone(vector, skipped, count);
        }
    },
    /** The mean over the text's own tokens. */
    MEAN("mean", Reduction.SUM) {
        @Override
        void pool(float[] tokens, int skipped, int count, float[] vector) {
            sum(tokens, skipped, count, vector);
            finish(vector, skipped, count);
        }

        @Override
        void finish(float[] vector, int skipped, int count) {
            divide(vector, count - skipped);
        }
    },
    /** The sum divided by the square root of the number of tokens. */
    MEAN_SQRT_LEN("mean_sqrt_len_tokens", Reduction.SUM) {
        @Override
        void pool(float[] tokens, int skipped, int count, float[] vector) {
            sum(tokens, skipped, count, vector);
            finish(vector, skipped, count);
        }

        @Override
        void finish(float[] vector, int skipped, int count) {
            divide(vector, (float) Math.sqrt(count - skipped));
        }
    },
    /** The mean with the token's position as weight, 1 for the first; skipped tokens count as positions. */
    WEIGHTED_MEAN("weightedmean", Reduction.PLACE_WEIGHTED_SUM) {
        @Override
        void pool(float[] tokens, int skipped, int count, float[] vector) {
            for (int token = skipped; token < count; token++) {
                int weight = token + 1;
                for (int k = 0; k < vector.length; k++) {
                    vector[k] += weight * tokens[token * vector.length + k];
                }
            }
            finish(vector, skipped, count);
        }

        @Override
        void finish(float[] vector, int skipped, int count) {
            float weights = 0;
            for (int token = skipped; token < count; token++) {
                weights += token + 1;
            }
            divide(vector, weights);
        }
    },
    /** The vector of the last token. */
    LAST_TOKEN("lasttoken", Reduction.LAST) {
        @Override
        void pool(float[] tokens, int skipped, int count, float[] vector) {
            if (skipped < count) {
                System.arraycopy(tokens, (count - 1) * vector.length, vector, 0, vector.length);
            }
        }

        @Override
        void finish(float[] vector, int skipped, int count) {
            clearIfNone(vector, skipped, count);
        }
    };

    private final String label;
    private final Reduction reduction;

    Pooling(String label, Reduction reduction) {
        this.label = label;
        this.reduction = reduction;
    }

    /** What a device makes of the token vectors, for {@link #finish} to go on with. */
    public Reduction reduction() {
        return reduction;
    }

    /** The mode's name in {@code pooling_mode}. */
    public String label() {
        return label;
    }

    /**
     * Pools one text.
     *
     * @param tokens vectors of its tokens, row-major
     * @param skipped tokens at the beginning that are left out, from 0 to {@code count}
     * @param count its tokens, at least 1
     * @param vector receives the result, zeros before; its length is the width of a token's vector
     */
    abstract void pool(float[] tokens, int skipped, int count, float[] vector);

    /**
     * Makes a text's vector of what its {@link #reduction} gave, in place.
     *
     * @param skipped tokens at the beginning that were left out
     * @param count the text's tokens
     */
    void finish(float[] vector, int skipped, int count) {
        // the first token's vector is the text's
    }

    private static void clearIfNone(float[] vector, int skipped, int count) {
        if (skipped == count) {
            Arrays.fill(vector, 0);
        }
    }

    private static void sum(float[] tokens, int skipped, int count, float[] vector) {
        for (int token = skipped; token < count; token++) {
            int start = token * vector.length;
            for (int k = 0; k < vector.length; k++) {
                vector[k] += tokens[start + k];
            }
        }
    }

    private static void divide(float[] vector, float divisor) {
        // nothing pooled is zeros, as torch has it by a smallest divisor of 1e-9
        if (divisor > 0) {
            for (int k = 0; k < vector.length; k++) {
                vector[k] /= divisor;
            }
        }
    }
}
