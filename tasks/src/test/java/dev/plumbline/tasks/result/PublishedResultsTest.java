package dev.plumbline.tasks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Files of the public results repository, from mteb 1.1 to 2.10. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
class PublishedResultsTest {

    private final Path root = Path.of(System.getProperty("plumbline.shared"), "leaderboard", "results-sample");

    @Test
    void readsEveryPublishedFile() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.endsWith("model_meta.json"))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(700);
        for (Path file : files) {
            TaskResult result = TaskResultReader.read(file);
            assertThat(result.scores()).as(file.toString()).isNotEmpty();
            result.scores()
                    .values()
                    .forEach(entries -> assertThat(entries)
                            .as(file.toString())
                            .isNotEmpty()
                            .allSatisfy(entry ->
                                    assertThat(entry.scores().mainScore()).isNotNull()));
        }
    }
}
