package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Seeded inputs. */
final class Inputs {

    static final int DIMENSION = 384;
    private static final long SEED = 42;

    private Inputs() {}

    static RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    }

    /** Vectors of length about 1. */
    static FloatMatrix vectors(int rows, RandomGenerator random) {
        return around(new int[rows], 1, 0, random);
    }

    /** Vectors of length about 1, drawn to a centre for each label. */
    static FloatMatrix around(int[] labels, int classes, double pull, RandomGenerator random) {
        double scale = 1 / Math.sqrt(DIMENSION * (1 + pull * pull));
        float[] centres = new float[classes * DIMENSION];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) (pull * scale * random.nextGaussian());
        }
        float[] values = new float[labels.length * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            int centre = labels[i / DIMENSION] * DIMENSION + i % DIMENSION;
            values[i] = (float) (centres[centre] + scale * random.nextGaussian());
        }
        return FloatMatrix.of(labels.length, DIMENSION, values);
    }

    static int[] labels(int rows, int classes, RandomGenerator random) {
        return random.ints(rows, 0, classes).toArray();
    }
}
