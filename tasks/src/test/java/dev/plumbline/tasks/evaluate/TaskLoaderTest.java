package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DataPart;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a task and its selection to something that can be scored; and aggregates, which have nothing to load. */
final class TaskLoaderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"sts, 2, 2", "sts, 5, 3", "sts, 3, 3", "sts, 1, 1"})
    void aLimitKeepsTheFirstRows(String kind, int limit, int kept) {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "test.jsonl",
                        "{'sentence1': 'a', 'sentence2': 'b', 'score': 1}",
                        "{'sentence1': 'c', 'sentence2': 'd', 'score': 2}",
                        "{'sentence1': 'e', 'sentence2': 'f', 'score': 3}");
        TaskSpec task = TaskFolder.task(kind, "cosine_spearman", Map.of());

        LoadedTask loaded = files.loader(OptionalInt.of(limit)).load(task, task.everything());

        assertThat(loaded.samples("test", "default")).isEqualTo(kept);
        List<String> texts = new ArrayList<>();
        loaded.forEachText("test", "default", (part, text) -> texts.add(text));
        assertThat(texts).hasSize(2 * kept).startsWith("a");
        assertThat(loaded.selection()).isEqualTo(task.everything());
        assertThat(loaded.spec()).isSameAs(task);
    }

    /** Of a training split the first rows of every label in turn, two at least. */
    @ParameterizedTest
    @CsvSource({"1, t0 t2", "2, t0 t2", "3, t0 t1 t2", "4, t0 t1 t2 t4", "9, t0 t1 t2 t3 t4"})
    void aLimitKeepsEveryLabelOfATrainingSplit(int limit, String kept) {
        TaskFolder files = new TaskFolder(folder)
                .file(
                        "train.jsonl",
                        "{'text': 't0', 'label': 0}",
                        "{'text': 't1', 'label': 0}",
                        "{'text': 't2', 'label': 1}",
                        "{'text': 't3', 'label': 0}",
                        "{'text': 't4', 'label': 1}")
                .file("test.jsonl", "{'text': 'x', 'label': 0}", "{'text': 'y', 'label': 0}");
        TaskSpec task = TaskFolder.task("classification", "accuracy", Map.of());

        LoadedTask loaded = files.loader(OptionalInt.of(limit)).load(task, task.everything());

        List<String> encoded = new ArrayList<>();
        loaded.forEachEncodedText("test", "default", (role, text) -> encoded.add(text));
        assertThat(encoded.stream().filter(text -> text.startsWith("t")))
                .containsExactlyElementsOf(List.of(kept.split(" ")));
        assertThat(loaded.samples("test", "default")).isEqualTo(Math.min(limit, 2));
        assertThat(loaded.statistics()).extracting(DatasetStatistics::split).containsExactlyInAnyOrder("test", "train");
    }

    @Test
    void countsThatArePublishedAreCompared() {
        TaskFolder files = new TaskFolder(folder)
                .file("train.jsonl", "{'text': 't0', 'label': 0}", "{'text': 't1', 'label': 1}")
                .file("test.jsonl", "{'text': 'x', 'label': 0}", "{'text': 'y', 'label': 2}");
        ObjectNode task = JSON.createObjectNode()
                .put("name", "Sample")
                .put("kind", "classification")
                .put("type", "Classification")
                .put("main_score", "accuracy");
        task.putArray("eval_splits").add("test");
        task.putObject("dataset").put("path", "sample").put("revision", "1");
        ObjectNode published =
                task.putObject("expected_stats").putObject("test").putObject("default");
        published.put("num_samples", 3).put("unique_labels", 2);
        published.putObject("label_counts").put("0", 1).put("1", 2);
        TaskSpec spec = TaskFile.parse(task, "a test");

        LoadedTask loaded = files.load(spec, spec.everything());

        assertThat(loaded.differences())
                .map(Object::toString)
                .containsExactly(
                        "test/default num_samples: 3 expected, 2 found",
                        "test/default label_counts[2]: 0 expected, 1 found",
                        "test/default label_counts[1]: 2 expected, 0 found");
    }

    @Test
    void partsAreKnownBeforeAnythingIsRead() {
        TaskFolder files =
                new TaskFolder(folder).file("train.jsonl", "no JSON at all").file("test.jsonl", "no JSON at all");
        DatasetDirectory directory = DatasetDirectory.open("sample", folder);
        Selection test = new Selection(List.of("test"), List.of("default"));

        assertThat(TaskLoader.parts(TaskFolder.task("sts", "spearman", Map.of()), test, directory))
                .containsExactly(new DataPart("default", "test"));
        assertThat(TaskLoader.parts(TaskFolder.task("classification", "f1", Map.of()), test, directory))
                .containsExactly(new DataPart("default", "test"), new DataPart("default", "train"));
        assertThat(TaskLoader.parts(aggregate("A"), test, directory)).isEmpty();
        assertThat(files.loader().identity(TaskFolder.task("sts", "spearman", Map.of())))
                .isNotBlank();
    }

    @Test
    void aSplitThatIsNotThereIsNamed() {
        TaskFolder files = new TaskFolder(folder).file("train.jsonl", "{'sentence1': 'a'}");

        assertThatThrownBy(() -> files.load("sts", "spearman", Map.of()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.DATA))
                .hasMessageContaining("has no split 'test', only [train]");
    }

    @Test
    void anAggregateHasNothingToLoad() {
        TaskSpec aggregate = aggregate("A", "B");

        assertThatThrownBy(() -> new TaskFolder(folder).load(aggregate, aggregate.everything()))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("Sum averages other tasks and has no data of its own");
    }

    /** Main scores of the subsets of each sub-task, "-" for none, and their mean. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "0.5            | 0.5",
                "0.5; 0.25      | 0.375",
                "0.5 1.0; 0.25  | 0.5",
                "0 0 0.9; 0.1   | 0.2",
                "-1; 1          | 0",
                "NaN; 1         | NaN",
                "0.5; -         | none",
                "0.5; absent    | none",
                "0.5 -; 0.5     | none",
                "absent; absent | none",
                "empty          | none",
            })
    void anAggregateIsTheMeanOfItsTasks(String subtasks, Double expected) {
        List<Optional<TaskResult>> results = new ArrayList<>();
        for (String subtask : subtasks.split("; ", -1)) {
            results.add(
                    subtask.equals("absent")
                            ? Optional.empty()
                            : Optional.of(result(subtask.equals("empty") ? new String[0] : subtask.split(" "))));
        }

        Scores scores = AggregateScores.of(aggregate("A"), "test", results);

        assertThat(scores.names()).containsExactly("cosine_spearman", "main_score");
        if (expected == null) {
            assertThat(scores.mainScore()).isNull();
        } else {
            assertThat(scores.mainScore()).isEqualTo(expected, within(1e-15));
        }
        assertThat(scores.number("cosine_spearman")).isEqualTo(scores.mainScore());
    }

    @Test
    void anotherSplitOfAnAggregateHasNoScore() {
        assertThat(AggregateScores.of(aggregate("A"), "dev", List.of(Optional.of(result("1"))))
                        .mainScore())
                .isNull();
        assertThat(AggregateScores.of(aggregate("A"), "test", List.of()).mainScore())
                .isNull();
    }

    private static TaskResult result(String... mainScores) {
        List<SubsetResult> subsets = Arrays.stream(mainScores)
                .map(score -> new SubsetResult(
                        "s" + score,
                        List.of(),
                        null,
                        Scores.builder()
                                .putValue("main_score", score.equals("-") ? null : Double.valueOf(score))
                                .build()))
                .toList();
        return new TaskResult("1", "A", "2.20.0", Map.of("test", subsets), 1.0, null, null, null);
    }

    private static TaskSpec aggregate(String... subtasks) {
        ObjectNode task = JSON.createObjectNode()
                .put("name", "Sum")
                .put("kind", "aggregate")
                .put("type", "STS")
                .put("main_score", "cosine_spearman");
        task.putArray("eval_splits").add("test");
        task.putObject("dataset").put("path", "none").put("revision", "1");
        for (String subtask : subtasks) {
            task.withArray("subtasks").add(subtask);
        }
        return TaskFile.parse(task, "a test");
    }

    @Test
    void entriesGoThroughTheSubsetsOfOneSplitAfterTheOther() {
        Selection selection = new Selection(List.of("b", "a"), List.of("y", "x"));

        assertThat(Entry.of(selection))
                .containsExactly(new Entry("b", "y"), new Entry("b", "x"), new Entry("a", "y"), new Entry("a", "x"));
        assertThat(Entry.before(selection, "b", "y")).isEmpty();
        assertThat(Entry.before(selection, "a", "y")).containsExactly(new Entry("b", "y"), new Entry("b", "x"));
        assertThat(Entry.before(selection, "a", "x")).hasSize(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Entry.before(selection, "c", "x"))
                .withMessage("c/x was not selected");
    }
}
