package dev.plumbline.benchmarks;

import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultWriter;
import java.util.List;
import java.util.Map;
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

/** The text of a retrieval task's result file, 149 scores. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class ResultWritingBenchmark {

    private TaskResult result;

    @Setup
    public void prepare() {
        RandomGenerator random = Inputs.random();
        Scores.Builder scores = Scores.builder();
        for (int i = 0; i < 149; i++) {
            scores.put("score_" + i, random.nextDouble());
        }
        SubsetResult subset = new SubsetResult("default", List.of("eng-Latn"), "2.20.0", scores.build());
        result = new TaskResult("1", "Task", "2.20.0", Map.of("test", List.of(subset)), 1.0, null, 1.0, List.of());
    }

    @Benchmark
    public String toJson() {
        return TaskResultWriter.toJson(result);
    }
}
