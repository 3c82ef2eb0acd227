package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a cache, hashing it again, and removing from it what nobody needs. */
final class CacheCareTest {

    private static final RepositoryId DATA = new RepositoryId(RepositoryType.DATASET, "org/data");
    private static final RepositoryId MODEL = new RepositoryId(RepositoryType.MODEL, "org/model");
    private static final String OLD = "0".repeat(40);
    private static final String NEW = "1".repeat(40);

    @TempDir
    private Path folder;

    private HubServer server;
    private HubCache cache;

    @BeforeEach
    void start() throws IOException {
        cache = new HubCache(folder);
        server = new HubServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Downloads a commit of two files, one of which every commit shares. */
    private void fetch(RepositoryId id, String commit, String revision) throws IOException {
        server.close();
        server = new HubServer()
                .add(id.type().plural() + "/" + id.name(), commit, "shared.large", "the same in all")
                .add(id.type().plural() + "/" + id.name(), commit, "own.txt", "of " + commit);
        HubEnvironment environment =
                new HubEnvironment(Map.of("HF_ENDPOINT", server.endpoint(), "HF_HUB_CACHE", folder.toString()), folder);
        Hub.of(environment, HubProgress.NONE, Duration.ofMillis(1))
                .open(id, revision)
                .fetch(List.of("shared.large", "own.txt"));
    }

    private CacheGarbage garbage(Instant now, Map<String, Set<String>> pinned) {
        return new CacheGarbage(cache, pinned, now);
    }

    private static Instant tomorrow() {
        return Instant.now().plus(Duration.ofDays(1));
    }

    @Test
    void whatACacheHolds() throws IOException {
        fetch(DATA, OLD, OLD);
        fetch(MODEL, NEW, "main");
        Files.createDirectories(folder.resolve("something-else"));

        assertThat(CachedSnapshots.repositories(cache))
                .extracting(repository -> repository.id())
                .containsExactly(DATA, MODEL);
        CachedSnapshots.Snapshot model = CachedSnapshots.of(cache.repository(RepositoryType.MODEL, "org/model"))
                .get(0);
        assertThat(model.commit()).isEqualTo(NEW);
        assertThat(model.refs()).containsExactly("main");
        assertThat(model.files()).isEqualTo(2);
        assertThat(model.bytes()).isEqualTo("the same in all".length() + "of ".length() + NEW.length());
        assertThat(model.ours()).isTrue();
    }

    @Test
    void aRevisionThatNoTaskPinsIsOldAndWhatItSharesStays() throws IOException {
        fetch(DATA, OLD, OLD);
        fetch(DATA, NEW, NEW);

        CacheGarbage garbage = garbage(tomorrow(), Map.of("org/data", Set.of(NEW)));
        List<CacheGarbage.Item> items = garbage.find();

        assertThat(items).singleElement().satisfies(item -> {
            assertThat(item.reason()).isEqualTo(CacheGarbage.Reason.OLD);
            assertThat(item.path()).endsWithRaw(Path.of("snapshots", OLD));
            assertThat(item.bytes()).isEqualTo("of ".length() + OLD.length());
            assertThat(item.ours()).isTrue();
        });
        items.forEach(garbage::remove);
        Path repository = folder.resolve("datasets--org--data");
        assertThat(repository.resolve("snapshots")).isDirectoryNotContaining(path -> path.endsWith(OLD));
        assertThat(repository.resolve("snapshots").resolve(NEW).resolve("shared.large"))
                .hasContent("the same in all");
        assertThat(CachedSnapshots.list(repository.resolve("blobs"))).hasSize(2);
        assertThat(garbage.find()).isEmpty();
    }

    @Test
    void dataSetsThatNoTaskKnowsAndRevisionsThatABranchIsAtStay() throws IOException {
        fetch(DATA, OLD, OLD);
        assertThat(garbage(tomorrow(), Map.of()).find()).isEmpty();
        fetch(DATA, OLD, "main");
        assertThat(garbage(tomorrow(), Map.of("org/data", Set.of(NEW))).find()).isEmpty();
    }

    @Test
    void aModelIsOldOnceItsBranchMovedOnButNotIfItWasAskedForByItsCommit() throws IOException {
        fetch(MODEL, OLD, "main");
        fetch(MODEL, NEW, "main");
        assertThat(garbage(tomorrow(), Map.of()).find())
                .extracting(
                        CacheGarbage.Item::reason,
                        item -> item.path().getFileName().toString())
                .containsExactly(tuple(CacheGarbage.Reason.OLD, OLD));

        fetch(MODEL, OLD, OLD);
        assertThat(garbage(tomorrow(), Map.of()).find()).isEmpty();
    }

    @Test
    void leftoversAreGarbageOnceTheyHaveSettled() throws IOException {
        fetch(DATA, NEW, NEW);
        Path blobs = folder.resolve("datasets--org--data/blobs");
        Files.writeString(blobs.resolve("abc.plumbline.incomplete"), "part");
        Files.writeString(blobs.resolve("abc.12345678.incomplete"), "Python's part");
        Files.writeString(blobs.resolve("unused"), "blob");

        assertThat(garbage(Instant.now(), Map.of()).find()).as("may be in use").isEmpty();
        CacheGarbage garbage = garbage(tomorrow(), Map.of());
        List<CacheGarbage.Item> items = garbage.find();
        assertThat(items)
                .extracting(item -> item.path().getFileName().toString(), CacheGarbage.Item::reason)
                .containsExactly(
                        tuple("abc.12345678.incomplete", CacheGarbage.Reason.UNFINISHED),
                        tuple("abc.plumbline.incomplete", CacheGarbage.Reason.UNFINISHED),
                        tuple("unused", CacheGarbage.Reason.UNUSED));
        items.forEach(garbage::remove);
        assertThat(CachedSnapshots.list(blobs)).hasSize(2);
    }

    @Test
    void whatPythonDownloadedIsNotOurs() throws IOException {
        Path repository = folder.resolve("models--python--model");
        Files.createDirectories(repository.resolve("blobs"));
        Files.createDirectories(repository.resolve("snapshots").resolve(OLD));
        Files.writeString(repository.resolve("blobs/0123"), "weights");
        Files.createSymbolicLink(
                repository.resolve("snapshots").resolve(OLD).resolve("model.safetensors"), Path.of("../../blobs/0123"));
        Files.writeString(repository.resolve("blobs/4567.incomplete"), "part");

        assertThat(garbage(tomorrow(), Map.of()).find())
                .hasSize(2)
                .noneMatch(CacheGarbage.Item::ours)
                .extracting(CacheGarbage.Item::bytes)
                .containsExactly(7L, 4L);
    }

    @Test
    void whatPythonBeganIsNotOursEvenIfWeWentOn() throws IOException {
        Files.createDirectories(folder.resolve("datasets--org--data/snapshots").resolve(NEW));
        fetch(DATA, NEW, NEW);
        Files.writeString(folder.resolve("datasets--org--data/blobs/unused"), "blob");
        assertThat(garbage(tomorrow(), Map.of("org/data", Set.of(OLD))).find())
                .hasSize(2)
                .noneMatch(CacheGarbage.Item::ours);
    }

    @Test
    void aBlobThatHasComeIntoUseSinceIsLeft() throws IOException {
        fetch(DATA, NEW, NEW);
        Path repository = folder.resolve("datasets--org--data");
        Files.writeString(repository.resolve("blobs/late"), "blob");
        CacheGarbage garbage = garbage(tomorrow(), Map.of());
        List<CacheGarbage.Item> items = garbage.find();
        assertThat(items).hasSize(1);
        Files.createSymbolicLink(
                repository.resolve("snapshots").resolve(NEW).resolve("late.txt"), Path.of("../../blobs/late"));
        items.forEach(garbage::remove);
        assertThat(repository.resolve("blobs/late")).exists();
    }

    @Test
    void damageIsFoundWhereverItIs() throws IOException {
        fetch(DATA, NEW, NEW);
        Path repository = folder.resolve("datasets--org--data");
        Path snapshot = repository.resolve("snapshots").resolve(NEW);
        assertThat(verify()).extracting(CacheVerification.Checked::state).containsOnly(CacheVerification.State.WHOLE);

        Path blob = snapshot.resolve("shared.large").toRealPath();
        Files.writeString(blob, "The same in all");
        Path own = snapshot.resolve("own.txt");
        String content = Files.readString(own);
        Files.delete(own);
        Files.writeString(own, content.replace('1', '2'));
        Files.createSymbolicLink(snapshot.resolve("gone.txt"), Path.of("../../blobs/gone"));
        Files.writeString(repository.resolve("blobs/not-a-hash"), "who knows");

        List<CacheVerification.Checked> checked = verify();
        assertThat(checked)
                .extracting(CacheVerification.Checked::file, CacheVerification.Checked::state)
                .contains(
                        tuple(repository.resolve("blobs").resolve(blob.getFileName()), CacheVerification.State.DAMAGED),
                        tuple(own, CacheVerification.State.DAMAGED),
                        tuple(snapshot.resolve("gone.txt"), CacheVerification.State.DANGLING),
                        tuple(repository.resolve("blobs/not-a-hash"), CacheVerification.State.UNKNOWN));
    }

    private List<CacheVerification.Checked> verify() {
        List<CacheVerification.Checked> checked = new ArrayList<>();
        CacheVerification.verify(cache.repository(RepositoryType.DATASET, "org/data"), checked::add);
        return checked;
    }
}
