package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.DatasetRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalDatasetsTest {

    private static final DatasetRef PINNED = new DatasetRef("org/name", "abc123");
    private static final DatasetRef NEWEST = new DatasetRef("org/name", null);

    @TempDir
    private Path folder;

    @Test
    void dataFolderComesBeforeCacheBeforeTaskFolder() throws IOException {
        put(folder.resolve("tasks/org/name"), "task");
        assertThat(found(NEWEST)).isEqualTo("task");

        Path cached = folder.resolve("cache/datasets--org--name/snapshots/abc123");
        put(cached, "cache");
        assertThat(found(PINNED)).isEqualTo("cache");
        assertThat(found(NEWEST)).isEqualTo("task");

        Files.createDirectories(folder.resolve("cache/datasets--org--name/refs"));
        Files.writeString(folder.resolve("cache/datasets--org--name/refs/main"), "abc123\n");
        assertThat(found(NEWEST)).isEqualTo("cache");

        put(folder.resolve("data/org/name"), "data");
        assertThat(found(PINNED)).isEqualTo("data");
    }

    @Test
    void nowhereNamesEveryPlace() {
        assertThatThrownBy(() -> source(Optional.empty()).open(PINNED))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(folder.resolve("data/org/name").toString())
                .hasMessageContaining("datasets--org--name/snapshots/abc123")
                .hasMessageContaining("--data");
    }

    @Test
    void theFallbackIsAskedLast() throws IOException {
        put(folder.resolve("elsewhere"), "fallback");

        DatasetDirectory directory = source(
                        Optional.of(ref -> DatasetDirectory.open(ref.path(), folder.resolve("elsewhere"))))
                .open(PINNED);

        assertThat(directory.read("default", "test", Columns.all()).strings("text"))
                .containsExactly("fallback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../name", "/etc", "a/../../b", "a\\..\\b", " "})
    void pathsThatLeadElsewhereAreRefused(String path) {
        assertThatThrownBy(() -> source(Optional.empty()).open(new DatasetRef(path, null)))
                .hasMessageContaining("is refused");
    }

    @Test
    void revisionsThatLeadElsewhereAreRefused() {
        assertThatThrownBy(() -> source(Optional.empty()).open(new DatasetRef("a/b", "../../x")))
                .hasMessageContaining("is not a commit");
    }

    @Test
    void linksIntoTheCachesBlobsAreFollowed() throws IOException {
        Path repository = folder.resolve("cache/datasets--org--name");
        Files.createDirectories(repository.resolve("blobs"));
        Files.writeString(repository.resolve("blobs/0123"), "{\"text\": \"blob\"}");
        Files.createDirectories(repository.resolve("snapshots/abc123"));
        Files.createSymbolicLink(repository.resolve("snapshots/abc123/test.jsonl"), Path.of("../../blobs/0123"));

        assertThat(found(PINNED)).isEqualTo("blob");
    }

    @Test
    void linksOutOfTheRepositoryAreRefused() throws IOException {
        Files.writeString(folder.resolve("secret"), "{\"text\": \"secret\"}");
        Path repository = Files.createDirectories(folder.resolve("data/org/name"));
        Files.createSymbolicLink(repository.resolve("test.jsonl"), folder.resolve("secret"));

        assertThatThrownBy(() -> found(PINNED)).hasMessageContaining("a link out of the repository");
    }

    @Test
    void theCacheFollowsTheHubsVariables() {
        Path home = Path.of("/home/me");

        assertThat(HubCache.of(Map.of("HF_HUB_CACHE", "/c", "HF_HOME", "/h"), home)
                        .root())
                .isEqualTo(Path.of("/c"));
        assertThat(HubCache.of(Map.of("HF_HOME", "/h"), home).root()).isEqualTo(Path.of("/h/hub"));
        assertThat(HubCache.of(Map.of(), home).root()).isEqualTo(Path.of("/home/me/.cache/huggingface/hub"));
    }

    @Test
    void filesOfASplitAreReadInOrderOfTheirNames() throws IOException {
        Files.writeString(folder.resolve("test-2.jsonl"), "{\"text\": \"second\", \"n\": 2}");
        Files.writeString(folder.resolve("test-1.jsonl"), "{\"text\": \"first\"}");
        Table table = DatasetDirectory.open("parts", folder).read("default", "test", Columns.all());

        assertThat(table.strings("text")).containsExactly("first", "second");
        assertThat(table.column("n")).containsExactly(null, 2L);
        assertThatThrownBy(() -> table.doubles("n"))
                .hasMessageContaining("parts, config default, split test")
                .hasMessageContaining("test-1.jsonl, line 1");
    }

    @Test
    void filesOfASplitMustHaveTheSameColumns() throws IOException {
        Files.writeString(folder.resolve("test-1.csv"), "a,b\n1,2\n");
        Files.writeString(folder.resolve("test-2.csv"), "a\n1\n");

        assertThatThrownBy(() -> DatasetDirectory.open("parts", folder).read("default", "test", Columns.all()))
                .hasMessageContaining("test-2.csv lacks the column 'b'");
    }

    private String found(DatasetRef ref) {
        return source(Optional.empty())
                .open(ref)
                .read("default", "test", Columns.all())
                .strings("text")
                .get(0);
    }

    private LocalDatasets source(Optional<DatasetSource> fallback) {
        return new LocalDatasets(
                Optional.of(folder.resolve("data")),
                new HubCache(folder.resolve("cache")),
                Optional.of(folder.resolve("tasks")),
                fallback);
    }

    private static void put(Path repository, String text) throws IOException {
        Files.createDirectories(repository);
        Files.writeString(repository.resolve("test.jsonl"), "{\"text\": \"" + text + "\"}");
    }
}
