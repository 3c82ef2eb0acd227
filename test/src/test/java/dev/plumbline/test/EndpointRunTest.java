package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plumbline(mini) over HTTP, from the command line. */
class EndpointRunTest {

    private static final String MODEL = "embedded:all-MiniLM-L6-v2";

    private static final String SAMPLE = "The plumb line shows whether a wall is upright.";
    private static final Manifest MANIFEST = Manifest.bundled();

    /** Text to vector of the local model, which are then the server's. */
    private static Map<String, float[]> vectors;

    @TempDir
    private static Path localRun;

    @TempDir
    private Path folder;

    @BeforeAll
    static void scoreLocally() {
        // one text a batch: no rounding by what else is in it
        ModelOptions options = ModelOptions.defaults().withBatchTokens(1);
        BundledDatasets data = new BundledDatasets(new CacheFolder(localRun.resolve("cache")), ref -> {
            throw new AssertionError(ref + " does not come with Plumbline");
        });
        Runner runner = new Runner(MANIFEST, data, RunOptions.of(localRun, 2), new RunListener() {});
        try (RecordingEncoder local = new RecordingEncoder(Models.openEncoder(MODEL, options))) {
            for (TaskOutcome outcome : runner.run(local, items())) {
                assertThat(outcome.error()).as(outcome.task()).isNull();
            }
            // what an endpoint is opened with
            local.encode(
                    new EncodeRequest(List.of(SAMPLE), Role.NONE, items().get(0).task()));
            vectors = local.vectors();
        }
    }

    private static List<RunItem> items() {
        return MANIFEST.benchmark("mini").tasks().stream()
                .map(entry -> new RunItem(MANIFEST.task(entry.task()), entry.selection()))
                .filter(item -> item.task().languagesOf("default").get(0).startsWith("eng"))
                .toList();
    }

    private List<Object> command(EmbeddingServer server, Object... more) {
        List<Object> words = new ArrayList<>(List.of("run", "--json", "--benchmark", "mini", "--lang", "eng"));
        words.addAll(List.of("--model", server.address(), "--api", "openai", "--api-model", "test/minilm"));
        words.addAll(List.of("--results", folder.resolve("remote"), "--embedding-cache", folder.resolve("vectors")));
        words.addAll(List.of(more));
        return words;
    }

    private static Map<String, Object> scores(Path root, String model) throws IOException {
        Map<String, Object> scores = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(root.resolve("results").resolve(model))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".en.json"))
                    .sorted()
                    .toList()) {
                scores.put(
                        file.getFileName().toString(),
                        TaskResultReader.read(file).scores());
            }
        }
        return scores;
    }

    /** Every third of the first requests fails, each time in another way; the first of them is never answered at all. */
    private static EmbeddingServer.Fault fault(int number) {
        List<EmbeddingServer.Fault> faults = List.of(
                EmbeddingServer.Fault.HANG,
                EmbeddingServer.Fault.TOO_MANY_REQUESTS,
                EmbeddingServer.Fault.TOO_MANY_REQUESTS_RETRY_AFTER,
                EmbeddingServer.Fault.UNAVAILABLE,
                EmbeddingServer.Fault.UNAVAILABLE_UNTIL,
                EmbeddingServer.Fault.CUT_IN_MID_BODY,
                EmbeddingServer.Fault.CUT_AT_ONCE);
        boolean failing = number % 3 == 0 && number / 3 <= 2 * faults.size();
        if (!failing) {
            return EmbeddingServer.Fault.NONE;
        }
        EmbeddingServer.Fault fault = faults.get((number / 3 - 1) % faults.size());
        return fault == EmbeddingServer.Fault.HANG && number > 3 ? EmbeddingServer.Fault.CUT_AT_ONCE : fault;
    }

    @Test
    void aServerThatFailsInEachWayEndsInTheLocalModelsScoresAndEachTextIsEncodedOnce() throws IOException {
        try (EmbeddingServer server = new EmbeddingServer(vectors::get, EndpointRunTest::fault, 20)) {
            CommandLineRun run = CommandLineRun.of(
                    command(server, "--api-timeout", "5", "--api-batch", "50").toArray());
            assertThat(run.code()).as(run.err()).isZero();

            Map<String, Object> expected = scores(localRun, "sentence-transformers__all-MiniLM-L6-v2");
            assertThat(expected).hasSize(7);
            assertThat(scores(folder.resolve("remote"), "test__minilm/endpoint"))
                    .isEqualTo(expected);
            assertThat(server.answered().keySet()).isEqualTo(vectors.keySet());
            assertThat(server.answered())
                    .allSatisfy((text, times) -> assertThat(times).as(text).isEqualTo(1));
            for (EmbeddingServer.Fault fault : EmbeddingServer.Fault.values()) {
                boolean expectedHere = fault != EmbeddingServer.Fault.FORBIDDEN;
                assertThat(server.faults().containsKey(fault)).as(fault.name()).isEqualTo(expectedHere);
            }
            assertThat(server.faults()).containsKey(413);
            JsonNode summary = new ObjectMapper().readTree(run.out());
            // besides the first vector
            assertThat(summary.path("texts_encoded").asInt())
                    .isEqualTo(server.answered().size() - 1);
            JsonNode record = new ObjectMapper()
                    .readTree(folder.resolve("remote/results/test__minilm/endpoint/plumbline/run.json")
                            .toFile());
            int billed = 0;
            for (JsonNode task : record.path("tasks")) {
                assertThat(task.at("/endpoint/requests").isIntegralNumber()).isTrue();
                assertThat(task.path("endpoint").has("tokens"))
                        .as("this server does not say")
                        .isFalse();
                billed += task.at("/endpoint/texts").asInt();
            }
            assertThat(billed).isEqualTo(server.answered().size() - 1);
        }
    }

    /** What Ctrl-C and a batch system send; the key is in the environment of that process and nowhere else. */
    @Test
    void aRunThatIsToldToEndKeepsWhatWasAnsweredAndNothingOfTheKey() throws IOException, InterruptedException {
        String key = "sk-Zq8xT4vN1mB7cE0hJ3";
        CountDownLatch reached = new CountDownLatch(1);
        boolean[] whole = {false};
        try (EmbeddingServer server = new EmbeddingServer(
                vectors::get,
                number -> {
                    if (number <= 10 || whole[0]) {
                        return EmbeddingServer.Fault.NONE;
                    }
                    reached.countDown();
                    return EmbeddingServer.Fault.HANG;
                },
                32)) {
            Process process = new PlumblineProcess(folder)
                    .with("PLUMBLINE_TEST_KEY", key)
                    .start(
                            folder.resolve("stdout.txt"),
                            folder.resolve("stderr.txt"),
                            command(server, "--api-key-env", "PLUMBLINE_TEST_KEY", "--api-concurrency", "1")
                                    .toArray());
            assertThat(reached.await(120, TimeUnit.SECONDS)).isTrue();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.authorization()).isEqualTo("Bearer " + key);
            List<String> before = List.copyOf(server.answered().keySet());
            assertThat(before).hasSizeGreaterThan(100);

            whole[0] = true;
            CommandLineRun rest = CommandLineRun.of(command(server).toArray());
            assertThat(rest.code()).as(rest.err()).isZero();
            assertThat(server.answered().keySet()).isEqualTo(vectors.keySet());
            assertThat(server.answered())
                    .allSatisfy((text, times) -> assertThat(times).as(text).isEqualTo(text.equals(SAMPLE) ? 2 : 1));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(key));
        }
    }

    @Test
    void aRunThatFailsSaysWhoAndWhyAndTheNextOnePaysForTheRest() throws IOException {
        boolean[] whole = {false};
        try (EmbeddingServer server = new EmbeddingServer(
                vectors::get,
                number -> number <= 10 || whole[0] ? EmbeddingServer.Fault.NONE : EmbeddingServer.Fault.FORBIDDEN,
                32)) {
            CommandLineRun failed = CommandLineRun.of(command(server).toArray());
            assertThat(failed.code()).isEqualTo(4);
            assertThat(failed.err()).contains(server.address(), "HTTP 403", "no more");
            whole[0] = true;
            CommandLineRun rest = CommandLineRun.of(command(server).toArray());
            assertThat(rest.code()).as(rest.err()).isZero();
            assertThat(server.answered().keySet()).isEqualTo(vectors.keySet());
            assertThat(server.answered().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(server.answered().size() + 1);
        }
    }

    @Test
    void optionsThatDoNotFitAreUsageErrors() {
        assertUsage("needs --api", "run", "--model", "http://127.0.0.1:1/v1", "--benchmark", "mini");
        assertUsage("--api-model", "run", "--model", "http://127.0.0.1:1/v1", "--api", "openai", "--benchmark", "mini");
        assertUsage("--model http(s)://", "run", "--model", "random", "--api", "tei", "--benchmark", "mini");
        assertUsage(
                "concurrency must be at least 1",
                "run",
                "--model",
                "http://127.0.0.1:1/v1",
                "--api",
                "tei",
                "--api-concurrency",
                "0",
                "--benchmark",
                "mini");
        assertUsage(
                "--offline",
                "run",
                "--offline",
                "--model",
                "https://api.example.org/v1",
                "--api",
                "tei",
                "--benchmark",
                "mini");
    }

    private static void assertUsage(String message, Object... command) {
        CommandLineRun run = CommandLineRun.of(command);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }
}
