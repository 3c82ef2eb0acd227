package dev.plumbline.harness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.trainer.loop.BatchPreview;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.DatasetType;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of the hub and of other forms become rows before anything else looks at them. */
class TrainingDataTest {

    @TempDir
    private Path folder;

    private final List<DatasetRef> asked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private TrainingSettings settings(String kind, String more, String... datasets) throws IOException {
        StringBuilder yaml = new StringBuilder("network: net\nstages:\n  - name: a\n    kind: " + kind + "\n" + more
                + "    data:\n      batch_size: 2\n      datasets:\n");
        for (String dataset : datasets) {
            yaml.append("        - ").append(dataset).append('\n');
        }
        return TrainingSettings.read(Files.writeString(folder.resolve("run.yaml"), yaml.toString()));
    }

    private TrainingSettings rows(TrainingSettings settings) {
        return new TrainingData(
                        ref -> {
                            asked.add(ref);
                            return DatasetDirectory.open(ref.path(), folder.resolve("hub"));
                        },
                        folder.resolve("run"),
                        notes::add)
                .rows(settings);
    }

    private static List<DatasetSettings> datasets(TrainingSettings settings) {
        return ((OptimisedStage) settings.stages().get(0)).data().datasets();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aHubNameIsASplitsFiles() throws IOException {
        write(
                "hub/train.jsonl",
                "{\"anchor\": \"a\", \"positive\": \"b\"}\n{\"anchor\": \"c\", \"positive\": \"d\"}\n");
        write("hub/test.jsonl", "{\"anchor\": \"e\", \"positive\": \"f\"}\n");
        TrainingSettings made = rows(settings(
                "finetune",
                "",
                "{name: x, hub: org/data, revision: abc, format: tuples, type: retrieval, max_rows: 5}"));
        assertThat(asked).containsExactly(new DatasetRef("org/data", "abc"));
        DatasetSettings dataset = datasets(made).get(0);
        assertThat(dataset.files()).hasSize(1);
        assertThat(dataset.maxRows()).hasValue(5);
        assertThat(Files.readAllLines(dataset.files().get(0)))
                .containsExactly("{\"query\":\"a\",\"pos\":[\"b\"]}", "{\"query\":\"c\",\"pos\":[\"d\"]}");
        rows(settings("finetune", "", "{name: x, hub: org/data, split: test, format: tuples, type: retrieval}"));
        assertThat(notes).hasSize(2).allMatch(note -> note.contains("rows of"));
        rows(settings("finetune", "", "{name: x, hub: org/data, split: test, format: tuples, type: retrieval}"));
        assertThat(notes).as("a copy is taken over").hasSize(2);
    }

    @Test
    void errorsNameFileKeyAndLine() throws IOException {
        write("t.jsonl", "{\"a\": \"x\"}\n");
        TrainingSettings wrong = settings("finetune", "", "{name: x, path: t.jsonl, format: tuples, type: retrieval}");
        assertThatThrownBy(() -> rows(wrong))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("run.yaml")
                .hasMessageContaining("stages[0].data.datasets[0].path")
                .hasMessageContaining("t.jsonl, line 1")
                .hasMessageContaining("; on_error: skip leaves such rows out")
                .hasMessageContaining("line 8");
        for (String[] each : new String[][] {
            {"{name: x, path: t.jsonl, format: tupels, type: retrieval}", "tuples"},
            {"{name: x, path: t.jsonl, hub: org/data, type: retrieval}", "leave one out"},
            {"{name: x, path: t.jsonl, revision: abc, type: retrieval}", "hub"},
            {"{name: x, hub: data, type: retrieval}", "org/name"},
            {"{name: x, path: t.jsonl, format: beir, type: retrieval}", "there is no folder"},
            {"{name: x, path: t.jsonl, max_rows: 0, type: retrieval}", "max_rows"},
            {"{name: x, path: t.jsonl, max_row: 3, type: retrieval}", "max_rows"},
            {"{name: x, path: t.jsonl, format: texts, type: retrieval}", "align"},
        }) {
            assertThatThrownBy(() -> settings("finetune", "", each[0]))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("run.yaml")
                    .hasMessageContaining(each[1]);
        }
    }

    /** What is learned of rows depends on it long after they are rows in files. */
    @Test
    void textsAreTextsWhenTheyAreRows() throws IOException {
        write("texts.csv", "id,sentence\n1,river stone\n2,market copper\n");
        TrainingSettings made = rows(settings(
                "finetune",
                "    align: {model: net}\n",
                "{name: x, path: texts.csv, format: texts, columns: [sentence]}"));
        DatasetSettings texts =
                ((OptimisedStage) made.stages().get(0)).data().datasets().get(0);
        assertThat(texts.source().isPlain()).isTrue();
        assertThat(texts.textsAlone()).isTrue();
        assertThat(texts.type()).isEqualTo(DatasetType.STS);
    }

    @Test
    void aPreviewShowsWhatTheNetworkGets() throws IOException {
        write("texts.csv", "id,sentence\n1,river stone\n2,market copper winter harbour river stone meadow signal\n");
        Path network = Path.of(System.getProperty("plumbline.root"), "test/reference-models/bert-tiny");
        TrainingSettings made = rows(settings(
                "align",
                "    align: {model: net}\n",
                "{name: x, path: texts.csv, format: texts, columns: [sentence], type: retrieval, instruction: river,"
                        + " template: '{instruction} ', max_query_length: 8, max_passage_length: 6}"));
        List<BatchPreview.Row> rows = new BatchPreview(made, network, folder.resolve("work"))
                .of((OptimisedStage) made.stages().get(0), 5, note -> {});
        assertThat(rows).hasSize(2);
        BatchPreview.Row row = rows.stream()
                .filter(each -> each.texts().get(0).left() > 0)
                .findFirst()
                .orElseThrow();
        assertThat(row.texts())
                .containsExactly(
                        new BatchPreview.Text(
                                "query",
                                "river market copper winter harbour river",
                                8,
                                3,
                                java.util.OptionalDouble.empty()),
                        new BatchPreview.Text(
                                "pos", "market copper winter harbour", 6, 4, java.util.OptionalDouble.empty()));
    }
}
