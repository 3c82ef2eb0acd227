package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cache holds after downloads, and what it never lets happen. */
final class HubCacheTest extends HubTestCase {

    @Test
    void writesTheLayoutOfHuggingfaceHub() throws IOException {
        Path file = open().locate("data/test.parquet");

        assertThat(file).isEqualTo(pointer()).hasBinaryContent(DATA);
        assertThat(Files.readSymbolicLink(file)).hasToString("../../../blobs/" + hash());
        assertThat(cached("blobs/" + hash())).isRegularFile();
        assertThat(cached("refs")).doesNotExist();
        assertThat(folder.resolve("cache/.locks/datasets--org--name/" + hash() + ".lock"))
                .exists();
        assertThat(folder.resolve("cache/CACHEDIR.TAG"))
                .content()
                .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
        try (var blobs = Files.list(cached("blobs"))) {
            assertThat(blobs).hasSize(1);
        }
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.header("User-Agent")).startsWith("plumbline"));
    }

    @Test
    void smallFilesAreNamedByGitsHash() {
        open().fetch(List.of("README.md"));
        // printf small | git hash-object --stdin
        assertThat(cached("blobs/64c3ecd7abb014643a372e0155b41cfca014c01f")).hasContent("small");
    }

    @Test
    void aBranchIsRecordedAsPythonRecordsIt() {
        HubSnapshot snapshot = hub().open(ID, null);
        snapshot.fetch(List.of("README.md"));

        assertThat(snapshot.commit()).isEqualTo(COMMIT);
        assertThat(cached("refs/main")).hasContent(COMMIT);
    }

    @Test
    void whatIsThereIsNotAskedForAgain() {
        open().fetch(List.of("README.md", "data/test.parquet"));
        int before = server.requests().size();
        open().fetch(List.of("README.md", "data/test.parquet"));
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void aSecondCommitSharesTheBlob() throws IOException {
        open().fetch(List.of("data/test.parquet"));
        String next = "f".repeat(40);
        server.close();
        server = new HubServer().add(REPOSITORY, next, "data/test.parquet", DATA);
        variables.put("HF_ENDPOINT", server.endpoint());

        assertThat(hub().open(ID, next).locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(server.downloads("data/test.parquet")).isEmpty();
    }

    @Test
    void aFileOfAnotherSizeIsFetchedAgain() throws IOException {
        open().fetch(List.of("data/test.parquet"));
        Files.writeString(cached("blobs/" + hash()), "cut off");
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
    }

    @Test
    void withoutLinksTheSnapshotHoldsTheFile() {
        variables.put("HF_HUB_DISABLE_SYMLINKS", "1");
        Path file = open().locate("data/test.parquet");
        assertThat(file).isRegularFile().hasBinaryContent(DATA);
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(cached("blobs/" + hash())).doesNotExist();
    }

    @Test
    void aBranchOfAHubThatIsNotThereIsTakenAsItWas() {
        hub().open(ID, "main").fetch(List.of("README.md"));
        server.close();
        HubSnapshot snapshot = hub().open(ID, "main");
        assertThat(snapshot.locate("README.md")).hasContent("small");
        assertThat(notes).anyMatch(note -> note.startsWith("warning: ") && note.contains("last seen"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.parquet",
                "data/../../evil.parquet",
                "/etc/evil.parquet",
                "C:evil.parquet",
                "data/C:\\evil.parquet",
                "..\\evil.parquet",
                "data\\evil.parquet",
                "data/\0evil.parquet",
                "data//evil.parquet",
                "./evil.parquet",
                "data/line\nbreak.parquet"
            })
    void namesThatLeadElsewhereAreRefused(String name) {
        server.add(REPOSITORY, COMMIT, name, "evil");
        fails(this::open, PlumblineException.Kind.DATA, "data set org/name lists a file", "refused");
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void namesThatSomeFileSystemsTakeForOneAreRefused() {
        server.add(REPOSITORY, COMMIT, "data/Test.parquet", "other");
        fails(
                () -> open().fetch(List.of("data/test.parquet", "data/Test.parquet")),
                PlumblineException.Kind.DATA,
                "data/Test.parquet",
                "data/test.parquet",
                "refused");
        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs", "snapshots", "snapshots/" + COMMIT + "/data", "refs", ".plumbline"})
    void linksInTheCacheThatLeadOutAreNotWrittenThrough(String linked) throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createDirectories(cached(linked).getParent());
        Files.createSymbolicLink(cached(linked), outside);

        fails(
                () -> hub().open(ID, "main").locate("data/test.parquet"),
                PlumblineException.Kind.STORAGE,
                cached(linked).toString(),
                "leads out of the cache");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void linksInPlaceOfFilesAreReplacedAndNotWrittenThrough() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "precious");
        Files.createDirectories(cached("blobs"));
        Files.createSymbolicLink(cached("blobs/" + hash()), outside);
        Files.createDirectories(pointer().getParent());
        Files.createSymbolicLink(pointer(), outside);

        assertThat(open().locate("data/test.parquet")).hasBinaryContent(DATA);
        assertThat(outside).hasContent("precious");

        Files.delete(cached("blobs/" + hash()));
        Files.createSymbolicLink(cached("blobs/" + hash() + ".plumbline.incomplete"), outside);
        fails(() -> open().locate("data/test.parquet"), PlumblineException.Kind.STORAGE, "incomplete");
        assertThat(outside).hasContent("precious");
    }

    @Test
    void noRoomIsFoundOutBeforeAnythingIsFetched() {
        server.misbehave(
                request -> request.path().contains("/tree/"),
                (exchange, content) -> HubServer.send(
                        exchange,
                        200,
                        ("[{\"type\": \"file\", \"path\": \"huge\", \"size\": 900000000000000000, \"oid\": \""
                                        + "0".repeat(40) + "\"}]")
                                .getBytes(StandardCharsets.UTF_8)));
        fails(() -> open().locate("huge"), PlumblineException.Kind.STORAGE, "900000000000000000", "HF_HUB_CACHE");
        assertThat(server.downloads("huge")).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsAStorageError() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file");
        fails(() -> open().locate("README.md"), PlumblineException.Kind.STORAGE, "cache", "HF_HUB_CACHE");
    }

    @Test
    void twoAtOnceDownloadItOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> files = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                files.add(threads.submit(() -> open().locate("data/test.parquet")));
            }
            for (Future<Path> file : files) {
                assertThat(file.get()).hasBinaryContent(DATA);
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.downloads("data/test.parquet"))
                .filteredOn(request -> request.server().equals("storage"))
                .hasSize(1);
    }

    @Test
    void manyFilesComeSeveralAtATime() {
        List<String> paths = new ArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 20; i++) {
            server.add(REPOSITORY, COMMIT, "many/" + i + ".txt", "file " + i);
            paths.add("many/" + i + ".txt");
        }
        HubServer.Fault meet = (exchange, content) -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            HubServer.send(exchange, 200, content);
        };
        // each waits for the other: one at a time would never end
        server.misbehave(request -> request.path().contains("/many/"), meet, meet);
        HubSnapshot snapshot = open();
        snapshot.fetch(paths);
        for (int i = 0; i < 20; i++) {
            assertThat(snapshot.locate("many/" + i + ".txt")).hasContent("file " + i);
        }
    }
}
