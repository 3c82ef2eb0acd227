package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.CountDifference;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.SharedTasks;
import dev.plumbline.tasks.release.MtebRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real data against mteb's published statistics: equal where the data are equal, and only there. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
final class PublishedStatisticsTest {

    static Stream<Arguments> tasksOfTheBenchmarks() {
        JsonNode known = SharedTasks.json("tasks.json").path("tasks");
        return SharedTasks.realDataManifest().stream()
                .filter(entry -> known.has(entry.path("task").asText()))
                .map(entry -> Arguments.of(
                        entry.path("task").asText(), entry.path("status").asText()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("tasksOfTheBenchmarks")
    void differencesAreFoundExactlyWhereTheDataDiffer(String name, String status) {
        TaskSpec task = SharedTasks.task(name);
        List<CountDifference> differences = differences(task, benchmarkSelection(name));

        if (status.equals("EXACT")) {
            assertThat(differences).isEmpty();
        } else if (status.equals("DIFFERENT")) {
            assertThat(differences).isNotEmpty();
        } else {
            // CLOSE: same rows with other characters, except where a whole split was replaced
            assertThat(differences).allMatch(difference -> difference.split().equals("train"));
        }
    }

    private static List<CountDifference> differences(TaskSpec task, Selection selection) {
        if (task.kind() != TaskKind.RETRIEVAL) {
            return RowData.load(task, selection, SharedTasks.realData(), MtebRelease.newest())
                    .differences();
        }
        List<CountDifference> differences = new ArrayList<>();
        for (String split : selection.splits()) {
            for (String subset : selection.subsets()) {
                RetrievalData data = RetrievalData.load(
                        task, split, subset, SharedTasks.realData().open(task.dataset()));
                differences.addAll(DatasetStatistics.of(split, subset, data).differences(task));
            }
        }
        return differences;
    }

    /** The union of what the benchmarks select. */
    private static Selection benchmarkSelection(String name) {
        TreeSet<String> splits = new TreeSet<>();
        TreeSet<String> subsets = new TreeSet<>();
        for (JsonNode selection :
                SharedTasks.json("tasks.json").path("tasks").path(name).path("benchmarks")) {
            selection.path("splits").forEach(split -> splits.add(split.asText()));
            selection.path("subsets").forEach(subset -> subsets.add(subset.asText()));
        }
        return new Selection(List.copyOf(splits), List.copyOf(subsets));
    }
}
