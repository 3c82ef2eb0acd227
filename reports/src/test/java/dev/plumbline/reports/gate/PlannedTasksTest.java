package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleHeader;
import dev.plumbline.tasks.sample.SampleSink;
import dev.plumbline.tasks.sample.SampleStatistic;
import dev.plumbline.tasks.sample.SampleWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan takes from the log of a baseline's runs. */
class PlannedTasksTest {

    private static final int SAMPLES = 50;

    @TempDir
    Path folder;

    private GatePlan.Task planned(String name, String log, Optional<Double> rate, boolean assumed) throws IOException {
        Path revision = folder.resolve("results/org__m/r");
        Files.createDirectories(revision.resolve("plumbline"));
        Files.writeString(revision.resolve(name + ".json"), """
                {"dataset_revision": "r", "task_name": "%s", "mteb_version": "2.26.24", "scores": {"test": [
                {"accuracy": 0.5, "main_score": 0.5, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
                """.formatted(name));
        try (SampleWriter writer = new SampleWriter(
                Files.newOutputStream(revision.resolve(name + ".samples.jsonl.gz")),
                new SampleHeader(name, "r", "accuracy", new SampleStatistic(SampleStatistic.Kind.MEAN, List.of())))) {
            SampleSink sink = writer.entry("test", "default");
            for (int i = 0; i < SAMPLES; i++) {
                sink.add(new Sample.Scored(String.valueOf(i), i % 2));
            }
        }
        Files.writeString(revision.resolve("plumbline/run.json"), log);
        ModelResults results =
                ResultTree.read(folder.resolve("results")).models().get(0);
        PlannedTasks tasks = new PlannedTasks(
                Manifest.bundled(), Optional.of(revision), rate, new Resampling(1, 200, Parallel.of(1)));
        assertThat(tasks.rateAssumed()).isEqualTo(assumed);
        return tasks.alone(
                        List.of(new ComparedTask(
                                name,
                                Optional.of(TaskType.CLASSIFICATION),
                                new Selection(List.of("test"), List.of("default")))),
                        Contender.of(results, "org/m"))
                .tasks()
                .get(0);
    }

    private static String log(String ofLong, String ofShort) {
        return "{\"tasks\": {\"Long\": {" + ofLong + "}, \"Short\": {" + ofShort + "}}}";
    }

    /** Ten texts a second of one, a hundred of the other: each takes what its own took, scoring included. */
    @Test
    void eachTaskHasItsOwnRate() throws IOException {
        String log = log(
                "\"texts\": 200, \"encoded_texts\": 100, \"encode_seconds\": 10, \"seconds\": 13",
                "\"texts\": 300, \"encoded_texts\": 300, \"encode_seconds\": 3, \"seconds\": 3.5");
        assertThat(planned("Long", log, Optional.empty(), false).seconds()).isCloseTo(20 + 3, within(1e-9));
        assertThat(planned("Short", log, Optional.empty(), false).seconds()).isCloseTo(3 + 0.5, within(1e-9));
    }

    /** A machine twice as fast over all is twice as fast on each, but scores no faster. */
    @Test
    void aRateGivenScalesEachTask() throws IOException {
        String log = log(
                "\"texts\": 200, \"encoded_texts\": 100, \"encode_seconds\": 10, \"seconds\": 13",
                "\"texts\": 300, \"encoded_texts\": 300, \"encode_seconds\": 3, \"seconds\": 3.5");
        double twice = 2 * 400 / 13.0;
        assertThat(planned("Long", log, Optional.of(twice), false).seconds()).isCloseTo(10 + 3, within(1e-9));
    }

    /** Where all vectors were stored no rate is known, and that is said. */
    @Test
    void aRateThatNobodyMeasuredIsAssumed() throws IOException {
        String log = log(
                "\"texts\": 200, \"encoded_texts\": 0, \"encode_seconds\": 0, \"seconds\": 1",
                "\"texts\": 300, \"encoded_texts\": 0, \"encode_seconds\": 0, \"seconds\": 1");
        assertThat(planned("Long", log, Optional.empty(), true).seconds()).isCloseTo(2 + 1, within(1e-9));
        assertThat(planned("Long", log, Optional.of(50.0), false).seconds()).isCloseTo(4 + 1, within(1e-9));
    }
}
