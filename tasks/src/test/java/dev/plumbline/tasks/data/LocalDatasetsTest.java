package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.ListedFile;
import dev.plumbline.hub.RepositoryListing;
import dev.plumbline.manifest.DatasetRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    void dataFolderComesBeforeTaskFolderBeforeCache() throws IOException {
        Path cached = folder.resolve("cache/datasets--org--name/snapshots/abc123");
        put(cached, "cache");
        assertThat(found(PINNED)).isEqualTo("cache");
        assertThatThrownBy(() -> found(NEWEST)).hasMessageContaining("snapshots/main");

        Files.createDirectories(folder.resolve("cache/datasets--org--name/refs"));
        Files.writeString(folder.resolve("cache/datasets--org--name/refs/main"), "abc123\n");
        assertThat(found(NEWEST)).isEqualTo("cache");

        put(folder.resolve("tasks/org/name"), "task");
        assertThat(found(NEWEST)).isEqualTo("task");

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
    void linksIntoTheBlobsThatPythonSharesAreFollowed() throws IOException {
        Path cache = folder.resolve("cache");
        Path snapshot = Files.createDirectories(cache.resolve("datasets--org--name/snapshots/abc123"));
        Path shared = Files.createDirectories(cache.resolve("blobs/ab"));
        Files.writeString(shared.resolve("abcd"), "{\"text\": \"shared\"}");
        Files.createSymbolicLink(snapshot.resolve("test.jsonl"), Path.of("../../../blobs/ab/abcd"));

        assertThatThrownBy(() -> found(PINNED)).hasMessageContaining("a link out of the repository");
        Files.createFile(cache.resolve("blobs/.huggingface-shared-blobs"));
        assertThat(found(PINNED)).isEqualTo("shared");
    }

    @Test
    void aSnapshotThatLacksListedFilesIsNotTakenForTheWhole() throws IOException {
        Path repository = folder.resolve("cache/datasets--org--name");
        put(repository.resolve("snapshots/abc123"), "first of two");
        Files.createDirectories(repository.resolve(".plumbline"));
        Files.writeString(
                repository.resolve(".plumbline/abc123.json"),
                RepositoryListing.of(
                                List.of(listed("test.jsonl"), listed("test-2.jsonl"), listed("train.jsonl")), "abc123")
                        .toJson());

        DatasetDirectory directory = source(Optional.empty()).open(PINNED);

        assertThat(directory.splits("default")).containsExactly("train", "test");
        assertThatThrownBy(() -> directory.read("default", "test", Columns.all()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("test-2.jsonl has not been downloaded")
                .hasMessageContaining("data pull");
    }

    private static ListedFile listed(String path) {
        return new ListedFile(path, OptionalLong.empty(), Optional.empty());
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
                List.of(folder.resolve("tasks")),
                new HubCache(folder.resolve("cache")),
                fallback);
    }

    private static void put(Path repository, String text) throws IOException {
        Files.createDirectories(repository);
        Files.writeString(repository.resolve("test.jsonl"), "{\"text\": \"" + text + "\"}");
    }
}
