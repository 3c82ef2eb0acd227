package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.trainer.objective.HardNegatives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batch holds of its rows. */
final class TrainingBatchTest {

    @TempDir
    private Path folder;

    private BatchSampler open(int batchSize, DatasetSettings... datasets) {
        return BatchSampler.open(
                new DataSettings(List.of(datasets), SamplingSettings.of(batchSize)),
                1,
                folder.resolve("work"),
                warning -> {});
    }

    private DatasetSettings dataset(DatasetType type, String... lines) {
        return DatasetSettings.of("d", type, TrainingFiles.lines(folder.resolve("d.jsonl"), lines));
    }

    @Test
    void instructionsScoresAndIdsOfTheDrawnTexts() {
        DatasetSettings dataset = dataset(DatasetType.RETRIEVAL, """
                {"query": "q", "pos": ["p0", "p1"], "neg": ["n0", "n1", "n2"], "pos_scores": [0, 1], \
                "neg_scores": [10, 11, 12], "label": "l"}""")
                .withNegatives(2)
                .withInstruction(new Instruction("Do", "[{instruction}] ", false));
        try (BatchSampler sampler = open(1, dataset)) {
            for (int step = 0; step < 20; step++) {
                TrainingBatch batch = sampler.batch(step);
                TrainingRow row = batch.rows().get(0);
                assertThat(row.query()).isEqualTo("[Do] q");
                assertThat(row.ids().query()).isEqualTo(TextKey.of("q"));
                assertThat(row.label()).hasValue("l");
                int positive = row.positive().charAt(1) - '0';
                assertThat(row.ids().positive()).isEqualTo(TextKey.of("p" + positive));
                double[] scores = batch.teacherScores().orElseThrow();
                assertThat(scores).hasSize(3);
                assertThat(scores[0]).isEqualTo(positive);
                for (int k = 0; k < 2; k++) {
                    String negative = row.negatives().get(k);
                    assertThat(scores[1 + k]).isEqualTo(10 + negative.charAt(1) - '0');
                    assertThat(batch.negativeIds()[k]).isEqualTo(TextKey.of(negative));
                }
                assertThat(batch.origins()).hasToString("[" + folder.resolve("d.jsonl") + ", line 1]");
            }
        }
    }

    /** Over many passes each positive and each set of negatives comes up, as often as the others. */
    @Test
    void drawsAreEvenAndNewInEveryPass() {
        DatasetSettings dataset = dataset(
                        DatasetType.RETRIEVAL,
                        "{\"query\": \"q\", \"pos\": [\"a\", \"b\"], \"neg\": [\"1\", \"2\", \"3\", \"4\"]}")
                .withNegatives(2);
        Map<String, Integer> counts = new HashMap<>();
        List<Double> lambdas = new ArrayList<>();
        int passes = 6000;
        try (BatchSampler sampler = open(1, dataset)) {
            for (int step = 0; step < passes; step++) {
                TrainingRow row = sampler.batch(step).rows().get(0);
                assertThat(new HashSet<>(row.negatives())).hasSize(2);
                row.negatives().forEach(negative -> counts.merge(negative, 1, Integer::sum));
                counts.merge(row.positive(), 1, Integer::sum);
                TrainingRow.MixingDraw draw = row.mixing().orElseThrow();
                assertThat(draw.first() + draw.second()).isEqualTo(1);
                lambdas.add(draw.lambda());
            }
        }
        for (String text : List.of("a", "b", "1", "2", "3", "4")) {
            // each is drawn with probability one half: four standard deviations
            assertThat(counts.get(text)).isCloseTo(passes / 2, within((int) (2 * Math.sqrt(passes))));
        }
        // Beta(2, 2) has mean 1/2 and variance 1/20
        double mean = lambdas.stream().mapToDouble(x -> x).average().orElseThrow();
        double variance = lambdas.stream()
                .mapToDouble(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0.5, within(4 * Math.sqrt(0.05 / passes)));
        assertThat(variance).isCloseTo(0.05, within(0.004));
        // and puts 3 x^2 - 2 x^3 = 0.15625 below 1/4
        double below = lambdas.stream().filter(x -> x < 0.25).count() / (double) passes;
        assertThat(below).isCloseTo(0.15625, within(4 * Math.sqrt(0.15625 * 0.84375 / passes)));
    }

    @Test
    void tooFewNegativesAreRepeatedEvenly() {
        DatasetSettings dataset =
                dataset(DatasetType.RETRIEVAL, "{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": [\"1\", \"2\", \"3\"]}");
        try (BatchSampler sampler = open(1, dataset)) {
            for (int step = 0; step < 50; step++) {
                Map<String, Integer> counts = new HashMap<>();
                sampler.batch(step).rows().get(0).negatives().forEach(text -> counts.merge(text, 1, Integer::sum));
                assertThat(counts).hasSize(3);
                // seven of three times three: none more than three times, none left out
                assertThat(counts.values()).allMatch(count -> count >= 1 && count <= 3);
            }
        }
    }

    @Test
    void rowsWithAndWithoutNegativesAreInBatchesOfTheirOwn() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add("{\"query\": \"q" + i + "\", \"pos\": [\"a\"]" + (i % 3 == 0 ? "}" : ", \"neg\": [\"n\"]}"));
        }
        DatasetSettings dataset = dataset(DatasetType.RETRIEVAL, lines.toArray(String[]::new));
        try (BatchSampler sampler = open(4, dataset)) {
            assertThat(sampler.stepsPerEpoch()).isEqualTo(3 + 5);
            int without = 0;
            for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
                TrainingBatch batch = sampler.batch(step);
                assertThat(batch.negatives()).isIn(0, 7);
                assertThat(batch.mixingLambdas().isPresent()).isEqualTo(batch.negatives() > 0);
                without += batch.negatives() == 0 ? batch.size() : 0;
            }
            assertThat(without).isEqualTo(10);
        }
        try (BatchSampler sampler = open(4, dataset.withNegatives(0))) {
            assertThat(sampler.stepsPerEpoch()).isEqualTo(8);
            assertThat(sampler.batch(0).negatives()).isZero();
        }
    }

    @Test
    void gradedPairs() {
        DatasetSettings dataset = dataset(
                DatasetType.STS,
                "{\"query\": \"a\", \"pos\": [\"b\"], \"score\": 0.5}",
                "{\"query\": \"c\", \"pos\": [\"d\"], \"score\": 4}");
        try (BatchSampler sampler = open(2, dataset.withInBatchNegatives(false))) {
            TrainingBatch batch = sampler.batch(0);
            assertThat(batch.scores().orElseThrow()).containsExactlyInAnyOrder(0.5, 4);
            assertThat(batch.teacherScores()).isEmpty();
        }
    }

    @Test
    void effectiveNegativesLeaveOutTheOwnPositiveAndRepetitions() {
        DatasetSettings dataset = dataset(
                        DatasetType.RETRIEVAL,
                        "{\"query\": \"a\", \"pos\": [\"x\"], \"neg\": [\"1\", \"2\"]}",
                        "{\"query\": \"b\", \"pos\": [\"X \"], \"neg\": [\"3\", \"4\"]}",
                        "{\"query\": \"c\", \"pos\": [\"y\"], \"neg\": [\"4\", \"5\"]}")
                .withNegatives(2);
        try (BatchSampler sampler = open(3, dataset)) {
            EffectiveNegatives shared =
                    EffectiveNegatives.of(sampler, HardNegatives.SHARED, 10).get(0);
            assertThat(shared.queries()).isEqualTo(3);
            assertThat(shared.inBatch()).isEqualTo(2);
            assertThat(shared.hard()).isEqualTo(6);
            // a and b have the same positive
            assertThat(shared.masked()).isCloseTo(2 / 3.0, within(1e-12));
            // everyone meets 4 twice, and c meets x twice
            assertThat(shared.repeated()).isCloseTo(4 / 3.0, within(1e-12));
            assertThat(shared.effective()).isCloseTo(6, within(1e-12));
            assertThat(shared)
                    .hasToString(
                            "d: 6.0 negatives per query (2.0 in the batch, 6.0 hard, less 0.7 equal to the positive, 1.3 repeated)");

            EffectiveNegatives own =
                    EffectiveNegatives.of(sampler, HardNegatives.OWN, 10).get(0);
            assertThat(own.hard()).isEqualTo(2);
            assertThat(EffectiveNegatives.of(sampler, HardNegatives.NONE, 10)
                            .get(0)
                            .effective())
                    .isCloseTo(1, within(1e-12));
        }
        try (BatchSampler sampler = open(3, dataset.withInBatchNegatives(false))) {
            EffectiveNegatives own =
                    EffectiveNegatives.of(sampler, HardNegatives.SHARED, 10).get(0);
            assertThat(own.inBatch()).isZero();
            assertThat(own.effective()).isEqualTo(2);
        }
    }
}
