package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the batches, whatever the sizes. */
final class BatchSamplerTest {

    private static final int SMALL = 13;
    private static final int MIDDLE = 40;
    private static final int LARGE = 101;

    @TempDir
    private Path folder;

    private DatasetSettings dataset(String name, int rows, int negatives) {
        Path file = TrainingFiles.rows(folder.resolve(name + ".jsonl"), name, rows, negatives);
        return DatasetSettings.of(name, DatasetType.RETRIEVAL, file);
    }

    private List<DatasetSettings> three() {
        return List.of(dataset("small", SMALL, 2), dataset("middle", MIDDLE, 9), dataset("large", LARGE, 0));
    }

    private BatchSampler open(List<DatasetSettings> datasets, SamplingSettings sampling, long seed) {
        return BatchSampler.open(new DataSettings(datasets, sampling), seed, folder.resolve("work"), warning -> {});
    }

    private static List<TrainingBatch> batches(BatchSampler sampler, long from, long to) {
        List<TrainingBatch> batches = new ArrayList<>();
        for (long step = from; step < to; step++) {
            batches.add(sampler.batch(step));
        }
        return batches;
    }

    private static Map<String, Integer> queries(List<TrainingBatch> batches) {
        Map<String, Integer> counts = new HashMap<>();
        batches.forEach(batch -> batch.rows().forEach(row -> counts.merge(row.query(), 1, Integer::sum)));
        return counts;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "13, 1", "64, 1", "4, 0.5", "10, 0.3", "7, 0", "64, 0.9"})
    void anEpochHasEveryRowOnce(int batchSize, double ownRatio) {
        List<DatasetSettings> datasets = three();
        for (long seed = 0; seed < 4; seed++) {
            try (BatchSampler sampler = open(datasets, new SamplingSettings(batchSize, 1, ownRatio), seed)) {
                int steps = sampler.stepsPerEpoch();
                for (int epoch = 0; epoch < 3; epoch++) {
                    List<TrainingBatch> batches = batches(sampler, (long) epoch * steps, (epoch + 1L) * steps);
                    Map<String, Integer> counts = queries(batches);
                    assertThat(counts).hasSize(SMALL + MIDDLE + LARGE);
                    assertThat(counts.values()).containsOnly(1);
                    assertThat(batches).allMatch(batch -> batch.size() <= batchSize);
                }
            }
        }
    }

    @Test
    void epochsAndSeedsHaveOrdersOfTheirOwn() {
        List<List<String>> orders = new ArrayList<>();
        for (long seed = 0; seed < 2; seed++) {
            try (BatchSampler sampler = open(three(), SamplingSettings.of(8), seed)) {
                int steps = sampler.stepsPerEpoch();
                for (int epoch = 0; epoch < 2; epoch++) {
                    orders.add(batches(sampler, (long) epoch * steps, (epoch + 1L) * steps).stream()
                            .flatMap(batch -> batch.rows().stream().map(TrainingRow::query))
                            .toList());
                }
            }
        }
        assertThat(new HashSet<>(orders)).hasSize(4);
    }

    @Test
    void batchesAreOfOneDataSet() {
        try (BatchSampler sampler = open(three(), SamplingSettings.of(8), 1)) {
            for (TrainingBatch batch : batches(sampler, 0, 2L * sampler.stepsPerEpoch())) {
                assertThat(batch.rows())
                        .allMatch(row -> row.dataset().equals(batch.dataset().name()));
            }
        }
    }

    /** The first part of a mixed batch is its own; what is exchanged comes from everywhere in proportion. */
    @Test
    void mixedBatchesKeepTheirOwnPart() {
        List<DatasetSettings> two = List.of(dataset("a", 4000, 0), dataset("b", 12_000, 0));
        try (BatchSampler sampler = open(two, new SamplingSettings(20, 1, 0.7), 3)) {
            int exchanged = 0;
            int fromB = 0;
            for (TrainingBatch batch : batches(sampler, 0, sampler.stepsPerEpoch())) {
                for (int place = 0; place < batch.size(); place++) {
                    String name = batch.rows().get(place).dataset();
                    if (place < 14) {
                        assertThat(name).isEqualTo(batch.dataset().name());
                    } else {
                        exchanged++;
                        fromB += name.equals("b") ? 1 : 0;
                    }
                }
            }
            assertThat(exchanged).isEqualTo(16_000 * 6 / 20);
            assertThat(fromB / (double) exchanged).isCloseTo(0.75, within(1e-9));
        }
    }

    /** Rows are exchanged only with batches that treat them alike. */
    @Test
    void whatDoesNotFitIsNotMixed() {
        List<DatasetSettings> datasets = List.of(
                dataset("plain", 100, 0),
                dataset("also", 100, 0),
                dataset("hard", 100, 3),
                dataset("cold", 100, 0).withTemperature(0.5),
                dataset("classes", 100, 3).withInBatchNegatives(false));
        Map<String, Set<String>> mixed = new HashMap<>();
        try (BatchSampler sampler = open(datasets, new SamplingSettings(10, 1, 0.5), 3)) {
            for (TrainingBatch batch : batches(sampler, 0, sampler.stepsPerEpoch())) {
                batch.rows()
                        .forEach(row -> mixed.computeIfAbsent(batch.dataset().name(), key -> new HashSet<>())
                                .add(row.dataset()));
            }
        }
        assertThat(mixed)
                .containsEntry("plain", Set.of("plain", "also"))
                .containsEntry("also", Set.of("plain", "also"))
                .containsEntry("hard", Set.of("hard"))
                .containsEntry("cold", Set.of("cold"))
                .containsEntry("classes", Set.of("classes"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "1e9, 1, 1", "1, 3, 1", "2, 0.5, 4"})
    void sharesFollowSizeTemperatureAndWeight(double temperature, double weightA, double weightB) {
        List<DatasetSettings> two = List.of(
                dataset("a", 900, 0).withWeight(weightA), dataset("b", 8100, 0).withWeight(weightB));
        try (BatchSampler sampler = open(two, new SamplingSettings(5, temperature, 1), 0)) {
            double a = weightA * Math.pow(900, 1 / temperature);
            double b = weightB * Math.pow(8100, 1 / temperature);
            Map<String, Integer> steps = sampler.stepsByDataset();
            double all = steps.get("a") + steps.get("b");
            assertThat(steps.get("a") / all).isCloseTo(a / (a + b), within(2 / all));
            assertThat(all).isCloseTo(9000 / 5.0, within(2.0));
            Map<String, Integer> seen = new HashMap<>();
            for (long step = 0; step < sampler.stepsPerEpoch(); step++) {
                seen.merge(sampler.batch(step).dataset().name(), 1, Integer::sum);
            }
            assertThat(seen).isEqualTo(steps);
        }
    }

    /** A data set drawn more than once per epoch is gone through again and again, never a row twice within a pass. */
    @Test
    void anOftenDrawnDataSetIsGoneThroughEvenly() {
        List<DatasetSettings> two = List.of(dataset("small", SMALL, 0).withWeight(20), dataset("large", 400, 0));
        try (BatchSampler sampler = open(two, SamplingSettings.of(4), 5)) {
            List<TrainingBatch> batches = batches(sampler, 0, 2L * sampler.stepsPerEpoch());
            List<String> order = batches.stream()
                    .filter(batch -> batch.dataset().name().equals("small"))
                    .flatMap(batch -> batch.rows().stream().map(TrainingRow::query))
                    .toList();
            assertThat(order).hasSizeGreaterThan(10 * SMALL);
            for (int pass = 0; pass + SMALL <= order.size(); pass += SMALL) {
                assertThat(new HashSet<>(order.subList(pass, pass + SMALL))).hasSize(SMALL);
            }
        }
    }

    /** An epoch has as many as there may be, and over epochs every row comes. */
    @Test
    void noMoreRowsThanThereMayBe() {
        List<DatasetSettings> datasets =
                List.of(dataset("middle", MIDDLE, 2), dataset("large", LARGE, 2).withMaxRows(20));
        try (BatchSampler sampler = open(datasets, new SamplingSettings(10, 1, 1), 1)) {
            assertThat(sampler.stepsByDataset()).isEqualTo(Map.of("middle", 4, "large", 2));
            Map<String, Integer> counts = queries(batches(sampler, 0, 6L * 6));
            assertThat(counts).hasSize(MIDDLE + LARGE);
        }
    }

    @Test
    void aTinyShareIsStillDrawn() {
        List<DatasetSettings> two = List.of(dataset("tiny", 3, 0).withWeight(1e-9), dataset("large", 1000, 0));
        try (BatchSampler sampler = open(two, SamplingSettings.of(4), 5)) {
            assertThat(sampler.stepsByDataset()).containsEntry("tiny", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.6})
    void goingOnFromAnyStepIsAsIfNothingHadHappened(double ownRatio) {
        List<DatasetSettings> datasets = three();
        SamplingSettings sampling = new SamplingSettings(6, 1.5, ownRatio);
        List<TrainingBatch> uninterrupted;
        int steps;
        try (BatchSampler sampler = open(datasets, sampling, 11)) {
            steps = 3 * sampler.stepsPerEpoch();
            uninterrupted = batches(sampler, 0, steps);
        }
        for (int stop = 0; stop < steps; stop++) {
            String saved;
            try (BatchSampler before = open(datasets, sampling, 11)) {
                before.batch(Math.max(0, stop - 1));
                saved = before.cursor(stop).toJson();
            }
            try (BatchSampler after = open(datasets, sampling, 11)) {
                long next = after.resume(DataCursor.ofJson(saved));
                assertThat(next).isEqualTo(stop);
                assertThat(batches(after, next, Math.min(steps, next + 3)))
                        .isEqualTo(uninterrupted.subList(stop, Math.min(steps, stop + 3)));
            }
        }
    }

    @Test
    void threadsGetTheSameBatches() throws Exception {
        try (BatchSampler sampler = open(three(), new SamplingSettings(6, 1, 0.5), 2)) {
            int steps = 4 * sampler.stepsPerEpoch();
            List<TrainingBatch> expected = batches(sampler, 0, steps);
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                List<Future<TrainingBatch>> made = IntStream.range(0, steps)
                        .map(i -> steps - 1 - i)
                        .mapToObj(step -> pool.submit(() -> sampler.batch(step)))
                        .toList();
                for (int i = 0; i < steps; i++) {
                    assertThat(made.get(i).get()).isEqualTo(expected.get(steps - 1 - i));
                }
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void otherDataAreNotGoneOnWith() throws IOException {
        List<DatasetSettings> datasets = three();
        DataCursor saved;
        try (BatchSampler sampler = open(datasets, SamplingSettings.of(4), 1)) {
            saved = sampler.cursor(5);
        }
        try (BatchSampler other = open(datasets, SamplingSettings.of(5), 2)) {
            assertThatThrownBy(() -> other.resume(saved))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("batch_size was 4 and is 5")
                    .hasMessageContaining("seed was 1 and is 2");
        }
        TrainingFiles.rows(folder.resolve("small.jsonl"), "changed", SMALL, 2);
        try (BatchSampler other = open(datasets, SamplingSettings.of(4), 1)) {
            assertThatThrownBy(() -> other.resume(saved))
                    .hasMessageContaining("data set 1 was small")
                    .hasMessageNotContaining("data set 2");
        }
    }

    @Test
    void movedFilesAreTheSameData() throws IOException {
        DatasetSettings before = dataset("a", 20, 1);
        DataCursor saved;
        List<String> queries;
        try (BatchSampler sampler = open(List.of(before), SamplingSettings.of(4), 1)) {
            saved = sampler.cursor(3);
            queries = sampler.batch(3).rows().stream().map(TrainingRow::query).toList();
        }
        Path moved = Files.createDirectory(folder.resolve("moved")).resolve("b.jsonl");
        Files.move(before.files().get(0), moved, StandardCopyOption.ATOMIC_MOVE);
        DatasetSettings after = DatasetSettings.of("a", DatasetType.RETRIEVAL, moved);
        try (BatchSampler sampler = open(List.of(after), SamplingSettings.of(4), 1)) {
            long next = sampler.resume(saved);
            assertThat(sampler.batch(next).rows().stream().map(TrainingRow::query))
                    .containsExactlyElementsOf(queries);
        }
    }

    @Test
    void aDamagedStateIsAnError() {
        assertThatThrownBy(() -> DataCursor.ofJson("{\"next_step\": ")).isInstanceOf(PlumblineException.class);
        assertThat(DataCursor.ofJson(new DataCursor(7, Map.of("seed", "1")).toJson()))
                .isEqualTo(new DataCursor(7, Map.of("seed", "1")));
    }
}
