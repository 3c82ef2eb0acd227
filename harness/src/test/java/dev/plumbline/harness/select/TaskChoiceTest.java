package dev.plumbline.harness.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskChoiceTest {

    private static final String V1 = "MTEB(eng, v1)";
    private static final String V2 = "MTEB(eng, v2)";
    private static final String CMN = "MTEB(cmn, v1)";

    private final Manifest manifest = Manifest.bundled();

    @Test
    void aBenchmarkAndTasksAreWhatBothHave() {
        List<RunItem> items = items(choice(List.of(V2), List.of("STS13", "ArguAna")));
        assertThat(items).extracting(item -> item.task().name()).containsExactly("STS13", "ArguAna");
        Benchmark benchmark = manifest.benchmark(V2);
        assertThat(items)
                .allSatisfy(item -> assertThat(item.selection())
                        .isEqualTo(benchmark.selections().get(item.task().name())));
    }

    @Test
    void aTaskOutsideTheBenchmarkSaysWhereItIs() {
        assertThatThrownBy(() -> items(choice(List.of(V2), List.of("STSB"))))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("STSB is not in " + V2)
                .hasMessageContaining(CMN)
                .hasMessageContaining("STS12");
    }

    @Test
    void severalBenchmarksAreTheirUnion() {
        List<RunItem> both = items(choice(List.of(V1, V2), List.of()));
        Set<String> names =
                new LinkedHashSet<>(manifest.benchmark(V1).selections().keySet());
        names.addAll(manifest.benchmark(V2).selections().keySet());
        assertThat(both).extracting(item -> item.task().name()).containsExactlyElementsOf(names);
        for (RunItem item : both) {
            Set<String> subsets = new LinkedHashSet<>();
            for (String benchmark : List.of(V1, V2)) {
                Selection selection = manifest.benchmark(benchmark)
                        .selections()
                        .get(item.task().name());
                if (selection != null) {
                    subsets.addAll(selection.subsets());
                }
            }
            assertThat(item.selection().subsets())
                    .as(item.task().name())
                    .containsExactlyInAnyOrderElementsOf(subsets)
                    .isSubsetOf(item.task().allSubsets());
        }
    }

    @Test
    void aSubTaskOfAnAverageIsInItsBenchmark() {
        TaskSpec average = manifest.benchmark(V1).tasks().stream()
                .map(entry -> manifest.task(entry.task()))
                .filter(task -> !task.subtasks().isEmpty())
                .findFirst()
                .orElseThrow();
        String part = average.subtasks().get(0);
        assertThat(items(choice(List.of(V1), List.of(part))))
                .extracting(item -> item.task().name())
                .containsExactly(part);
    }

    @Test
    void severalTypesAndLanguagesAreAlternatives() {
        TaskChoice choice = new TaskChoice(
                List.of(V1, CMN), List.of(), List.of("STS", "reranking"), List.of("eng", "cmn"), List.of(), List.of());
        List<RunItem> items = items(choice);
        assertThat(items)
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.task().type()).isIn(TaskType.STS, TaskType.RERANKING));
        assertThat(items.stream().map(item -> item.task().type()).distinct()).hasSize(2);
    }

    @Test
    void aLanguageLeavesTheSubsetsThatHaveIt() {
        TaskChoice german =
                new TaskChoice(List.of(), List.of("STS17"), List.of(), List.of("deu"), List.of(), List.of());
        assertThat(items(german))
                .singleElement()
                .satisfies(item -> assertThat(item.selection().subsets())
                        .isNotEmpty()
                        .allSatisfy(subset ->
                                assertThat(item.task().languagesOf(subset)).anyMatch(code -> code.startsWith("deu-"))));
    }

    @Test
    void whatIsNotKnownNamesTheNearest() {
        fails(new TaskChoice(List.of(), List.of(), List.of(), List.of("en"), List.of(), List.of()), "\"en\"", "eng");
        fails(new TaskChoice(List.of(), List.of(), List.of(), List.of(), List.of("p2p"), List.of()), "p2p", "t2t");
        fails(new TaskChoice(List.of(), List.of(), List.of("STSS"), List.of(), List.of(), List.of()), "STSS", "STS");
        fails(new TaskChoice(List.of("MTEB(eng)"), List.of(), List.of(), List.of(), List.of(), List.of()), V1);
    }

    @Test
    void nothingThatFitsSaysWhatWasAsked() {
        fails(
                new TaskChoice(List.of(V2), List.of("STS13"), List.of("Retrieval"), List.of(), List.of(), List.of()),
                "--benchmark " + V2,
                "--task STS13",
                "--type Retrieval");
        fails(choice(List.of(), List.of()), "choose tasks");
    }

    private void fails(TaskChoice choice, String... words) {
        assertThatThrownBy(() -> items(choice))
                .isInstanceOf(PlumblineException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    private static TaskChoice choice(List<String> benchmarks, List<String> tasks) {
        return new TaskChoice(benchmarks, tasks, List.of(), List.of(), List.of(), List.of());
    }

    private List<RunItem> items(TaskChoice choice) {
        return choice.items(manifest, List.of(), List.of());
    }
}
