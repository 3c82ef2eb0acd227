package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening, checking and indexing files. */
final class DatasetTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Dataset open(DatasetSettings settings) {
        return Dataset.open(settings, folder.resolve("work"), warnings::add);
    }

    private static List<String> queries(Dataset dataset) {
        List<String> queries = new ArrayList<>();
        for (RowGroup group : dataset.groups()) {
            for (long k = 0; k < group.rows(); k++) {
                queries.add(group.read(k).example().query());
            }
        }
        return queries;
    }

    @Test
    void everyFormatGivesTheSameRows() {
        Path plain = TrainingFiles.rows(folder.resolve("a.jsonl"), "q", 50, 2);
        Path gzip = TrainingFiles.rows(folder.resolve("a.jsonl.gz"), "q", 50, 2);
        List<List<String>> read = new ArrayList<>();
        for (Path file : List.of(plain, gzip)) {
            try (Dataset dataset = open(DatasetSettings.of("d", DatasetType.RETRIEVAL, file))) {
                read.add(queries(dataset));
                assertThat(dataset.groups().get(0).read(49).place()).hasToString(file + ", line 50");
            }
        }
        assertThat(read.get(0)).hasSize(50).isEqualTo(read.get(1));
        Path parquet = TrainingFiles.parquet(folder.resolve("a.parquet"), List.of("x", "y", "z"));
        try (Dataset dataset = open(DatasetSettings.of("d", DatasetType.RETRIEVAL, parquet, plain))) {
            // the first row has no negatives and stands in a group of its own
            assertThat(queries(dataset))
                    .startsWith("y", "z", "q0")
                    .endsWith("q49", "x")
                    .hasSize(53);
            assertThat(dataset.summary().mostNegatives()).isEqualTo(2);
            assertThat(dataset.summary().fewestNegatives()).isEqualTo(1);
            assertThat(dataset.summary()).hasToString("d: 53 rows, 52 with 1 to 2 hard negatives");
        }
    }

    @Test
    void errorsStopOrAreSkipped() {
        List<String> lines =
                new ArrayList<>(List.of("{\"query\": \"a\", \"pos\": [\"b\"]}", "not json", "{\"pos\": []}"));
        for (int i = 0; i < 20; i++) {
            lines.add("{\"query\": \"\"}");
        }
        Path file = TrainingFiles.lines(folder.resolve("a.jsonl.gz"), lines);
        DatasetSettings settings = DatasetSettings.of("d", DatasetType.RETRIEVAL, file);
        assertThatThrownBy(() -> open(settings))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.DATA))
                .hasMessageContaining("data set d: 22 of 23 rows of " + file + " have errors")
                .hasMessageContaining(file + ", line 2: ")
                .hasMessageContaining(file + ", line 3: 'query' is missing")
                .hasMessageContaining("on_error: skip")
                .satisfies(e -> assertThat(e.getMessage().lines().count()).isLessThan(15));
        try (Dataset dataset = open(settings.withOnError(OnError.SKIP))) {
            assertThat(queries(dataset)).containsExactly("a");
            assertThat(dataset.summary().skipped()).isEqualTo(22);
        }
        assertThat(warnings).singleElement().asString().contains("22 of 23", "line 2", "left out");
    }

    @Test
    void parquetErrorsAreNamedByRow() {
        Path file = TrainingFiles.parquet(folder.resolve("a.parquet"), Arrays.asList("x", null));
        assertThatThrownBy(() -> open(DatasetSettings.of("d", DatasetType.RETRIEVAL, file)))
                .hasMessageContaining(file + ", row 1: 'query' is missing");
    }

    @Test
    void nothingToContrastIsAnError() {
        Path file = TrainingFiles.lines(
                folder.resolve("a.jsonl"),
                "{\"query\": \"a\", \"pos\": [\"b\"], \"neg\": [\"c\"]}",
                "{\"query\": \"a\", \"pos\": [\"b\"]}");
        assertThatThrownBy(() -> open(DatasetSettings.of("d", DatasetType.CLASSIFICATION, file)))
                .hasMessageContaining("1 rows have no 'neg', the first is " + file + ", line 2");
        assertThatThrownBy(() -> open(DatasetSettings.of("d", DatasetType.CLASSIFICATION, file)
                        .withNegatives(0)))
                .hasMessageContaining("negatives is 0");
        open(DatasetSettings.of("d", DatasetType.CLASSIFICATION, file).withInBatchNegatives(true))
                .close();
    }

    @Test
    void gradesAreAllOrNone() {
        Path file = TrainingFiles.lines(
                folder.resolve("a.jsonl"),
                "{\"query\": \"a\", \"pos\": [\"b\"], \"score\": 1}",
                "{\"query\": \"a\", \"pos\": [\"b\"]}");
        assertThatThrownBy(() -> open(DatasetSettings.of("d", DatasetType.STS, file)))
                .hasMessageContaining("1 of 2 rows have a 'score', " + file + ", line 2 has none");
    }

    @Test
    void anEmptyFileIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), "\n");
        assertThatThrownBy(() -> open(DatasetSettings.of("d", DatasetType.STS, file)))
                .hasMessageContaining("no good row");
    }

    @Test
    void anUnchangedFileIsNotReadAgainAndAChangedOneIs() throws IOException {
        Path file = TrainingFiles.rows(folder.resolve("a.jsonl"), "q", 10, 0);
        DatasetSettings settings = DatasetSettings.of("d", DatasetType.RETRIEVAL, file);
        open(settings).close();
        List<FileTime> first = indexTimes();
        open(settings).close();
        assertThat(indexTimes()).isEqualTo(first).hasSize(3);
        TrainingFiles.rows(file, "other", 10, 0);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        try (Dataset dataset = open(settings)) {
            assertThat(queries(dataset)).contains("other9");
        }
        assertThat(indexTimes()).hasSize(6);
    }

    private List<FileTime> indexTimes() throws IOException {
        List<FileTime> times = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                times.add(Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    /** As a killed process leaves it: without counts, or with a part of the index. */
    @Test
    void anUnfinishedIndexIsMadeAgain() throws IOException {
        Path file = TrainingFiles.rows(folder.resolve("a.jsonl.gz"), "q", 10, 1);
        DatasetSettings settings = DatasetSettings.of("d", DatasetType.RETRIEVAL, file);
        open(settings).close();
        for (String name : List.of("counts.json", "with.idx", "rows.jsonl")) {
            Path part;
            try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
                part = files.filter(found -> found.endsWith(name)).findFirst().orElseThrow();
            }
            if (name.equals("with.idx")) {
                Files.write(part, Arrays.copyOf(Files.readAllBytes(part), 30));
            } else {
                Files.delete(part);
            }
            try (Dataset dataset = open(settings)) {
                assertThat(queries(dataset)).hasSize(10);
            }
        }
    }

    @Test
    void aFileThatChangesUnderwayIsNoticed() throws IOException {
        Path file = TrainingFiles.rows(folder.resolve("a.jsonl"), "q", 10, 0);
        try (Dataset dataset = open(DatasetSettings.of("d", DatasetType.RETRIEVAL, file))) {
            Files.writeString(file, "x".repeat(400));
            assertThatThrownBy(() -> queries(dataset))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("has changed since it was indexed");
        }
    }
}
