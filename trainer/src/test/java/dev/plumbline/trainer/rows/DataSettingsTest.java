package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DataSettingsTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        for (String name : new String[] {"data/b.jsonl", "data/a.jsonl", "data/c.txt", "one.jsonl"}) {
            Files.writeString(folder.resolve(name), "");
        }
    }

    private DataSettings read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("stages.yaml"), yaml);
        return DataSettings.read(Settings.read(file).child("data").orElseThrow());
    }

    @Test
    void defaultsFollowTheType() throws IOException {
        DataSettings data = read("""
                data:
                  batch_size: 8
                  datasets:
                    - {name: questions, path: one.jsonl, type: retrieval}
                    - {name: topics, path: one.jsonl, type: clustering, instruction: Find the topic}
                """);
        assertThat(data.sampling()).isEqualTo(SamplingSettings.of(8));
        assertThat(data.datasets().get(0))
                .isEqualTo(DatasetSettings.of("questions", DatasetType.RETRIEVAL, folder.resolve("one.jsonl")));
        DatasetSettings topics = data.datasets().get(1);
        assertThat(topics.inBatchNegatives()).isFalse();
        assertThat(topics.negatives()).isEqualTo(7);
        assertThat(topics.instruction().passage("x")).isEqualTo("Instruct: Find the topic \n Query: x");
    }

    @Test
    void everySetting() throws IOException {
        DataSettings data = read("""
                data:
                  batch_size: 8
                  sampling_temperature: 2
                  own_ratio: 0.75
                  datasets:
                    - name: all
                      path: [data/*.jsonl, one.jsonl]
                      type: sts
                      instruction: Compare
                      template: "<{instruction}> "
                      instruct_passages: false
                      in_batch_negatives: false
                      temperature: 0.02
                      weight: 0.5
                      max_query_length: 64
                      max_passage_length: 128
                      negatives: 0
                      on_error: skip
                """);
        assertThat(data.sampling()).isEqualTo(new SamplingSettings(8, 2, 0.75));
        DatasetSettings all = data.datasets().get(0);
        assertThat(all.files())
                .containsExactly(
                        folder.resolve("data/a.jsonl"), folder.resolve("data/b.jsonl"), folder.resolve("one.jsonl"));
        assertThat(all.instruction().query("x")).isEqualTo("<Compare> x");
        assertThat(all.instruction().passage("x")).isEqualTo("x");
        assertThat(all.temperature()).hasValue(0.02);
        assertThat(all.weight()).isEqualTo(0.5);
        assertThat(all.lengths()).isEqualTo(new DatasetSettings.Lengths(64, 128));
        assertThat(all.inBatchNegatives()).isFalse();
        assertThat(all.negatives()).isZero();
        assertThat(all.onError()).isEqualTo(OnError.SKIP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: retreival | datasets[0].type must be one of retrieval, reranking",
                "weight: 0 | datasets[0].weight must be above 0",
                "weight: much | datasets[0].weight must be a number",
                "temperature: -1 | datasets[0].temperature must be above 0",
                "negatives: 1.5 | datasets[0].negatives must be a whole number",
                "negatives: -1 | datasets[0].negatives must be at least 0",
                "max_query_length: 0 | datasets[0]: max_query_length",
                "on_error: ignore | datasets[0].on_error must be one of stop, skip",
                "template: none | datasets[0]: template must contain {instruction}",
                "in_batch_negative: true | datasets[0].in_batch_negative is not a known key; nearest: in_batch_negatives",
                "path: gone.jsonl | datasets[0].path 'gone.jsonl': there is no file",
                "path: data/*.parquet | datasets[0].path 'data/*.parquet' matches no file",
                "path: 3 | datasets[0].path must be a string or a list of strings",
                "name: | datasets[0].name is missing",
            })
    void mistakesAreNamedByFileAndKey(String line, String message) throws IOException {
        StringBuilder yaml = new StringBuilder("data:\n  batch_size: 8\n  datasets:\n    - " + line + "\n");
        for (String key : new String[] {"name: x", "path: one.jsonl", "type: sts"}) {
            if (!line.startsWith(key.split(":", -1)[0] + ":")) {
                yaml.append("      ").append(key).append('\n');
            }
        }
        assertThatThrownBy(() -> read(yaml.toString()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("stages.yaml: data.")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch_size: 0 | data: batch_size must be at least 1",
                "sampling_temperature: 1 | data.batch_size is missing",
                "{batch_size: 2, own_ratio: 2} | data: own_ratio must be between 0 and 1",
                "{batch_size: 2, datasets: 3} | data.datasets must be a list of mappings",
                "{batch_size: 2, datasets: []} | data.datasets must have at least one",
                "3 | data must be a mapping",
                "{batch_size: 2, batch_size: 3} | the key 'batch_size' is given twice",
            })
    void mistakesAboveTheDataSets(String data, String message) {
        assertThatThrownBy(() -> read(data.contains("{") || data.equals("3") ? "data: " + data : "data:\n  " + data))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stages.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void twoDataSetsOfOneName() {
        assertThatThrownBy(() -> read("""
                data:
                  batch_size: 8
                  datasets:
                    - {name: x, path: one.jsonl, type: retrieval}
                    - {name: x, path: one.jsonl, type: sts}
                """)).hasMessageContaining("datasets has two that are called 'x'");
    }
}
