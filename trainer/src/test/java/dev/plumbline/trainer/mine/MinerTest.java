package dev.plumbline.trainer.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.SourceRow;
import dev.plumbline.trainer.rows.TrainingExample;
import dev.plumbline.trainer.rows.TrainingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool of 120 texts, {@code d0} to {@code d119}, that every query ranks in this order. */
final class MinerTest {

    private static final int POOL = 120;
    private static final double STEP = 0.01;

    @TempDir
    private Path folder;

    private Path vectors;
    private Path pool;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void setUp() {
        Vectors all = new Vectors().at(0, "q").at(0, "q2").at(0, "given").at(-5 * STEP, "d5.5");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            all.at(STEP * (i + 1), "d" + i);
            lines.add("{\"text\": \"d" + i + "\"}");
        }
        vectors = all.write(folder.resolve("vectors.parquet"));
        pool = TrainingFiles.lines(folder.resolve("pool.jsonl"), lines);
    }

    private Path training(String... lines) {
        return TrainingFiles.lines(folder.resolve("train.jsonl"), lines);
    }

    private static String row(String query, String positive, String more) {
        return "{\"query\": \"" + query + "\", \"pos\": [\"" + positive + "\"]" + more + "}";
    }

    private static MiningSettings settings(OptionalInt consistency, OptionalDouble ratio, OptionalDouble margin) {
        MiningSettings defaults = MiningSettings.defaults();
        return new MiningSettings(
                defaults.negatives(),
                defaults.firstRank(),
                defaults.endRank(),
                consistency,
                ratio,
                margin,
                false,
                defaults.seed());
    }

    private MiningSummary mine(String model, MiningSettings settings, Path training, List<Path> pools) {
        try (Model opened = Models.open(model, ModelOptions.defaults());
                Parallel parallel = Parallel.of(2)) {
            return new Miner(opened, Miner.Sides.DEFAULT, parallel, new RowErrors(OnError.SKIP, warnings::add))
                    .mine(List.of(training), pools, settings, output());
        }
    }

    private MiningSummary mine(MiningSettings settings, Path training) {
        return mine("embeddings:" + vectors, settings, training, List.of(pool));
    }

    private Path output() {
        return folder.resolve("mined.jsonl");
    }

    private List<Map<String, Object>> written() {
        List<Map<String, Object>> rows = new ArrayList<>();
        new RowFile(output()).forEach(row -> rows.add(row.fields()));
        return rows;
    }

    private List<TrainingExample> examples() {
        List<SourceRow> rows = new ArrayList<>();
        new RowFile(output()).forEach(rows::add);
        return rows.stream().map(ExampleFields::parse).toList();
    }

    private static Set<Integer> ranks(List<String> texts) {
        Set<Integer> ranks = new TreeSet<>();
        texts.forEach(text -> ranks.add(Integer.parseInt(text.substring(1))));
        return ranks;
    }

    @Test
    void sevenOfTheWindowDrawnWithTheSeed() throws IOException {
        Path training = training(row("q", "d3", ""), row("q2", "d3", ", \"other\": 1, \"label\": \"l\""));
        MiningSummary summary = mine(MiningSettings.defaults(), training);
        assertThat(summary).isEqualTo(new MiningSummary(2, 0, 2, 0, POOL, 0, 14, 0, 0, 1, 0, 0));
        List<TrainingExample> rows = examples();
        for (TrainingExample row : rows) {
            assertThat(ranks(row.negatives())).hasSize(7).allMatch(rank -> rank >= 50 && rank < 100);
        }
        assertThat(rows.get(0).negatives()).isNotEqualTo(rows.get(1).negatives());
        assertThat(written().get(1)).containsEntry("other", 1L).containsEntry("label", "l");
        String first = Files.readString(output());
        mine(MiningSettings.defaults(), training);
        assertThat(Files.readString(output())).isEqualTo(first);
    }

    /** Over many rows every rank of the window is drawn about as often. */
    @Test
    void theWholeWindowIsDrawnFrom() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lines.add(row("q", "d3", ""));
        }
        mine(MiningSettings.defaults(), training(lines.toArray(String[]::new)));
        int[] counts = new int[POOL];
        examples().forEach(row -> row.negatives().forEach(text -> counts[Integer.parseInt(text.substring(1))]++));
        for (int rank = 0; rank < POOL; rank++) {
            if (rank >= 50 && rank < 100) {
                // 2000 rows, each takes one of 50 with probability 0.14: four standard deviations of 15.5
                assertThat(counts[rank]).isCloseTo(280, within(63));
            } else {
                assertThat(counts[rank]).isZero();
            }
        }
    }

    @Test
    void theConsistencyFilterLeavesOutWhatScoresBelowRankFifty() {
        Path training = training(row("q", "d49", ""), row("q", "d50", ""), row("q", "d51", ""), row("q", "d119", ""));
        MiningSummary summary = mine(MiningSettings.defaults(), training);
        // d50 is rank 50 itself and not below it
        assertThat(summary.inconsistent()).isEqualTo(2);
        assertThat(examples().stream().map(row -> row.positives().get(0))).containsExactly("d49", "d50");
        assertThat(examples().get(1).negatives()).doesNotContain("d50");

        mine(settings(OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty()), training);
        assertThat(examples()).hasSize(4);
        assertThat(examples().get(2).negatives()).doesNotContain("d51");
    }

    @Test
    void theBestOfSeveralPositivesKeepsARow() {
        mine(MiningSettings.defaults(), training("{\"query\": \"q\", \"pos\": [\"d110\", \"d2\"]}"));
        assertThat(examples()).hasSize(1);
    }

    @Test
    void ratioAndMarginKeepNegativesAwayFromTheWorstPositive() {
        Path training = training("{\"query\": \"q\", \"pos\": [\"d0\", \"d9\"]}");
        // cos(0.1) = 0.995, 0.8 of it 0.796, which angle 0.6503 has: d65 and later are below
        mine(settings(OptionalInt.empty(), OptionalDouble.of(0.8), OptionalDouble.empty()), training);
        assertThat(ranks(examples().get(0).negatives())).hasSize(7).allMatch(rank -> rank >= 65 && rank < 100);
        // 0.995 - 0.5 = 0.495, angle 1.0529: no candidate of the window, hence of the pool those from d105 on
        MiningSummary summary =
                mine(settings(OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.of(0.5)), training);
        assertThat(summary.above()).isBetween(50L, 55L);
        assertThat(summary.random()).isEqualTo(7);
        assertThat(ranks(examples().get(0).negatives())).hasSize(7).allMatch(rank -> rank >= 105);
    }

    /** Whatever the window, and whoever drew it. */
    @Test
    void noFilterIsUndoneByFilling() {
        Path training = training(row("q", "d3", ""), row("q2", "d40", ""), row("q", "d90", ""));
        for (int first : new int[] {0, 3, 50, 110, 500}) {
            MiningSettings settings = new MiningSettings(
                    7,
                    first,
                    first + 4,
                    OptionalInt.empty(),
                    OptionalDouble.of(0.45),
                    OptionalDouble.empty(),
                    true,
                    first);
            MiningSummary summary = mine(settings, training);
            long lacking = 0;
            for (TrainingExample row : examples()) {
                double limit = 0.45 * row.teacher().orElseThrow().positives().get(0);
                assertThat(row.teacher().orElseThrow().negatives())
                        .as("window from %d", first)
                        .allMatch(score -> score < limit);
                lacking += row.negatives().size() < 7 ? 1 : 0;
            }
            assertThat(summary.fewer()).isEqualTo(lacking);
        }
        // cos(1.2) = 0.362 is the least of all: below 0.45 * cos(0.04) but not below 0.45 * cos(0.91)
        assertThat(examples().get(0).negatives()).hasSize(7);
        assertThat(examples().get(2).negatives()).isEmpty();
    }

    /** Every third text of the pool is of a label, most of them before the window's ranks. */
    @Test
    void noTextOfTheRowsLabelIsANegativeAndRanksAreThoseOfTheOthers() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            String label = i % 3 == 0 ? ", \"label\": \"a\"" : i % 3 == 1 ? ", \"label\": \"b\"" : "";
            lines.add("{\"text\": \"d" + i + "\"" + label + "}");
        }
        Path labelled = TrainingFiles.lines(folder.resolve("labelled.jsonl"), lines);
        Path training = training(
                row("q", "d119", ", \"label\": \"a\", \"neg\": [\"d6\", \"d4\"]"),
                row("q", "d2", ", \"label\": \"c\""),
                row("q2", "d118", ", \"label\": \"a\""),
                row("q", "d1", ""));
        MiningSettings settings = new MiningSettings(
                8, 10, 20, OptionalInt.of(79), OptionalDouble.empty(), OptionalDouble.empty(), false, 1);
        MiningSummary summary = mine("embeddings:" + vectors, settings, training, List.of(labelled));
        // 119 and 118 score below rank 77 of the others, and there is no rank 79: no row is inconsistent
        assertThat(summary.inconsistent()).isZero();
        List<TrainingExample> rows = examples();
        // d118 is of b and of a, d119 of a as 0, 3, ... are
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            if (i % 3 != 0 && i < POOL - 2) {
                others.add(i);
            }
        }
        Set<Integer> first = ranks(rows.get(0).negatives());
        assertThat(rows.get(0).negatives()).startsWith("d4").doesNotContain("d6");
        first.remove(4);
        assertThat(first).hasSize(7).isSubsetOf(others.subList(10, 20));
        assertThat(ranks(rows.get(1).negatives())).hasSize(8).allMatch(rank -> rank >= 11 && rank < 21);
        assertThat(ranks(rows.get(2).negatives())).hasSize(8).isSubsetOf(others.subList(10, 20));
        assertThat(ranks(rows.get(3).negatives())).hasSize(8).allMatch(rank -> rank >= 10 && rank < 20);
        // 40 of every third, 119 and 118 for both rows of a, d6 given to one; d2 of c
        assertThat(summary.sameLabel()).isEqualTo(2 * 42 + 1 + 1);
    }

    @Test
    void drawnAtRandomAreOtherLabelsTooWhateverFileSaysSo() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lines.add(row("q", "d" + i, ", \"label\": " + i % 2));
        }
        MiningSettings settings = new MiningSettings(
                30, 500, 600, OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), false, 1);
        for (List<Path> pools : List.of(List.<Path>of(), List.of(pool))) {
            MiningSummary summary =
                    mine("embeddings:" + vectors, settings, training(lines.toArray(String[]::new)), pools);
            assertThat(summary.random()).isEqualTo(100 * 30);
            List<TrainingExample> rows = examples();
            for (int i = 0; i < rows.size(); i++) {
                int label = i % 2;
                assertThat(ranks(rows.get(i).negatives()))
                        .hasSize(30)
                        .allMatch(text -> text >= 100 || text % 2 != label);
            }
        }
    }

    @Test
    void whatOnlyLooksLikeAnotherTextIsNoNegative() {
        Path training = training(
                row(
                        "q",
                        "d3",
                        ", \"neg\": [\"d\\u200b3\", \"\\uff243\", \" D3\", \"\\ufeffq\", \"d\\u00ad4\", \"d4\", \"d4\\ufe0f\"]"));
        mine(settings(OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty()), training);
        assertThat(examples().get(0).negatives().get(0)).isEqualTo("d\u00ad4");
        assertThat(ranks(examples().get(0).negatives().subList(1, 7)))
                .hasSize(6)
                .allMatch(rank -> rank >= 50);
    }

    @Test
    void givenNegativesComeFirstAndEqualsAreNone() {
        Path training = training(
                row(
                        "q",
                        "d60",
                        ", \"neg\": [\"given\", \"D60 \", \"given\", \"d70\"], \"neg_scores\": [1, 1, 1, 1], \"pos_scores\": [1]"),
                row("d55", "d1", ", \"neg\": [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\"]"));
        MiningSettings settings = settings(OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        MiningSummary summary = mine(settings, training);
        List<String> first = examples().get(0).negatives();
        assertThat(first)
                .hasSize(7)
                .startsWith("given", "d70")
                .doesNotHaveDuplicates()
                .doesNotContain("d60", "D60 ");
        assertThat(summary.given()).isEqualTo(2 + 7);
        assertThat(examples().get(1).negatives()).containsExactly("1", "2", "3", "4", "5", "6", "7");
        // scores of other negatives would be wrong
        assertThat(written().get(0)).doesNotContainKeys("pos_scores", "neg_scores");
    }

    @Test
    void scoresAreTheModels() {
        MiningSettings defaults = MiningSettings.defaults();
        MiningSettings scored = new MiningSettings(
                7, 50, 100, OptionalInt.of(50), OptionalDouble.empty(), OptionalDouble.empty(), true, defaults.seed());
        mine(scored, training(row("q", "d3", ", \"neg\": [\"given\"]")));
        TrainingExample row = examples().get(0);
        assertThat(row.teacher().orElseThrow().positives().get(0)).isCloseTo(Math.cos(0.04), within(1e-6));
        assertThat(row.teacher().orElseThrow().negatives().get(0)).isCloseTo(1, within(1e-6));
        for (int i = 1; i < 7; i++) {
            int rank = Integer.parseInt(row.negatives().get(i).substring(1));
            assertThat(row.teacher().orElseThrow().negatives().get(i))
                    .isCloseTo(Math.cos(STEP * (rank + 1)), within(1e-6));
        }
    }

    @Test
    void aTeacherScoresWhatIsThere() {
        Path training = training(row("q", "d3", ", \"neg\": [\"d7\", \"d8\"], \"other\": true"), row("q", "d4", ""));
        try (Model opened = Models.open("embeddings:" + vectors, ModelOptions.defaults());
                Parallel parallel = Parallel.of(1)) {
            Miner miner = new Miner(opened, Miner.Sides.DEFAULT, parallel, new RowErrors(OnError.STOP, warnings::add));
            assertThat(miner.score(List.of(training), output())).isEqualTo(2);
        }
        TrainingExample row = examples().get(0);
        assertThat(row.negatives()).containsExactly("d7", "d8");
        assertThat(row.teacher().orElseThrow().negatives().get(1)).isCloseTo(Math.cos(0.09), within(1e-6));
        assertThat(written().get(0)).containsEntry("other", true);
        assertThat(examples().get(1).teacher()).isPresent();
    }

    @Test
    void withoutAPoolThePositivesAndNegativesAreTheCandidates() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            lines.add(row("q", "d" + i, i == 0 ? ", \"neg\": [\"given\"]" : ""));
        }
        MiningSummary summary = mine(
                "embeddings:" + vectors, MiningSettings.defaults(), training(lines.toArray(String[]::new)), List.of());
        assertThat(summary.candidates()).isEqualTo(POOL + 1);
        assertThat(summary.rows()).isEqualTo(POOL);
        // "given" is as near as can be, so that d49 is rank 50
        assertThat(summary.written()).isEqualTo(50);
    }

    @Test
    void aSmallPoolIsFilledFromAndRunsOut() {
        Path training = training(row("q", "d1", ""), row("q2", "d2", ""), row("q", "d3", ""));
        MiningSummary summary = mine("embeddings:" + vectors, MiningSettings.defaults(), training, List.of());
        assertThat(summary.mined()).isZero();
        assertThat(summary.random()).isEqualTo(6);
        assertThat(summary.fewer()).isEqualTo(3);
        assertThat(examples()).allMatch(row -> new HashSet<>(row.negatives()).size() == 2);
    }

    @Test
    void rowsWithErrorsAreSkippedOnce() {
        Path training = training(row("q", "d1", ""), "broken", row("", "d1", ""));
        MiningSummary summary = mine(MiningSettings.defaults(), training);
        assertThat(summary.badRows()).isEqualTo(2);
        assertThat(summary.written()).isEqualTo(1);
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("left out"));
    }

    @Test
    void aTextWithoutAVectorIsAnErrorAndNothingIsWritten() {
        assertThatThrownBy(() -> mine(MiningSettings.defaults(), training(row("unknown", "d1", ""))))
                .isInstanceOf(PlumblineException.class);
        assertThat(output()).doesNotExist();
    }

    @Test
    void bm25RanksBySharedWords() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add("{\"query\": \"apple number" + i + "\", \"pos\": [\"apple fruit number" + i + "\"]}");
        }
        lines.add("{\"query\": \"pear\", \"pos\": [\"nothing in common\"]}");
        MiningSettings settings = new MiningSettings(
                3, 1, 20, OptionalInt.of(10), OptionalDouble.empty(), OptionalDouble.of(0.01), true, 1);
        MiningSummary summary = mine("bm25", settings, training(lines.toArray(String[]::new)), List.of());
        assertThat(summary.written()).isEqualTo(61);
        List<TrainingExample> rows = examples();
        for (TrainingExample row : rows.subList(0, 60)) {
            assertThat(row.negatives()).hasSize(3).allMatch(text -> text.startsWith("apple fruit"));
            double positive = row.teacher().orElseThrow().positives().get(0);
            assertThat(row.teacher().orElseThrow().negatives()).allMatch(score -> score < positive - 0.01);
        }
        // shares no word with anything: no candidate has a rank
        assertThat(rows.get(60).teacher().orElseThrow().positives().get(0)).isZero();
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new MiningSettings(
                        7, 60, 60, OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), false, 1))
                .hasMessageContaining("60-60");
        assertThatThrownBy(() -> settings(OptionalInt.empty(), OptionalDouble.of(1.5), OptionalDouble.empty()))
                .hasMessageContaining("ratio");
    }
}
