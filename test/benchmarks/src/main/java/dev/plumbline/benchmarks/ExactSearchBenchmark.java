package dev.plumbline.benchmarks;

import dev.plumbline.tasks.numeric.ExactSearch;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.TopK;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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

/** The 1,000 nearest of 50,000 documents to each of 500 queries. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class ExactSearchBenchmark {

    @Param({"1", "2"})
    int threads;

    private Parallel parallel;
    private FloatMatrix queries;
    private FloatMatrix documents;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        parallel = Parallel.of(threads);
        queries = Inputs.vectors(500, random);
        documents = Inputs.vectors(50_000, random);
    }

    @TearDown
    public void close() {
        parallel.close();
    }

    @Benchmark
    public int[][] search() {
        TopK[] best = new TopK[queries.rows()];
        Arrays.setAll(best, query -> new TopK(1_000, Integer::compare));
        ExactSearch.search(queries, documents, 0, best, parallel);
        return Arrays.stream(best).map(TopK::sortedIndices).toArray(int[][]::new);
    }
}
