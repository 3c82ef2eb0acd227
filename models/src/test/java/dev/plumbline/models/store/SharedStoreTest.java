package dev.plumbline.models.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes over one store, one of which is killed while it writes. */
final class SharedStoreTest {

    @TempDir
    private Path root;

    /** Encodes texts {@code <name> 0}, {@code <name> 1}, ... ten a time, and says so: {@code root name calls}. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            try (Encoder encoder =
                    StoredEncoder.over(CountingEncoder.named("m"), Path.of(arguments[0]), EncodeProgress.NONE)) {
                for (int call = 0; call < Integer.parseInt(arguments[2]); call++) {
                    encoder.encode(TestTasks.request(texts(arguments[1], call), Role.NONE));
                    System.out.println(call);
                }
            }
        }
    }

    private static List<String> texts(String name, int call) {
        List<String> texts = new ArrayList<>();
        for (int i = call * 10; i < (call + 1) * 10; i++) {
            texts.add(name + " " + i);
        }
        return texts;
    }

    private Process start(String name, int calls) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Writer.class.getName(),
                        root.toString(),
                        name,
                        Integer.toString(calls))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void twoProcessesWriteAndOneReadsBoth() throws IOException, InterruptedException {
        Process one = start("one", 20);
        Process two = start("two", 20);
        assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(two.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(one.exitValue()).isZero();
        assertThat(two.exitValue()).isZero();
        CountingEncoder reader = CountingEncoder.named("m");
        Encoder stored = StoredEncoder.over(reader, root, EncodeProgress.NONE);
        for (String name : List.of("one", "two")) {
            for (int call = 0; call < 20; call++) {
                float[] vectors = stored.encode(TestTasks.request(texts(name, call), Role.NONE))
                        .data();
                assertThat(vectors[0]).isEqualTo(1 + call * 30);
            }
        }
        assertThat(reader.asked).isEmpty();
    }

    @Test
    void whatAKilledProcessHadFinishedIsThereAndWhole() throws IOException, InterruptedException {
        Process endless = start("one", Integer.MAX_VALUE);
        try (BufferedReader said = endless.inputReader(StandardCharsets.UTF_8)) {
            for (int call = 0; call < 50; call++) {
                assertThat(said.readLine()).isEqualTo(Integer.toString(call));
            }
        } finally {
            endless.destroyForcibly();
        }
        assertThat(endless.waitFor(60, TimeUnit.SECONDS)).isTrue();
        long shards = shards();
        assertThat(shards).isGreaterThanOrEqualTo(50);

        List<String> warnings = new ArrayList<>();
        CountingEncoder reader = new CountingEncoder("m", CountingEncoder.WIDTH, -1_000_000);
        VectorStore store = VectorStore.open(root, reader.fingerprint().orElseThrow(), reader.card(), warnings::add);
        assertThat(warnings).isEmpty();
        assertThat(store).isNotNull();
        Encoder stored = StoredEncoder.over(reader, root, EncodeProgress.NONE);
        for (int call = 0; call < shards; call++) {
            float[] vectors = stored.encode(TestTasks.request(texts("one", call), Role.NONE))
                    .data();
            assertThat(vectors[29]).isEqualTo((call + 1) * 30);
        }
        assertThat(reader.asked).isEmpty();
    }

    private long shards() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".vec1")).count();
        }
    }
}
