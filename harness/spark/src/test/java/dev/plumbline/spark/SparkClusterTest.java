package dev.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real cluster of a master and two workers makes equals what one process makes, byte by byte. */
final class SparkClusterTest {

    private static final int KILLS = Integer.getInteger("plumbline.kills", 10);
    private static final int USAGE = 2;
    private static final List<String> WORDS = List.of(
            "plumb", "line", "wall", "straight", "the", "of", "mason", "string", "lead", "weight", "holds", "true");
    private static final String MODEL = "embedded:all-MiniLM-L6-v2";

    @TempDir
    private static Path shared;

    private static SparkHome home;
    private static StandaloneCluster cluster;
    private static Path letters;

    /** With bundled models and what computes them; without either, which is sent to executors in less time. */
    private static CommandProcess plumbline;

    private static CommandProcess light;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        home = SparkHome.in(shared.resolve("spark"));
        cluster = new StandaloneCluster(home, shared.resolve("cluster"), 2);
        letters = HubCache.snapshot(HubCache.in(shared.resolve("hub"), 1));
        plumbline = new CommandProcess(shared.resolve("command"), home.folder(), true);
        light = new CommandProcess(shared.resolve("light"), home.folder(), false);
    }

    @AfterAll
    static void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        if (home != null) {
            home.close();
        }
    }

    private static CommandProcess.Ended local(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err, true), words);
        assertThat(code).as(err.toString()).isZero();
        return new CommandProcess.Ended(code, out.toString(), err.toString());
    }

    private static CommandProcess.Ended spark(Object... arguments) throws IOException, InterruptedException {
        CommandProcess.Ended ended = light.run(cluster.asked(arguments));
        assertThat(ended.code()).as(ended.err() + cluster.logs()).isZero();
        return ended;
    }

    /** Everything of the results but when and how fast they were made. */
    private static Map<String, JsonNode> results(Path results) throws IOException {
        Map<String, JsonNode> tasks = new TreeMap<>();
        // a measure that has no value is NaN, as in mteb's files
        JsonMapper mapper = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        try (Stream<Path> files = Files.walk(results)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .filter(path -> !path.toString().contains("plumbline") && !path.endsWith("model_meta.json"))
                    .toList()) {
                ObjectNode result = (ObjectNode) mapper.readTree(Files.readAllBytes(file));
                result.remove(List.of("evaluation_time", "evaluation_phases", "date", "plumbline"));
                tasks.put(file.getFileName().toString(), result);
            }
        }
        return tasks;
    }

    @Test
    void tasksHaveTheSameResultsAndVectorsAreFoundByALocalRun() throws IOException, InterruptedException {
        List<String> tasks = List.of("MiniSTS.en", "MiniRetrieval.en", "MiniClassification.en");
        equalResults(tasks);
        CommandProcess.Ended again =
                local(run(tasks, folder.resolve("again"), "--embedding-cache=" + folder.resolve("store")));
        assertThat(new ObjectMapper()
                        .readTree(again.out())
                        .path("texts_encoded")
                        .asLong(-1))
                .as(again.out())
                .isZero();
    }

    @Test
    void realTasksHaveTheSameResults() throws IOException, InterruptedException {
        Path data = Path.of(System.getProperty("plumbline.shared"), "data", "hf");
        assumeTrue(Files.isDirectory(data), data + " is not there");
        equalResults(List.of("SciFact", "STS13", "TwitterURLCorpus"), "--data", data, "--allow-modified-data");
    }

    private void equalResults(List<String> tasks, Object... more) throws IOException, InterruptedException {
        Path here = folder.resolve("here");
        Path there = folder.resolve("there");
        Path store = folder.resolve("store");
        local(run(tasks, here, "--no-cache", more));
        CommandProcess.Ended ran = spark(run(tasks, there, "--embedding-cache=" + store, more));
        assertThat(ran.err()).doesNotContain("WARN", "INFO", "log4j");
        assertThat(results(here)).hasSize(3).isEqualTo(results(there));
        checkFigures(there, tasks);
    }

    /** Every task says what the cluster did of it. */
    private static void checkFigures(Path results, List<String> tasks) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            Path log = files.filter(path -> path.endsWith("plumbline/run.json"))
                    .findFirst()
                    .orElseThrow();
            JsonNode run = new ObjectMapper().readTree(log.toFile());
            for (String task : tasks) {
                JsonNode encode = run.at("/tasks/" + task + "/stages/encode");
                assertThat(encode.path("items").asLong())
                        .as(task + " " + encode)
                        .isEqualTo(run.at("/tasks/" + task + "/encoded_texts").asLong())
                        .isPositive();
                for (String figure : List.of("seconds", "tokens", "tokens_per_second", "tasks", "sent_bytes")) {
                    assertThat(encode.path(figure).asDouble()).as(figure).isPositive();
                }
            }
            JsonNode search =
                    run.at("/tasks/" + (tasks.contains("SciFact") ? "SciFact" : "MiniRetrieval.en") + "/stages/search");
            assertThat(search.path("items").asLong()).isPositive();
            assertThat(search.path("shuffled_bytes").asLong()).isPositive();
        }
    }

    /** The driver scores, and so looks: it ends a run that is plainly worse, and says the same as without a cluster. */
    @Test
    void aGateLooksAtARunOnTheClusterAsAtOneWithout() throws IOException, InterruptedException {
        List<String> tasks = List.of("MiniRetrieval.en", "MiniSTS.en", "MiniClassification.en");
        Path good = folder.resolve("good");
        Path equal = folder.resolve("equal");
        String store = "--embedding-cache=" + folder.resolve("store");
        local("run", "--model", MODEL, "--results", good, store, "--task", tasks.get(0), tasks.get(1), tasks.get(2));
        local(run(tasks, equal, store));
        for (Path baseline : List.of(good, equal)) {
            Path junit = folder.resolve("gate.xml");
            Path there = folder.resolve("there-" + baseline.getFileName());
            Path here = folder.resolve("here-" + baseline.getFileName());
            Object[] gate = {"--gate", baseline, "--junit", junit};
            CommandProcess.Ended ended = light.run(cluster.asked(run(tasks, there, "--no-cache", gate)));
            assertThat(ended.code()).as(ended.err() + cluster.logs()).isEqualTo(baseline == good ? 1 : 0);
            assertThat(Files.readString(junit)).contains(baseline == good ? "beyond chance" : "failures=\"0\"");
            JsonNode found = new ObjectMapper().readTree(ended.out()).path("gate");
            assertThat(found.path("looks")).as(ended.out()).isNotEmpty();
            StringWriter out = new StringWriter();
            Main.execute(
                    new PrintWriter(out),
                    new PrintWriter(new StringWriter()),
                    Stream.of(run(tasks, here, store, gate))
                            .map(Object::toString)
                            .toArray(String[]::new));
            assertThat(found)
                    .isEqualTo(new ObjectMapper().readTree(out.toString()).path("gate"));
        }
    }

    @Test
    void optionsThatDoNotGoTogetherAreSaidBeforeSparkIsStarted() throws IOException, InterruptedException {
        CommandProcess without = new CommandProcess(folder.resolve("without"), folder, false);
        CommandProcess.Ended ended = without.run(
                "run",
                "--model",
                "random",
                "--task",
                "MiniSTS.en",
                "--engine",
                "spark",
                "--gate",
                "BASELINE",
                "--limit",
                "3");
        assertThat(ended.code()).isEqualTo(USAGE);
        assertThat(ended.err()).contains("--gate compares whole tasks");
    }

    private static Object[] run(List<String> tasks, Path results, String store, Object... more) {
        List<Object> words = new ArrayList<>(List.of("run", "--model", letters, "--results", results, store, "--json"));
        words.addAll(List.of(more));
        words.add("--task");
        words.addAll(tasks);
        return words.toArray();
    }

    @Test
    void minedRowsAreTheSameWhicheverExecutorsAreKilled() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(20);
        List<String> rows = new ArrayList<>();
        List<String> texts = texts(random, 2000);
        for (int i = 0; i < texts.size(); i += 2) {
            rows.add("{\"query\": \"" + texts.get(i) + "\", \"pos\": [\"" + texts.get(i + 1) + "\"], \"neg\": []"
                    + (i % 3 == 0 ? "" : ", \"label\": " + i % 5) + "}");
        }
        Path file = Files.write(folder.resolve("rows.jsonl"), rows);
        Path here = folder.resolve("here.jsonl");
        Path there = folder.resolve("there.jsonl");
        local(mine(file, here, "--no-cache"));
        CommandProcess.Started started =
                plumbline.start(cluster.asked(mine(file, there, "--embedding-cache=" + folder.resolve("store"))));
        int kills = 0;
        while (started.process().isAlive()) {
            List<ProcessHandle> executors = cluster.executors();
            if (kills < KILLS && !executors.isEmpty()) {
                ProcessHandle victim = executors.get(random.nextInt(executors.size()));
                // wherever it then is: starting, opening the model, encoding
                long life = random.nextInt(3000);
                if (!started.process().waitFor(life, TimeUnit.MILLISECONDS) && victim.destroyForcibly()) {
                    kills++;
                }
            }
            started.process().waitFor(20, TimeUnit.MILLISECONDS);
        }
        CommandProcess.Ended ended = started.await();
        assertThat(ended.code()).as(ended.err() + cluster.logs()).isZero();
        assertThat(kills).isEqualTo(KILLS);
        assertThat(there).hasSameBinaryContentAs(here);
    }

    private static Object[] mine(Path rows, Path output, String store) {
        return new Object[] {
            "mine", rows, "--output", output, "--model", MODEL, "--negatives", "5", "--ranks", "5-50", "--scores", store
        };
    }

    static List<String> texts(SplittableRandom random, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            int words = 1 + random.nextInt(random.nextInt(8) == 0 ? 120 : 20);
            for (int word = 0; word < words; word++) {
                text.append(word == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
            }
            lines.add(text.toString());
        }
        return lines;
    }

    @Test
    void overlapsAreTheSame() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(22);
        List<String> documents = documents();
        List<String> rows = new ArrayList<>();
        for (String text : texts(random, 5000)) {
            String document = documents.get(random.nextInt(documents.size()));
            String positive =
                    switch (random.nextInt(20)) {
                        case 0 -> document;
                        case 1 -> text + " " + document;
                        default -> text;
                    };
            rows.add("{\"query\": \"" + text + "\", \"pos\": [\"" + positive + "\"], \"neg\": []}");
        }
        Path file = Files.write(folder.resolve("rows.jsonl"), rows);
        Path here = folder.resolve("here");
        Path there = folder.resolve("there");
        CommandProcess.Ended alone = local(decontaminate(file, here));
        CommandProcess.Ended together = spark(decontaminate(file, there));
        assertThat(together.out()).isEqualTo(alone.out()).contains("exact", "near");
        assertThat(there.resolve("report.json")).hasSameBinaryContentAs(here.resolve("report.json"));
        assertThat(there.resolve("rows.jsonl")).hasSameBinaryContentAs(here.resolve("rows.jsonl"));
    }

    private static Object[] decontaminate(Path rows, Path output) throws IOException {
        Files.createDirectories(output);
        return new Object[] {
            "decontaminate",
            rows,
            "--task",
            "MiniRetrieval.en",
            "--report",
            output.resolve("report.json"),
            "--clean",
            output
        };
    }

    /** Those of MiniRetrieval.en that go into JSON as they are. */
    private static List<String> documents() throws IOException {
        try (InputStream corpus = Main.class.getResourceAsStream("/mini/mini-retrieval-en/corpus.jsonl")) {
            return new ObjectMapper()
                    .readerFor(JsonNode.class).<JsonNode>readValues(corpus).readAll().stream()
                            .map(document -> document.path("text").asText())
                            .filter(text -> !text.contains("\""))
                            .toList();
        }
    }

    @Test
    void aModelThatExecutorsHaveNotOrHaveOtherwiseIsNamed() throws IOException, InterruptedException {
        Path texts = Files.writeString(folder.resolve("texts.jsonl"), "{\"text\": \"a\"}\n{\"text\": \"a b\"}\n");
        Path output = folder.resolve("out.parquet");
        light.environment("HF_HUB_CACHE", shared.resolve("hub"));
        Map<Path, String> caches = Map.of(
                folder.resolve("none"),
                "not in the cache",
                HubCache.in(folder.resolve("other"), 2),
                "is another model than");
        for (Map.Entry<Path, String> cache : caches.entrySet()) {
            CommandProcess.Ended ended = light.run(cluster.asked(
                    "encode",
                    "--input",
                    texts,
                    "--model",
                    HubCache.MODEL,
                    "--offline",
                    "--no-cache",
                    "--output",
                    output,
                    "--spark-conf",
                    "spark.executorEnv.HF_HUB_CACHE=" + cache.getKey()));
            assertThat(ended.code()).as(ended.err() + cluster.logs()).isEqualTo(4);
            assertThat(ended.err())
                    .contains(cache.getValue(), "on executor 127.0.0.1")
                    .doesNotContain("\tat ", "Exception");
            assertThat(output).doesNotExist();
        }
    }

    @Test
    void aModelThatIsSentIsUnpackedByExecutors() throws IOException, InterruptedException {
        Path texts = Files.writeString(folder.resolve("texts.jsonl"), "{\"text\": \"a\"}\n{\"text\": \"a b\"}\n");
        Path here = folder.resolve("here.parquet");
        Path there = folder.resolve("there.parquet");
        local("encode", "--input", texts, "--model", letters, "--no-cache", "--output", here);
        long before = cluster.unpacked("plumbline-model/tokenizer.json");
        spark("encode", "--input", texts, "--model", letters, "--no-cache", "--output", there, "--ship-model");
        assertThat(cluster.unpacked("plumbline-model/tokenizer.json")).isGreaterThan(before);
        assertThat(there).hasSameBinaryContentAs(here);
    }

    @Test
    void aRowThatTheModelFailsAtIsNamed() throws IOException, InterruptedException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add("{\"text\": \"" + (i == 27 ? "zebra" : "horse " + i) + "\"}");
        }
        Path texts = Files.write(folder.resolve("texts.jsonl"), rows);
        Path poisoned = HubCache.snapshot(HubCache.in(folder.resolve("hub"), 1, "z"));
        Path output = folder.resolve("out.parquet");
        CommandProcess.Ended ended = light.run(
                cluster.asked("encode", "--input", texts, "--model", poisoned, "--no-cache", "--output", output));
        assertThat(ended.code()).as(ended.err()).isEqualTo(4);
        assertThat(ended.err()).contains("texts.jsonl, line 28").doesNotContain("\tat ");
        assertThat(output).doesNotExist();
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws IOException, InterruptedException {
        CommandProcess without = new CommandProcess(folder.resolve("without"), folder, false);
        CommandProcess.Ended ended = without.run(
                "run", "--model", "random", "--task", "MiniSTS.en", "--engine", "spark", "--master", "local");
        assertThat(ended.code()).isEqualTo(USAGE);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).contains("SPARK_HOME", "Apache Spark 4");
    }
}
