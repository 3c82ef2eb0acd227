package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.MiniBatchKMeans;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** 10,000 vectors into 20 clusters, in the batches of legacy tasks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class MiniBatchKMeansBenchmark {

    @Param({"1", "2"})
    int threads;

    private Parallel parallel;
    private FloatMatrix vectors;
    private int[] rows;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        parallel = Parallel.of(threads);
        vectors = Inputs.around(Inputs.labels(10_000, 20, random), 20, 0.2, random);
        rows = IntStream.range(0, vectors.rows()).toArray();
    }

    @TearDown
    public void close() {
        parallel.close();
    }

    @Benchmark
    public int[] fit() {
        return MiniBatchKMeans.fit(vectors, rows, 20, 500, 1, 42, parallel).labels();
    }
}
