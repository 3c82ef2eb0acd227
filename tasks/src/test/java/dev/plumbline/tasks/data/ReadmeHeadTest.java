package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a README.md declares, in every form {@code datasets} accepts, and how a malformed one is refused. */
final class ReadmeHeadTest {

    private static DeclaredConfig config(String dataFiles) {
        return configs("- config_name: x\n  data_files: " + dataFiles).get("x");
    }

    private static Map<String, DeclaredConfig> configs(String yaml) {
        return ReadmeHead.configs("---\nconfigs:\n" + yaml + "\n---\n# Title\n", "org/name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.csv                                                | {train=[a.csv]}",
                "[a.csv, b.csv]                                       | {train=[a.csv, b.csv]}",
                "{test: a.csv}                                        | {test=[a.csv]}",
                "{test: [a.csv, b.csv], train: c.csv}                 | {test=[a.csv, b.csv], train=[c.csv]}",
                "[{split: test, path: a.csv}]                         | {test=[a.csv]}",
                "[{split: b, path: [x, y]}, {split: a, path: z}]      | {b=[x, y], a=[z]}",
                "[{split: 1, path: a.csv}]                            | {1=[a.csv]}",
                "{}                                                   | {}",
            })
    void filesOfSplitsInEveryForm(String yaml, String splits) {
        assertThat(config(yaml).patterns()).hasToString(splits);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3                                              | data_files must be a path, a list or a mapping",
                "[]                                             | data_files must be a path, a list or a mapping",
                "null                                           | data_files must be a path, a list or a mapping",
                "[3]                                            | each entry of data_files must have exactly split and path, not 3",
                "[{split: a}]                                   | must have exactly split and path",
                "[{split: a, path: b, more: c}]                 | must have exactly split and path",
                "[{split: [a], path: b}]                        | must have exactly split and path",
                "[{split: a, path: b}, {split: a, path: c}]     | split a occurs twice in data_files",
                "{test: 3}                                      | a path in data_files must be a string, not 3",
                "{test: [a, {b: c}]}                            | a path in data_files must be a string, not {\"b\":\"c\"}",
                "[a, 3]                                         | a path in data_files must be a string, not 3",
            })
    void malformedFilesAreNamed(String yaml, String message) {
        assertThatThrownBy(() -> config(yaml))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.DATA))
                .hasMessageContaining("org/name, config x, README.md: ")
                .hasMessageContaining(message)
                .hasMessageEndingWith("; correct it");
    }

    @Test
    void aConfigSaysHowItsFilesAreRead() {
        Map<String, DeclaredConfig> configs = configs("""
                - config_name: b
                  data_dir: some/folder
                  sep: ";"
                  default: true
                  version: 1.0.0
                  description: text
                  drop_labels: true
                - config_name: a
                  data_files: a.csv
                  delimiter: "\\t"
                - config_name: 3
                  encoding: latin1
                  skiprows: 1""");

        assertThat(configs.keySet()).containsExactly("b", "a", "3");
        assertThat(configs.get("b").isDefault()).isTrue();
        assertThat(configs.get("b").folder()).isEqualTo("some/folder");
        assertThat(configs.get("b").separator()).isEqualTo(';');
        assertThat(configs.get("b").unsupported()).isEmpty();
        assertThat(configs.get("b").patterns()).isEmpty();
        assertThat(configs.get("a").isDefault()).isFalse();
        assertThat(configs.get("a").folder()).isEmpty();
        assertThat(configs.get("a").separator()).isEqualTo('\t');
        assertThat(configs.get("3").unsupported()).containsExactly("encoding", "skiprows");
        assertThat(configs.get("3").separator()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'configs: 3'                                | configs must be a list",
                "'configs: {a: b}'                           | configs must be a list",
                "'configs: [3]'                              | each config needs a config_name",
                "'configs: [{data_files: a}]'                | each config needs a config_name",
                "'configs: [{config_name: null}]'            | each config needs a config_name",
                "'configs: [{config_name: [a]}]'             | each config needs a config_name",
                "'configs: [{config_name: x, sep: ab}]'      | must be one character",
                "'configs: [{config_name: x, sep: \"\"}]'    | must be one character",
                "'configs: ['                                | its YAML head cannot be read",
                "'a: b: c'                                   | its YAML head cannot be read",
            })
    void malformedHeadsAreNamed(String yaml, String message) {
        assertThatThrownBy(() -> ReadmeHead.configs("---\n" + yaml + "\n---\n", "org/name"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("org/name")
                .hasMessageContaining("README.md: ")
                .hasMessageContaining(message);
    }

    @Test
    void aHeadThatIsNotClosedIsNamed() {
        assertThatThrownBy(() -> ReadmeHead.configs("---\nconfigs: []\n", "org/name"))
                .hasMessage("org/name, README.md: the YAML head is not closed by a line ---; correct it");
        assertThatThrownBy(() -> ReadmeHead.configs("---\nok: 1\nbad: [\n---\n", "org/name"))
                .hasMessageContaining("(line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# Title\n",
                "\n---\nconfigs: 3\n---\n",
                "text\n---\nconfigs: 3\n---\n",
                "---\n---\n",
                "---\nlicense: mit\n---\n",
                "---\nconfigs: null\n---\n",
                "--- \nconfigs: []\n --- \n",
                "---\r\nconfigs: []\r\n---\r\n"
            })
    void whereNothingIsDeclaredThereIsNoConfig(String readme) {
        assertThat(ReadmeHead.configs(readme, "org/name")).isEmpty();
        assertThat(ReadmeHead.features(readme, "org/name").getOrDefault("default", DeclaredFeatures.NONE))
                .isEqualTo(DeclaredFeatures.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dtype: string                                             | Text[]",
                "dtype: large_string                                       | Text[]",
                "dtype: int32                                              | Whole[bits=32, signed=true]",
                "dtype: uint8                                              | Whole[bits=8, signed=false]",
                "dtype: float64                                            | Floating[bits=64]",
                "dtype: float16                                            | Floating[bits=16]",
                "dtype: bool                                               | Truth[]",
                "dtype: image                                              | Other[]",
                "dtype: int128                                             | Other[]",
                "dtype: {class_label: {names: [a, b]}}                     | ClassLabel[names=[a, b]]",
                "dtype: {class_label: {names: {'1': b, '0': a}}}           | ClassLabel[names=[a, b]]",
                "dtype: {class_label: {names: {'10': k, '9': j, '2': c}}}  | ClassLabel[names=[c, j, k]]",
                "dtype: {class_label: {num_classes: 3}}                    | Other[]",
                "sequence: string                                          | ListOf[element=Text[]]",
                "list: int64                                               | ListOf[element=Whole[bits=64, signed=true]]",
                "large_list: bool                                          | ListOf[element=Truth[]]",
                "list: {dtype: float32}                                    | ListOf[element=Floating[bits=32]]",
                "sequence: {sequence: string}                              | ListOf[element=ListOf[element=Text[]]]",
                "struct: [{name: a, dtype: string}]                        | Structure[fields={a=Text[]}]",
                "sequence: [{name: a, dtype: string}]                      | Structure[fields={a=ListOf[element=Text[]]}]",
                "list: [{name: a, dtype: string}]                          | ListOf[element=Structure[fields={a=Text[]}]]",
            },
            quoteCharacter = '`')
    void typesOfColumnsInEveryForm(String type, String read) {
        Map<String, DeclaredFeatures> features =
                ReadmeHead.features("---\ndataset_info:\n  features:\n  - {name: c, " + type + "}\n---\n", "org/name");

        assertThat(features.get("default").types()).hasToString("{c=" + read + "}");
    }

    @Test
    void typesBelongToTheirConfigs() {
        String head = """
                ---
                dataset_info:
                - config_name: x
                  features:
                  - {name: a, dtype: string}
                - config_name: y
                  features: none
                configs:
                - config_name: x
                  data_files: a.csv
                - config_name: y
                  data_files: b.csv
                - config_name: z
                  data_files: c.csv
                  features:
                  - {name: b, dtype: bool}
                  - {dtype: bool}
                ---
                """;

        assertThat(ReadmeHead.features(head, "org/name")).containsOnlyKeys("x", "y");
        Map<String, DeclaredConfig> configs = ReadmeHead.configs(head, "org/name");
        assertThat(configs.get("x").features().types().keySet()).containsExactly("a");
        assertThat(configs.get("y").features()).isEqualTo(DeclaredFeatures.NONE);
        assertThat(configs.get("z").features().types().keySet()).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/passwd         | it points out of the repository",
                "~/a                 | it points out of the repository",
                "../a                | it points out of the repository",
                "a/../../b           | it points out of the repository",
                "a/..                | it points out of the repository",
                "C:/a                | it points out of the repository",
                "a\\b                | it points out of the repository",
                "https://host/a.csv  | names the URL https://host/a.csv, which is not supported",
                "zip://a::b          | names the URL zip://a::b, which is not supported",
                "''                  | data_files holds an empty path; name a file",
                "./.                 | data_files holds an empty path; name a file",
                "a**b                | ** can only stand for whole folders",
                "a/**b/c             | ** can only stand for whole folders",
            })
    void pathsOutOfTheRepositoryAreRefused(String path, String message) {
        assertThatThrownBy(() -> PathPattern.of(path, "org/name"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("org/name: ")
                .hasMessageContaining(message);
        RepositoryLayout layout = RepositoryLayout.of(
                "org/name",
                "---\nconfigs:\n- config_name: x\n  data_files: '" + path + "'\n---\n",
                List.of("a.csv", "etc/passwd"));
        assertThatThrownBy(() -> layout.files("x", "train"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"a*, true", "a?, true", "[a], true", "a, false", "a/b.csv, false", "a], false", "**/a, true"})
    void aPatternKnowsWhetherItIsOne(String path, boolean glob) {
        assertThat(PathPattern.of(path, "here").isGlob()).isEqualTo(glob);
        assertThat(PathPattern.of("./" + path, "here")).hasToString(path);
    }
}
