package dev.plumbline.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub that misbehaves in every way there is, with one data set, and a cache that downloads go to. */
abstract class HubTestCase {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String REPOSITORY = "datasets/org/name";
    static final RepositoryId ID = new RepositoryId(RepositoryType.DATASET, "org/name");
    static final byte[] DATA = new byte[300_000];

    static {
        new Random(1).nextBytes(DATA);
    }

    @TempDir
    Path folder;

    HubServer server;
    final Map<String, String> variables = new HashMap<>();
    final List<String> notes = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        server = new HubServer()
                .add(REPOSITORY, COMMIT, "README.md", "small")
                .add(REPOSITORY, COMMIT, "data/test.parquet", DATA)
                .add(REPOSITORY, COMMIT, "data/train set.jsonl", "not needed");
        variables.put("HF_ENDPOINT", server.endpoint());
        variables.put("HF_HUB_CACHE", folder.resolve("cache").toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Hub hub() {
        HubProgress progress = new HubProgress() {
            @Override
            public void note(String message) {
                notes.add(message);
            }

            @Override
            public void warning(String message) {
                notes.add("warning: " + message);
            }
        };
        return Hub.of(new HubEnvironment(variables, folder), progress, Duration.ofMillis(1));
    }

    HubSnapshot open() {
        return hub().open(ID, COMMIT);
    }

    Path cached(String path) {
        return folder.resolve("cache/datasets--org--name").resolve(path);
    }

    Path pointer() {
        return cached("snapshots/" + COMMIT + "/data/test.parquet");
    }

    static String hash() {
        return BlobHash.of(DATA, "0".repeat(64));
    }

    static void fails(Runnable action, PlumblineException.Kind kind, String... words) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .message()
                .contains(words)
                .doesNotContain("hf_secret");
    }
}
