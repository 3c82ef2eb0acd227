package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are those of datasets 5.2.0 on the same names. */
final class RepositoryLayoutTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data_files: data/b.jsonl",
                "data_files:\n  - data/b.jsonl",
                "data_files:\n    train: data/b.jsonl",
                "data_files:\n    train: [data/b.jsonl]",
                "data_files:\n  - split: train\n    path: data/b.jsonl",
                "data_files:\n  - split: train\n    path: [data/b.jsonl]",
                "data_dir: data\n  data_files: b.jsonl"
            })
    void everyFormOfDataFiles(String form) {
        RepositoryLayout layout = layout("configs:\n- config_name: x\n  " + form, "data/a.jsonl", "data/b.jsonl");

        assertThat(layout.configs()).containsExactly("x");
        assertThat(layout.splits("x")).containsExactly("train");
        assertThat(layout.files("x", "train")).containsExactly("data/b.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en/*", "*/train-*.parquet", "**/train*", "e?/*", "[de]n/*", "en/**", "./en/*"})
    void globs(String glob) {
        RepositoryLayout layout = layout(
                config("x", "'" + glob + "'"),
                "en/train-1.parquet",
                "en/train-0.parquet",
                "en/.hidden.parquet",
                "top.txt");

        assertThat(layout.files("x", "train")).containsExactly("en/train-0.parquet", "en/train-1.parquet");
    }

    @Test
    void listedPatternsKeepTheirOrder() {
        RepositoryLayout layout = layout(config("x", "[z.csv, '*.csv']"), "a.csv", "z.csv");

        assertThat(layout.files("x", "train")).startsWith("z.csv", "a.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other/*", "/etc/passwd", "a/../../b", "~/x.csv", "a\\b.csv"})
    void pathsOutOfTheRepositoryAreRefused(String path) {
        RepositoryLayout layout = layout(config("x", path), "a.csv");

        assertThatThrownBy(() -> layout.files("x", "train"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("points out of the repository");
    }

    @Test
    void addressesAreRefused() {
        RepositoryLayout layout = layout(config("x", "https://example.org/a.csv"), "a.csv");

        assertThatThrownBy(() -> layout.files("x", "train")).hasMessageContaining("URL");
    }

    @Test
    void starsWithinANameAreRefused() {
        RepositoryLayout layout = layout(config("x", "a**.csv"), "a.csv");

        assertThatThrownBy(() -> layout.files("x", "train")).hasMessageContaining("whole folders");
    }

    @Test
    void whatIsMissingNamesWhatIsThere() {
        RepositoryLayout layout = layout(config("x", "a.csv"), "b.csv");

        assertThatThrownBy(() -> layout.splits("y")).hasMessageContaining("no config 'y', only [x]");
        assertThatThrownBy(() -> layout.files("x", "test")).hasMessageContaining("no split 'test', only [train]");
        assertThatThrownBy(() -> layout.files("x", "train")).hasMessageContaining("a.csv is missing");
    }

    @Test
    void unknownReadingOptionsAreNotIgnored() {
        RepositoryLayout layout = layout(config("x", "a.csv") + "\n  skiprows: 3", "a.csv");

        assertThatThrownBy(() -> layout.files("x", "train")).hasMessageContaining("[skiprows]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configs: 3",
                "configs:\n- data_files: a.csv",
                "configs:\n- config_name: x\n  data_files: 3",
                "configs:\n- config_name: x\n  data_files:\n  - split: a",
                "configs: [",
                "configs:\n- config_name: x\n  data_files:\n  - {split: a, path: 1}"
            })
    void malformedHeadsNameTheReadme(String head) {
        assertThatThrownBy(() -> layout(head, "a.csv"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("README.md");
    }

    @Test
    void theDefaultConfig() {
        String two = "configs:\n- config_name: a\n  data_files: a.csv\n- config_name: b\n  data_files: b.csv";

        assertThat(layout(config("only", "a.csv"), "a.csv").defaultConfig()).isEqualTo("only");
        assertThat(layout(two + "\n  default: true", "a.csv").defaultConfig()).isEqualTo("b");
        assertThat(layout("", "a.csv").defaultConfig()).isEqualTo("default");
        assertThatThrownBy(() -> layout(two, "a.csv").defaultConfig()).hasMessageContaining("no default config");
    }

    @Test
    void shardedFilesNameTheirSplit() {
        RepositoryLayout layout = layout(
                "",
                "data/test-00000-of-00001.parquet",
                "data/train-00000-of-00002.parquet",
                "data/train-00001-of-00002.parquet",
                "data/extra-00000-of-00001.parquet");

        assertThat(layout.splits("default")).containsExactly("train", "test", "extra");
        assertThat(layout.files("default", "train")).hasSize(2);
    }

    @Test
    void foldersNameSplitsBeforeFilesDo() {
        RepositoryLayout layout = layout("", "dev/a.jsonl", "test-set/b.jsonl", "train.jsonl");

        assertThat(layout.splits("default")).containsExactly("validation", "test");
        assertThat(layout.files("default", "test")).containsExactly("test-set/b.jsonl");
    }

    @Test
    void namesWithSeparatorsNameSplits() {
        RepositoryLayout layout =
                layout("", "my_train_file.jsonl.gz", "val.jsonl.gz", "attest.jsonl.gz", "PROVENANCE.json");

        assertThat(layout.splits("default")).containsExactly("train", "validation");
        assertThat(layout.files("default", "validation")).containsExactly("val.jsonl.gz");
    }

    @Test
    void withoutAnyKeywordEverythingIsTrain() {
        RepositoryLayout layout = layout("", "a.parquet", "sub/b.parquet", "notes.txt", "dataset_info.json");

        assertThat(layout.splits("default")).containsExactly("train");
        assertThat(layout.files("default", "train")).containsExactly("a.parquet", "sub/b.parquet");
    }

    @Test
    void noDataAtAll() {
        assertThatThrownBy(() -> layout("", "notes.txt").files("default", "train"))
                .hasMessageContaining("no Parquet, JSON or CSV file");
    }

    private static String config(String name, String paths) {
        return "configs:\n- config_name: " + name + "\n  data_files: " + paths;
    }

    private static RepositoryLayout layout(String head, String... files) {
        return RepositoryLayout.of("org/name", "---\n" + head + "\n---\ntext", List.of(files));
    }
}
