package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.hub.Faults;
import dev.plumbline.hub.HubServer;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data from a hub on this machine, through the command line, in processes of their own. */
class HubRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A retrieval task of three configs, one of row pairs, and a classification task with a training split. */
    private static final List<String> TASKS = List.of("SciFact", "BIOSSES", "AmazonCounterfactualClassification");

    @TempDir
    Path folder;

    private Path data;
    private HubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HubServer();
        data = folder.resolve("data");
        for (String task : TASKS) {
            copy(TaskCasesTest.CASES.resolve(task).resolve("data"), data);
        }
        Manifest manifest = Manifest.bundled();
        for (String name : TASKS) {
            var dataset = manifest.task(name).dataset();
            server.addFolder("datasets/" + dataset.path(), dataset.revision(), data.resolve(dataset.path()));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private PlumblineProcess plumbline() {
        return new PlumblineProcess(folder)
                .with("HF_ENDPOINT", server.endpoint())
                .with("HF_HUB_CACHE", folder.resolve("hub").toString());
    }

    private Object[] run(String results, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("run", "--model", "random", "--no-cache", "--allow-modified-data", "--results"));
        words.addAll(List.of(folder.resolve(results), "--task"));
        words.addAll(TASKS);
        words.addAll(List.of(more));
        return words.toArray();
    }

    @Test
    void anEmptyCacheIsFilledAndGivesTheScoresOfTheDataFolder() throws IOException {
        CommandLineRun local = CommandLineRun.of(run("local", "--data", data));
        assertThat(local.code()).as(local.err()).isZero();

        CommandLineRun fetched = plumbline().run(run("fetched"));

        assertThat(fetched.code()).as(fetched.err()).isZero();
        assertThat(fetched.err()).contains("fetching mteb/scifact");
        for (String task : TASKS) {
            assertThat(scores("fetched", task)).as(task).isEqualTo(scores("local", task));
        }
        assertThat(server.requests()).noneMatch(request -> request.path().contains("PROVENANCE"));

        int asked = server.requests().size();
        CommandLineRun again = plumbline().run(run("again"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(server.requests()).as("a second run asks nothing").hasSize(asked);
    }

    @Test
    void offlineSaysWhatIsMissingAndOpensNoConnection() throws IOException {
        for (PlumblineProcess process : List.of(plumbline().with("HF_HUB_OFFLINE", "1"), plumbline())) {
            CommandLineRun run = process.run(run("offline", "--offline"));
            assertThat(run.code()).isEqualTo(6);
            assertThat(run.err()).contains("mteb/scifact", "data pull", "--offline", "--data");
        }
        assertThat(server.requests()).isEmpty();

        CommandLineRun pull = plumbline().run(data("pull"));
        assertThat(pull.code()).as(pull.err()).isZero();
        int asked = server.requests().size();
        CommandLineRun offline = plumbline().with("HF_HUB_OFFLINE", "1").run(run("offline"));
        assertThat(offline.code()).as(offline.err()).isZero();
        assertThat(server.requests()).hasSize(asked);
    }

    /**
     * The kernel's word: strace sees every connection that is tried, to the loopback and to name servers too. Sockets
     * alone say nothing, since Java makes three at its start to see which protocols there are.
     */
    @Test
    void offlineTriesNoConnection() throws IOException {
        assumeTrue(runs("strace", "-V"), "strace is not there");
        assertThat(plumbline().run(data("pull")).code()).isZero();
        Path trace = folder.resolve("trace.txt");
        String[] strace = {"strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", trace.toString()};

        CommandLineRun offline = plumbline().under(strace).run(run("traced", "--offline"));
        assumeTrue(Files.exists(trace) && !offline.err().contains("strace:"), "strace may not trace here");

        assertThat(offline.code()).as(offline.err()).isZero();
        assertThat(trace).content().doesNotContain("AF_INET", "sendto");
        plumbline().under(strace).run("data", "pull", "--task", "STS13");
        assertThat(trace).as("what a connection looks like").content().contains("AF_INET");
    }

    private boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("version.txt").toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aModelOfTheHubScoresAsItsDirectory() throws IOException {
        Path directory = Path.of(System.getProperty("plumbline.root"), "test/reference-models/bert-tiny");
        String commit = "a".repeat(40);
        server.addFolder("models/acme/bert-tiny", commit, directory)
                .add("models/acme/bert-tiny", commit, "pytorch_model.bin", "pickle");
        Object[] task = {
            "--no-cache",
            "--allow-modified-data",
            "--results",
            folder.resolve("results"),
            "--data",
            data,
            "--task",
            "BIOSSES"
        };

        CommandLineRun local = CommandLineRun.of(words("run", "--model", directory, task));
        assertThat(local.code()).as(local.err()).isZero();
        CommandLineRun pull = plumbline().run("data", "pull", "--model", "acme/bert-tiny@main");
        assertThat(pull.code()).as(pull.err()).isZero();
        assertThat(pull.out()).contains("acme/bert-tiny", commit.substring(0, 10));
        server.close();
        CommandLineRun hub = plumbline().run(words("run", "--offline", "--model", "acme/bert-tiny", task));

        assertThat(hub.code()).as(hub.err()).isZero();
        Path results = folder.resolve("results/results");
        assertThat(TaskResultReader.read(results.resolve("acme__bert-tiny")
                                .resolve(commit)
                                .resolve("BIOSSES.json"))
                        .scores())
                .isEqualTo(scores("results/results/local__bert-tiny", "BIOSSES"));
        assertThat(server.requests()).noneMatch(request -> request.path().contains(".bin"));
    }

    private static Object[] words(Object... words) {
        List<Object> flat = new ArrayList<>();
        for (Object word : words) {
            flat.addAll(word instanceof Object[] several ? List.of(several) : List.of(word));
        }
        return flat.toArray();
    }

    @Test
    void twoProcessesPullAtOnce() throws Exception {
        Process[] processes = new Process[3];
        for (int i = 0; i < processes.length; i++) {
            processes[i] =
                    plumbline().start(folder.resolve("out" + i), folder.resolve("err" + i), data("pull", "--json"));
        }
        for (int i = 0; i < processes.length; i++) {
            assertThat(processes[i].waitFor())
                    .as(Files.readString(folder.resolve("err" + i)))
                    .isZero();
        }
        assertThat(plumbline().run("data", "verify").out()).contains(" 0 damaged");
        try (Stream<Path> files = Files.walk(folder.resolve("hub"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".incomplete")))
                    .isEmpty();
        }
        String corpus = "corpus.jsonl";
        assertThat(server.downloads(corpus))
                .filteredOn(request -> request.server().equals("storage"))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aDryRunSaysSizesAndWritesNothing() throws IOException {
        CommandLineRun run = plumbline().run(data("pull", "--dry-run", "--json"));
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode repositories = JSON.readTree(run.out()).path("repositories");
        assertThat(repositories).hasSize(TASKS.size());
        repositories.forEach(repository -> {
            assertThat(repository.path("place").asText()).isEqualTo("missing");
            assertThat(repository.path("bytes_to_fetch").asLong()).isPositive();
        });
        assertThat(folder.resolve("hub")).doesNotExist();
    }

    @Test
    void whatIsThereIsListedVerifiedAndCleanedUp() throws IOException {
        assertThat(plumbline().run(data("pull")).code()).isZero();
        JsonNode listed =
                JSON.readTree(plumbline().run(data("ls", "--json")).out()).path("datasets");
        assertThat(listed).hasSize(TASKS.size());
        listed.forEach(entry -> {
            assertThat(entry.path("place").asText()).isEqualTo("cache");
            assertThat(entry.path("complete").asBoolean()).isTrue();
            assertThat(entry.path("bytes").asLong()).isPositive();
        });
        assertThat(plumbline().run("data", "ls").out()).contains("mteb/biosses-sts", "cache");
        assertThat(plumbline().run("data", "verify").code()).isZero();
        assertThat(plumbline().run("data", "gc").out()).contains("freed 0 B");

        Path blob = folder.resolve("hub/datasets--mteb--biosses-sts/snapshots")
                .resolve(Manifest.bundled().task("BIOSSES").dataset().revision())
                .resolve("test.jsonl.gz")
                .toRealPath();
        byte[] damaged = Files.readAllBytes(blob);
        damaged[damaged.length / 2] ^= 1;
        Files.write(blob, damaged);
        CommandLineRun verify = plumbline().run("data", "verify", "--delete");
        assertThat(verify.code()).isEqualTo(3);
        assertThat(verify.out()).contains("damaged", blob.toString(), "1 damaged", "removed");
        assertThat(plumbline().run(data("pull")).code()).isZero();
        assertThat(plumbline().run("data", "verify").code()).isZero();
    }

    @Test
    void aFailingDataSetDoesNotStopTheOthers() {
        server.misbehave(
                request -> request.path().contains("biosses") && request.path().contains("/tree/"),
                Faults.status(404, "RevisionNotFound"));
        CommandLineRun pull = plumbline().run(data("pull"));
        assertThat(pull.code()).isEqualTo(1);
        assertThat(pull.err()).contains("has no revision", "biosses");
        assertThat(pull.out()).contains("FAILED", "mteb/scifact");
    }

    @Test
    void checkFindsWhatIsOddAndThatTheDataAreNotThePublishedOnes() throws IOException {
        CommandLineRun check = plumbline().run(data("check", "--json"));
        JsonNode tasks = JSON.readTree(check.out()).path("tasks");
        assertThat(check.code()).as(check.err() + check.out()).isEqualTo(1);
        assertThat(tasks).hasSize(TASKS.size());
        assertThat(tasks.findValuesAsText("issue")).contains("unjudged_query", "other_statistics");
    }

    private Object[] data(String what, Object... more) {
        List<Object> words = new ArrayList<>(List.of("data", what));
        words.addAll(List.of(more));
        words.add("--task");
        words.addAll(TASKS);
        return words.toArray();
    }

    private Object scores(String results, String task) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(results))) {
            Path file = files.filter(path -> path.endsWith(task + ".json"))
                    .findFirst()
                    .orElseThrow();
            TaskResult result = TaskResultReader.read(file);
            return result.scores();
        }
    }
}
