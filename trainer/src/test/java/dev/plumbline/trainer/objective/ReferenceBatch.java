package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A batch by chance, in which some texts are the same, and the losses' definitions on it, query by query. */
final class ReferenceBatch {

    double[][] query;
    double[][] positive;
    double[][][] negatives;
    final double[][] teacher;
    final double[] gold;
    final long[] positiveIds;
    final long[][] negativeIds;
    final double[] lambda;
    final int[][] pairs;

    ReferenceBatch(long seed, int rows, int hard, int width) {
        Random random = new Random(seed);
        query = vectors(random, rows, width);
        positive = vectors(random, rows, width);
        negatives = new double[rows][][];
        teacher = vectors(random, rows, hard + 1);
        gold = new double[rows];
        positiveIds = new long[rows];
        negativeIds = new long[rows][hard];
        lambda = new double[rows];
        pairs = new int[rows][2];
        for (int i = 0; i < rows; i++) {
            negatives[i] = vectors(random, hard, width);
            gold[i] = random.nextInt(4) / 3.0;
            positiveIds[i] = random.nextInt(rows);
            for (int m = 0; m < hard; m++) {
                negativeIds[i][m] = random.nextInt(2 * rows);
            }
            lambda[i] = random.nextDouble();
            pairs[i][0] = random.nextInt(hard);
            pairs[i][1] = random.nextInt(hard);
        }
    }

    private static double[][] vectors(Random random, int rows, int width) {
        double[][] vectors = new double[rows][width];
        for (double[] vector : vectors) {
            Arrays.setAll(vector, i -> random.nextGaussian());
        }
        return vectors;
    }

    VectorBatch vectors(NDManager manager) {
        int rows = query.length;
        int hard = negatives[0].length;
        return VectorBatch.of(array(manager, query), array(manager, positive))
                .withNegatives(array(manager, negatives))
                .withIds(new VectorBatch.Ids(
                        manager.create(positiveIds),
                        Optional.of(manager.create(
                                Arrays.stream(negativeIds)
                                        .flatMapToLong(Arrays::stream)
                                        .toArray(),
                                new Shape(rows, hard)))))
                .withTeacherScores(array(manager, teacher))
                .withGold(manager.create(gold))
                .withDraws(new VectorBatch.MixingDraws(
                        manager.create(lambda),
                        manager.create(
                                Arrays.stream(pairs)
                                        .flatMapToInt(Arrays::stream)
                                        .asLongStream()
                                        .toArray(),
                                new Shape(rows, 2))));
    }

    /** The leading values of each vector. */
    ReferenceBatch cut(int width) {
        ReferenceBatch cut = new ReferenceBatch(0, query.length, negatives[0].length, width);
        cut.query = leading(query, width);
        cut.positive = leading(positive, width);
        return cut;
    }

    private static double[][] leading(double[][] rows, int width) {
        return Arrays.stream(rows).map(row -> Arrays.copyOf(row, width)).toArray(double[][]::new);
    }

    /** Last row first. */
    ReferenceBatch turned() {
        ReferenceBatch turned = new ReferenceBatch(0, query.length, negatives[0].length, query[0].length);
        for (int i = 0; i < query.length; i++) {
            int from = query.length - 1 - i;
            turned.query[i] = query[from];
            turned.positive[i] = positive[from];
            turned.negatives[i] = negatives[from];
            turned.positiveIds[i] = positiveIds[from];
            turned.negativeIds[i] = negativeIds[from];
        }
        return turned;
    }

    double infoNce(InfoNce settings) {
        double sum = 0;
        for (int i = 0; i < query.length; i++) {
            double log = logProbability(settings, i);
            sum -= Math.pow(1 - Math.exp(log), settings.focalGamma()) * log / query.length;
        }
        return sum;
    }

    double focalWeight(InfoNce settings) {
        double sum = 0;
        for (int i = 0; i < query.length; i++) {
            sum += Math.pow(1 - Math.exp(logProbability(settings, i)), settings.focalGamma()) / query.length;
        }
        return sum;
    }

    private double logProbability(InfoNce settings, int i) {
        double own = cosine(query[i], positive[i]);
        double limit = own + settings.falseNegativeMargin().orElse(Double.POSITIVE_INFINITY);
        List<Double> candidates = new ArrayList<>();
        for (int j = 0; settings.inBatch() && j < query.length; j++) {
            if (j != i && !(settings.maskSameId() && positiveIds[j] == positiveIds[i])) {
                candidates.add(cosine(query[i], positive[j]));
            }
        }
        for (int j = 0; settings.hardNegatives() != HardNegatives.NONE && j < query.length; j++) {
            for (int m = 0; m < negatives[j].length; m++) {
                boolean met = j == i || settings.hardNegatives() == HardNegatives.SHARED;
                if (met && !(settings.maskSameId() && negativeIds[j][m] == positiveIds[i])) {
                    candidates.add(cosine(query[i], negatives[j][m]));
                }
            }
        }
        settings.mixing().ifPresent(mixing -> {
            for (int j = 0; j < query.length; j++) {
                for (double[] synthetic : mixing.shared() || j == i ? mixed(mixing, j) : new double[0][]) {
                    candidates.add(cosine(query[i], synthetic));
                }
            }
        });
        candidates.removeIf(candidate -> candidate > limit);
        candidates.add(own);
        double[] scaled = candidates.stream()
                .mapToDouble(candidate -> candidate / settings.temperature())
                .toArray();
        return own / settings.temperature() - logSum(scaled);
    }

    private double[][] mixed(Mixing mixing, int i) {
        List<double[]> mixed = new ArrayList<>();
        if (mixing.kind() != Mixing.Kind.LISTWISE) {
            mixed.add(sum(unit(negatives[i][pairs[i][0]]), lambda[i], unit(negatives[i][pairs[i][1]]), 1 - lambda[i]));
        }
        if (mixing.kind() != Mixing.Kind.PAIRWISE) {
            double[] scores = new double[negatives[i].length];
            Arrays.setAll(scores, m -> cosine(query[i], negatives[i][m]) / mixing.listwiseTemperature());
            double log = logSum(scores);
            double[] whole = new double[query[i].length];
            for (int m = 0; m < scores.length; m++) {
                whole = sum(whole, 1, unit(negatives[i][m]), Math.exp(scores[m] - log));
            }
            mixed.add(whole);
        }
        return mixed.toArray(double[][]::new);
    }

    private static double[] sum(double[] a, double byA, double[] b, double byB) {
        double[] sum = new double[a.length];
        Arrays.setAll(sum, i -> byA * a[i] + byB * b[i]);
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    static double logSum(double[] values) {
        double sum = 0;
        double most = Arrays.stream(values).max().orElseThrow();
        for (double value : values) {
            sum += Math.exp(value - most);
        }
        return most + Math.log(sum);
    }

    static double[] unit(double[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        return Arrays.stream(vector).map(value -> value / length).toArray();
    }

    static NDArray array(NDManager manager, double[][] rows) {
        return manager.create(
                Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), new Shape(rows.length, rows[0].length));
    }

    static NDArray array(NDManager manager, double[][][] blocks) {
        return manager.create(
                Arrays.stream(blocks)
                        .flatMap(Arrays::stream)
                        .flatMapToDouble(Arrays::stream)
                        .toArray(),
                new Shape(blocks.length, blocks[0].length, blocks[0][0].length));
    }
}
