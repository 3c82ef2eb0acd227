package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.BundledFile;
import dev.plumbline.manifest.BundledFiles;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.release.MtebRelease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The data of Plumbline(mini) are whole: what their task files promise, no id twice, no query unjudged, no empty text. */
final class MiniDataTest {

    private static final Manifest MANIFEST = Manifest.bundled();
    private static final int FEWEST_DOCUMENTS = 200;
    private static final int FEWEST_QUERIES = 50;
    private static final int FEWEST_ROWS = 300;

    @TempDir
    private static Path cache;

    private final DatasetSource source = new BundledDatasets(new CacheFolder(cache), ref -> {
        throw new AssertionError(ref + " does not come with Plumbline");
    });

    static Stream<TaskSpec> retrievalTasks() {
        return tasks().filter(task -> task.kind() == TaskKind.RETRIEVAL);
    }

    static Stream<TaskSpec> rowTasks() {
        return tasks().filter(task -> task.kind() != TaskKind.RETRIEVAL);
    }

    private static Stream<TaskSpec> tasks() {
        return MANIFEST.benchmark("mini").tasks().stream()
                .map(Benchmark.Entry::task)
                .map(MANIFEST::task);
    }

    @ParameterizedTest
    @MethodSource("retrievalTasks")
    void retrievalDataAreWhole(TaskSpec task) {
        RetrievalData data = RetrievalData.load(task, "test", "default", source.open(task.dataset()));

        assertThat(DatasetStatistics.of("test", "default", data).differences(task))
                .isEmpty();
        assertThat(data.documentIds()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(FEWEST_DOCUMENTS);
        assertThat(data.queryIds()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(FEWEST_QUERIES);
        assertThat(data.documentTexts()).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(data.queryTexts()).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(data.qrels().keySet()).containsExactlyInAnyOrderElementsOf(data.queryIds());
        assertThat(data.qrels().values()).allSatisfy(judged -> {
            assertThat(judged.values()).contains(1);
            assertThat(data.documentIds()).containsAll(judged.keySet());
        });
        assertThat(data.topRanked().isPresent()).isEqualTo(task.name().startsWith("MiniReranking"));
        data.topRanked()
                .ifPresent(candidates -> data.qrels()
                        .forEach((query, judged) -> assertThat(candidates.get(query))
                                .containsExactlyInAnyOrderElementsOf(judged.keySet())));
    }

    @ParameterizedTest
    @MethodSource("rowTasks")
    void rowsAreWhole(TaskSpec task) {
        RowData data = RowData.load(task, task.everything(), source, MtebRelease.newest());

        assertThat(data.differences()).isEmpty();
        List<String> splits = task.kind() == TaskKind.CLASSIFICATION ? List.of("train", "test") : List.of("test");
        for (String split : splits) {
            Table table = data.table(split, "default");
            List<String> texts = texts(task, table);
            assertThat(texts).noneMatch(String::isBlank).hasSizeGreaterThanOrEqualTo(FEWEST_ROWS);
            assertThat(texts).doesNotHaveDuplicates();
        }
    }

    /** One text a row; of pairs both sides in one, of summaries each. */
    private static List<String> texts(TaskSpec task, Table table) {
        return switch (task.kind()) {
            case CLASSIFICATION -> table.strings("text");
            case CLUSTERING_FAST -> table.strings("sentences");
            case SUMMARIZATION ->
                table.stringLists("machine_summaries").stream()
                        .flatMap(List::stream)
                        .toList();
            case STS, PAIR_CLASSIFICATION -> pairs(table);
            case RETRIEVAL, AGGREGATE, CLUSTERING_LEGACY -> throw new AssertionError(task.kind());
        };
    }

    private static List<String> pairs(Table table) {
        List<String> left = table.strings("sentence1");
        List<String> right = table.strings("sentence2");
        assertThat(left).noneMatch(String::isBlank);
        assertThat(right).noneMatch(String::isBlank);
        return Stream.iterate(0, row -> row + 1)
                .limit(table.rows())
                .map(row -> left.get(row) + "\n" + right.get(row))
                .toList();
    }

    /** A result names the data it is of by this revision, so changed data must not keep it. */
    @Test
    void revisionIsAHashOfTheData() {
        assertThat(tasks()).allSatisfy(task -> {
            String hashes = BundledFiles.load().of(task.dataset().path()).stream()
                    .map(BundledFile::sha256)
                    .collect(Collectors.joining());
            assertThat(sha256(hashes)).startsWith(task.dataset().revision());
        });
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
