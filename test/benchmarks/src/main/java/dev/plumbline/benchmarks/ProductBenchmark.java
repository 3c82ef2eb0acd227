package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.MatrixProduct;
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

/** 1,000 by 10,000 inner products in one thread: 7.68 GFLOP. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class ProductBenchmark {

    private FloatMatrix left;
    private FloatMatrix right;
    private float[] product;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        left = Inputs.vectors(1_000, random);
        right = Inputs.vectors(10_000, random);
        product = new float[left.rows() * right.rows()];
    }

    @Benchmark
    public float[] timesTranspose() {
        MatrixProduct.timesTranspose(left, right, product);
        return product;
    }
}
