package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole repositories: the miniatures of our own cases, and all of {@code ../shared} where it is there. */
final class RepositoriesTest {

    static Stream<Path> repositories() {
        return Stream.concat(TaskCases.repositories().stream(), shared().stream());
    }

    private static List<Path> shared() {
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        Table table = DatasetDirectory.open(
                        "summeval", TaskCases.folder("SummEval").resolve("data/mteb/summeval"))
                .read("default", "test", Columns.of("human_summaries", "relevance", "machine_summaries"));

        assertThat(table.columns()).containsExactlyInAnyOrder("human_summaries", "relevance", "machine_summaries");
        for (int row = 0; row < table.rows(); row++) {
            assertThat(table.stringLists("human_summaries").get(row)).isNotEmpty();
            assertThat(table.doubleLists("relevance").get(row))
                    .hasSameSizeAs(table.stringLists("machine_summaries").get(row))
                    .isNotEmpty();
        }
    }

    @Test
    void floatVectorsAreNotBoxed() {
        Table table = ParquetTables.read(TaskCases.folder("SciFact").resolve("embeddings.parquet"), Columns.all());

        int width = table.floatVectors("vector").get(0).length;
        assertThat(width).isGreaterThan(4);
        assertThat(table.floatVectors("vector")).hasSize(table.rows()).allMatch(vector -> vector.length == width);
        assertThat(table.column("vector").get(0)).isInstanceOf(NumberList.class);
        assertThat(table.nullableStrings("prompt_type")).containsOnly("query", "document");
    }
}
