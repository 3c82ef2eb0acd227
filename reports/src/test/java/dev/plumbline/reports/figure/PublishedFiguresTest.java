package dev.plumbline.reports.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.reports.Leaderboard;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures that ship are those of the leaderboard. */
class PublishedFiguresTest {

    private final FigureTable published = FigureTable.published();

    @Test
    void sayWhereTheyComeFrom() {
        assertThat(published.origin()).containsKeys("source", "date", "commit").containsEntry("date", "2026-08-20");
    }

    @Test
    void keepWhatWasMeasured() {
        ModelFigures kalm = published
                .model("KaLM-Embedding/KaLM-embedding-multilingual-mini-instruct-v2.5")
                .orElseThrow();
        Figure figure = kalm.figure("Ocnli", "validation", "default").orElseThrow();
        assertThat(figure.measured()).containsExactly("max_ap");
        assertThat(figure.mtebVersion()).contains("1.14.5");
        assertThat(figure.datasetRevision()).contains("66e76a618a34d6d565d5538088562851e6daa7ec");
        assertThat(figure.selfReported()).isFalse();
        assertThat(kalm.facts().parameters()).hasValue(494032768);
        assertThat(kalm.facts().dimensions()).hasValue(896);
        assertThat(kalm.facts().revision()).contains("6a4cfc1084cb459ebd4729b53a8656a61448c720");
    }

    @ParameterizedTest
    @CsvSource({"cmn_v1, 32", "eng_v1, 142", "eng_v2, 183"})
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void equalTheLeaderboardAmongCompleteModels(String benchmark, int expectedModels) {
        Map<String, CSVRecord> summary = new HashMap<>();
        Leaderboard.rows("summary_" + benchmark + ".csv").stream()
                .filter(row -> row.get("n_tasks_present").equals(row.get("n_tasks")))
                .forEach(row -> summary.put(row.get("model"), row));
        List<BenchmarkTask> tasks = Leaderboard.tasks(benchmark);
        List<ModelScores> complete = published.models().stream()
                .filter(model -> summary.containsKey(model.model()))
                .map(ModelFigures::scores)
                .toList();
        assertThat(summary).hasSize(expectedModels);
        assertThat(complete).hasSize(expectedModels);
        for (Standing standing : Standings.of(tasks, complete)) {
            CSVRecord expected = summary.get(standing.model());
            assertThat(standing.rank()).as(standing.model()).isEqualTo((int)
                    Double.parseDouble(expected.get("rank_borda_among_complete")));
            assertThat(standing.meanTask().getAsDouble())
                    .as(standing.model())
                    .isCloseTo(Double.parseDouble(expected.get("mean_task")), within(1e-9));
            assertThat(standing.meanTaskType().getAsDouble())
                    .as(standing.model())
                    .isCloseTo(Double.parseDouble(expected.get("mean_tasktype")), within(1e-9));
        }
    }

    /** Every figure of the tables, of every model that ships. */
    @ParameterizedTest
    @CsvSource({"cmn_v1", "eng_v1", "eng_v2"})
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void haveEveryFigure(String benchmark) {
        int compared = 0;
        for (CSVRecord row : Leaderboard.rows(benchmark + ".csv")) {
            Optional<ModelFigures> model = published.model(row.get("model"));
            if (model.isEmpty()) {
                continue;
            }
            for (Map.Entry<String, String> entry : Leaderboard.entries(row).entrySet()) {
                String[] place = entry.getKey().split("/", -1);
                Optional<Figure> figure = model.get().figure(row.get("task"), place[0], place[1]);
                if (entry.getValue().isEmpty()) {
                    assertThat(figure).isEmpty();
                } else {
                    assertThat(figure.orElseThrow().score()).isEqualTo(Double.parseDouble(entry.getValue()));
                    assertThat(figure.get().selfReported())
                            .isEqualTo(row.get("self_reported").equals("1"));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(1500);
    }

    /** Who scores a model that was never complete on a benchmark sees its zero-shot share too. */
    @Test
    void theRegistryIsKnownOfModelsWithoutFigures() {
        FigureTable table = FigureTable.published();
        assertThat(table.model("BAAI/bge-small-zh-v1.5")).isEmpty();
        ModelFacts facts = table.facts("BAAI/bge-small-zh-v1.5");
        assertThat(facts.languages()).containsExactly("zho");
        assertThat(facts.trainedOn().orElseThrow())
                .contains("T2Retrieval", "NQ")
                .doesNotContain("STS13");
        assertThat(table.facts("nobody/nothing").trainedOn()).isEmpty();
        String known = "sentence-transformers/all-MiniLM-L6-v2";
        assertThat(table.facts(known))
                .isEqualTo(table.model(known).orElseThrow().facts());
    }
}
