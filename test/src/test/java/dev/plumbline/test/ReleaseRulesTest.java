package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.release.ScoringChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader is told of mteb's releases is what the code knows of them, and the other way round. */
class ReleaseRulesTest {

    private final Path root = Path.of(System.getProperty("plumbline.root"));

    /** A row of the table: what changed, since when, and by which constant. */
    @ParameterizedTest
    @EnumSource
    void everyChangeIsDocumented(ScoringChange change) throws IOException {
        List<String> rows = Files.readAllLines(root.resolve("docs/compatibility.md")).stream()
                .filter(line -> line.startsWith("|") && line.contains("`" + change.name() + "`"))
                .toList();
        assertThat(rows).as("rows of docs/compatibility.md with %s", change).hasSize(1);
        assertThat(rows.get(0)).contains("| " + change.since().text() + " |");
        String source = change.text()
                .substring(change.text().lastIndexOf('(') + 1, change.text().length() - 1);
        if (source.startsWith("#")) {
            assertThat(rows.get(0)).contains("(" + source + ")");
        }
    }

    /** A change that no code asks for moves nothing, whatever is written of it. */
    @ParameterizedTest
    @EnumSource
    void everyChangeIsAskedFor(ScoringChange change) throws IOException {
        List<Path> asking = new ArrayList<>();
        for (Path file : sources("tasks")) {
            if (!file.toString().contains("/release/")
                    && Files.readString(file).matches("(?s).*\\b" + change.name() + "\\b.*")) {
                asking.add(file);
            }
        }
        assertThat(asking).as("sources that ask for %s", change).isNotEmpty();
    }

    /** Every known release is documented, and the newest is the one that the examples name. */
    @Test
    void everyReleaseIsDocumented() throws IOException {
        String text = Files.readString(root.resolve("docs/compatibility.md"));
        for (MtebRelease release : MtebRelease.known()) {
            assertThat(text).contains("mteb " + release.version());
        }
        assertThat(text).contains("mteb " + MtebRelease.newest().version() + " (the default)");
    }

    /** What is scored and aggregated as one release has it is so in all of them, or says what differs. */
    @Test
    void noSourceOfAScoreNamesTheOldReleaseAlone() throws IOException {
        List<String> names =
                MtebRelease.known().stream().map(MtebRelease::version).toList();
        List<Path> some = new ArrayList<>();
        for (String module : List.of("tasks", "reports")) {
            for (Path file : sources(module)) {
                String text = Files.readString(file);
                if (names.stream().anyMatch(text::contains) && !names.stream().allMatch(text::contains)) {
                    some.add(root.relativize(file));
                }
            }
        }
        assertThat(some).as("sources that name only one of %s", names).isEmpty();
    }

    private List<Path> sources(String module) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
