package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.LogisticRegression;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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

/** An experiment of Banking77's size: eight rows of each of 77 classes, 3,080 predictions. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class LogisticRegressionBenchmark {

    private static final int CLASSES = 77;

    private FloatMatrix train;
    private FloatMatrix test;
    private int[] labels;
    private LogisticRegression.Model model;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        labels = IntStream.range(0, 8 * CLASSES).map(row -> row % CLASSES).toArray();
        train = Inputs.around(labels, CLASSES, 1, random);
        test = Inputs.vectors(3_080, random);
        model = LogisticRegression.fit(train, labels, CLASSES);
    }

    @Benchmark
    public LogisticRegression.Model fit() {
        return LogisticRegression.fit(train, labels, CLASSES);
    }

    @Benchmark
    public int[] predict() {
        return model.predict(test);
    }
}
