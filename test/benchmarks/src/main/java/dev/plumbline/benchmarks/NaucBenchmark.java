package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.Nauc;
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

/** 35 metrics by 3 confidences of 10,000 queries. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class NaucBenchmark {

    private static final int QUERIES = 10_000;

    private double[][] confidences;
    private double[][] metrics;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        confidences = new double[3][];
        metrics = new double[35][];
        for (int i = 0; i < confidences.length; i++) {
            confidences[i] = random.doubles(QUERIES).toArray();
        }
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = random.doubles(QUERIES).toArray();
        }
    }

    @Benchmark
    public double areas() {
        Nauc abstention = Nauc.by(Nauc.Ties.AVERAGED, confidences);
        double sum = 0;
        for (double[] metric : metrics) {
            for (double area : abstention.of(metric)) {
                sum += area;
            }
        }
        return sum;
    }
}
