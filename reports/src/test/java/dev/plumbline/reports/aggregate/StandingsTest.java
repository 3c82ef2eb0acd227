package dev.plumbline.reports.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class StandingsTest {

    private static final Selection TEST = new Selection(List.of("test"), List.of("default"));
    private static final BenchmarkTask STS = new BenchmarkTask("S", TaskType.STS, TEST);
    private static final BenchmarkTask RETRIEVAL = new BenchmarkTask("R", TaskType.RETRIEVAL, TEST);
    private static final BenchmarkTask RETRIEVAL_2 = new BenchmarkTask("R2", TaskType.RETRIEVAL, TEST);
    private static final BenchmarkTask TWO_SPLITS = new BenchmarkTask(
            "M", TaskType.CLASSIFICATION, new Selection(List.of("validation", "test"), List.of("default")));

    @Test
    void typesWeighAlikeInOneMeanAndTasksInTheOther() {
        Standing standing = Standings.of(
                        List.of(STS, RETRIEVAL, RETRIEVAL_2),
                        List.of(model("m", Map.of("S", 0.9, "R", 0.2, "R2", 0.4))))
                .get(0);
        assertThat(standing.meanTask()).hasValue((0.9 + 0.2 + 0.4) / 3);
        assertThat(standing.meanTaskType()).hasValue((0.9 + (0.2 + 0.4) / 2) / 2);
        assertThat(standing.typeMeans()).containsOnlyKeys(TaskType.STS, TaskType.RETRIEVAL);
        assertThat(standing.gaps()).isEmpty();
    }

    @Test
    void everySelectedEntryCountsAlikeAndOthersNot() {
        ModelScores model = new ModelScores(
                "m",
                Map.of(
                        "M",
                        Map.of(
                                "validation", Map.of("default", 0.2, "other", 1.0),
                                "test", Map.of("default", 0.4),
                                "train", Map.of("default", 1.0))));
        Standing standing = Standings.of(List.of(TWO_SPLITS), List.of(model)).get(0);
        assertThat(standing.meanTask().getAsDouble()).isEqualTo((0.2 + 0.4) / 2);
    }

    @Test
    void aPartialTaskEntersTheRankButNoMean() {
        ModelScores half = new ModelScores("half", Map.of("M", Map.of("validation", Map.of("default", 0.8))));
        ModelScores whole = new ModelScores(
                "whole", Map.of("M", Map.of("validation", Map.of("default", 0.5), "test", Map.of("default", 0.5))));
        List<Standing> standings = Standings.of(List.of(TWO_SPLITS), List.of(whole, half));
        assertThat(standings.get(1).rank()).isEqualTo(1);
        assertThat(standings.get(1).meanTask()).isEmpty();
        assertThat(standings.get(1).gaps()).containsExactly("M (test/default)");
        assertThat(standings.get(1).completeTasks()).isZero();
        assertThat(standings.get(0).rank()).isEqualTo(2);
    }

    @Test
    void nanCountsAsMissing() {
        Standing standing = Standings.of(
                        List.of(STS, RETRIEVAL), List.of(model("m", Map.of("S", Double.NaN, "R", 0.5))))
                .get(0);
        assertThat(standing.meanTask()).isEmpty();
        assertThat(standing.meanTaskType()).isEmpty();
        assertThat(standing.typeMeans()).containsEntry(TaskType.RETRIEVAL, OptionalDouble.of(0.5));
        assertThat(standing.gaps()).containsExactly("S");
    }

    @Test
    void equalScoresShareTheAverageRankAndEqualPointsTheBetterOne() {
        List<Standing> standings = Standings.of(
                List.of(STS),
                List.of(
                        model("a", Map.of("S", 0.5)),
                        model("b", Map.of("S", 0.9)),
                        model("c", Map.of("S", 0.5)),
                        model("not run", Map.of())));
        assertThat(standings).extracting(Standing::model).containsExactly("a", "b", "c");
        assertThat(standings).extracting(Standing::bordaPoints).containsExactly(0.5, 2.0, 0.5);
        assertThat(standings).extracting(Standing::rank).containsExactly(2, 1, 2);
    }

    @Test
    void mtebsRowIsAllOrNothing() {
        List<Standing> standings = Standings.of(
                List.of(STS, TWO_SPLITS),
                List.of(
                        model("missing", Map.of("S", 0.5)),
                        new ModelScores(
                                "partial",
                                Map.of(
                                        "S", Map.of("test", Map.of("default", 0.5)),
                                        "M", Map.of("test", Map.of("default", 0.5))))));
        assertThat(standings.get(0).toMteb()).containsOnlyKeys("S", "M", "Rank");
        assertThat(standings.get(1).toMteb())
                .containsOnlyKeys("Mean(Task)", "Mean(TaskType)", "STS", "Classification", "Rank")
                .containsEntry("STS", OptionalDouble.empty())
                .containsEntry("Rank", OptionalDouble.of(1));
    }

    @Test
    void namesOccurOnce() {
        assertThatThrownBy(() -> Standings.of(List.of(STS, STS), List.of())).hasMessageContaining("S occurs twice");
        ModelScores model = model("m", Map.of());
        assertThatThrownBy(() -> Standings.of(List.of(STS), List.of(model, model)))
                .hasMessageContaining("m occurs twice");
    }

    private static ModelScores model(String name, Map<String, Double> scores) {
        Map<String, Map<String, Map<String, Double>>> nested = new HashMap<>();
        scores.forEach((task, score) -> nested.put(task, Map.of("test", Map.of("default", score))));
        return new ModelScores(name, nested);
    }
}
