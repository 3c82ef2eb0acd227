package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real repositories, in every form the shared folder has them. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
final class SharedDataTest {

    private static Path shared() {
        return Path.of(System.getProperty("plumbline.shared"));
    }

    static List<Path> repositories() throws IOException {
        String shared = System.getProperty("plumbline.shared", "");
        if (shared.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(Path.of(shared).toRealPath(), 5)) {
            return tree.filter(file -> file.endsWith("README.md"))
                    .map(Path::getParent)
                    .filter(folder -> folder.getParent().getParent().endsWith("conformance")
                            || folder.getParent().getParent().endsWith("hf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("repositories")
    void everySplitOfEveryConfigHasRows(Path folder) {
        DatasetDirectory directory = DatasetDirectory.open(folder.getFileName().toString(), folder);

        assertThat(directory.configs()).isNotEmpty();
        for (String config : directory.configs()) {
            assertThat(directory.splits(config)).isNotEmpty();
            for (String split : directory.splits(config)) {
                Table table = directory.read(config, split, Columns.all());
                assertThat(table.rows()).as(config + "/" + split).isPositive();
                assertThat(table.columns()).isNotEmpty();
            }
        }
    }

    @Test
    void nestedColumnsOfParquet() {
        Table table = DatasetDirectory.open("summeval", shared().resolve("data/hf/mteb/summeval"))
                .read("default", "test", Columns.of("human_summaries", "relevance", "text"));

        assertThat(table.rows()).isEqualTo(100);
        assertThat(table.columns()).containsExactly("human_summaries", "relevance", "text");
        assertThat(table.stringLists("human_summaries").get(0)).hasSize(11);
        assertThat(table.doubleLists("relevance").get(0)).hasSize(16);
        assertThat(table.doubleLists("relevance").get(0)[0]).isCloseTo(1.6666666666666667, within(1e-15));
    }

    @Test
    void structuresOfParquet() {
        Table table = DatasetDirectory.open("xquad", shared().resolve("data/hf/google/xquad"))
                .read("xquad.en", "validation", Columns.of("answers"));

        assertThat(table.column("answers").get(0)).asString().startsWith("{text=[308], answer_start=[");
    }

    @Test
    void floatVectorsAreNotBoxed() {
        Table table =
                ParquetTables.read(shared().resolve("conformance/s01_sts_basic/embeddings.parquet"), Columns.all());

        assertThat(table.floatVectors("vector")).hasSize(table.rows()).allMatch(vector -> vector.length == 24);
        assertThat(table.column("vector").get(0)).isInstanceOf(NumberList.class);
        assertThat(table.nullableStrings("prompt_type")).containsOnlyNulls();
    }
}
