package dev.plumbline.models.text;

/** How token vectors become one vector, by the names of sentence-transformers' Pooling module. */
public enum Pooling {
    /** The vector of the first token. */
    CLS {
        @Override
        void pool(float[] tokens, int count, float[] vector) {
            System.arraycopy(tokens, 0, vector, 0, vector.length);
        }
    },
    /** The mean over the text's own tokens; padding has no weight. */
    MEAN {
        @Override
        void pool(float[] tokens, int count, float[] vector) {
            int width = vector.length;
            System.arraycopy(tokens, 0, vector, 0, width);
            for (int token = 1; token < count; token++) {
                int start = token * width;
                for (int k = 0; k < width; k++) {
                    vector[k] += tokens[start + k];
                }
            }
            for (int k = 0; k < width; k++) {
                vector[k] /= count;
            }
        }
    };

    /**
     * Pools one text, in single precision as torch does.
     *
     * @param tokens vectors of its tokens, row-major
     * @param count its tokens, at least 1
     * @param vector receives the result; its length is the width of a token's vector
     */
    abstract void pool(float[] tokens, int count, float[] vector);
}
