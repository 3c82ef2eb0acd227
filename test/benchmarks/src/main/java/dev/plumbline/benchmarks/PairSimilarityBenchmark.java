package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.Correlation;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.PairSimilarity;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The similarities of 20,000 pairs of sentences, and a rank correlation of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class PairSimilarityBenchmark {

    private static final int PAIRS = 20_000;

    private FloatMatrix left;
    private FloatMatrix right;
    private double[] gold;
    private double[] similarity;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        left = Inputs.vectors(PAIRS, random);
        right = Inputs.vectors(PAIRS, random);
        gold = random.doubles(PAIRS).toArray();
        similarity = PairSimilarity.modelCosine(left, right);
    }

    @Benchmark
    public double[] pairedCosine() {
        return PairSimilarity.pairedCosine(left, right);
    }

    @Benchmark
    public double[] modelCosine() {
        return PairSimilarity.modelCosine(left, right);
    }

    @Benchmark
    public double[] manhattan() {
        return PairSimilarity.manhattan(left, right);
    }

    @Benchmark
    public double[] euclidean() {
        return PairSimilarity.euclidean(left, right);
    }

    @Benchmark
    public double spearman() {
        return Correlation.spearman(gold, similarity);
    }
}
