package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.SharedTasks;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowDataTest {

    private static final Selection TEST = new Selection(List.of("test"), List.of("default"));

    @TempDir
    private Path folder;

    @Test
    void languagesOfOneConfigBecomeSubsets() throws IOException {
        Files.writeString(folder.resolve("test.jsonl"), """
                {"sentence1": "a", "sentence2": "b", "score": 1, "lang": "de"}
                {"sentence1": "c", "sentence2": "d", "score": 2, "lang": "en"}
                {"sentence1": "e", "sentence2": "f", "score": 3, "lang": "de"}
                """);
        TaskSpec task = SharedTasks.minimal("STS", "sts", Map.of("fast_loading", true));

        RowData data = load(task, new Selection(List.of("test"), List.of("de")));

        assertThat(data.table("test", "de").strings("sentence1")).containsExactly("a", "e");
        assertThat(data.table("test", "de").has("lang")).isFalse();
        assertThat(data.statistics()).extracting(DatasetStatistics::samples).containsExactly(2);
        assertThatThrownBy(() -> load(task, new Selection(List.of("test"), List.of("fr"))))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no row with lang 'fr', only [de, en]");
    }

    @Test
    void classificationReadsItsTrainingSplit() throws IOException {
        Files.writeString(folder.resolve("test.jsonl"), "{\"text\": \"a\", \"label\": 1, \"other\": 3}");
        TaskSpec task = SharedTasks.minimal("Classification", "classification", Map.of());

        assertThatThrownBy(() -> load(task, TEST)).hasMessageContaining("no split 'train', only [test]");

        Files.writeString(folder.resolve("train.jsonl"), "{\"text\": \"b\", \"label\": 0}");
        RowData data = load(task, TEST);

        assertThat(data.table("train", "default").strings("text")).containsExactly("b");
        assertThat(data.table("test", "default").columns()).containsExactly("text", "label");
    }

    @Test
    void pairsInASingleRowAreCounted() throws IOException {
        Files.writeString(
                folder.resolve("test.jsonl"),
                "{\"sent1\": [\"a\", \"b\"], \"sent2\": [\"c\", \"d\"], \"labels\": [1, 0]}");
        TaskSpec task = SharedTasks.minimal("PairClassification", "pair_classification", Map.of());

        assertThat(load(task, TEST).statistics().get(0).counts())
                .containsEntry("num_samples", 2)
                .containsEntry("unique_labels", 2);
    }

    private RowData load(TaskSpec task, Selection selection) {
        return RowData.load(task, selection, ref -> DatasetDirectory.open("rows", folder), MtebRelease.newest());
    }
}
