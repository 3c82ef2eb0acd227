package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that prepare training data, on small files and the bundled model. */
class TrainingDataCommandsTest {

    private static final int SOME_FAILED = 1;
    private static final int USAGE = 2;
    private static final int DATA = 3;
    private static final int STORAGE = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static List<JsonNode> rows(Path file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }

    @Test
    void filesArePreviewedWithoutAConfiguration() throws IOException {
        Path tuples = write(
                "tuples.jsonl",
                "{\"question\": \"river\", \"answer\": \"the river stone\", \"wrong\": \"a market\"}",
                "{\"question\": \"paper\", \"answer\": \"the paper cloud\", \"wrong\": \"a garden\"}");
        String network = SmallTraining.reference("bert-tiny");
        CommandLineRun run = CommandLineRun.of(
                "data", "preview", tuples, "--format", "tuples", "--network", network, "--rows", "2", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode rows = JSON.readTree(run.out());
        assertThat(rows).hasSize(2);
        List<String> queries = new ArrayList<>();
        for (JsonNode row : rows) {
            assertThat(row.path("texts"))
                    .extracting(text -> text.path("role").asText())
                    .containsExactly("query", "pos", "neg");
            assertThat(row.path("texts").get(0).path("tokens").asInt()).isGreaterThan(2);
            queries.add(row.path("texts").get(0).path("text").asText());
        }
        assertThat(queries).containsExactlyInAnyOrder("river", "paper");

        Path texts = write("texts.jsonl", "{\"text\": \"one stone\"}", "{\"text\": \"two stones\"}");
        CommandLineRun alone =
                CommandLineRun.of("data", "preview", texts, "--format", "texts", "--network", network, "--rows", "1");
        assertThat(alone.code()).as(alone.err()).isZero();
        assertThat(alone.out()).contains("stone");
        for (Object[] wrong : new Object[][] {
            {"data", "preview"},
            {"data", "preview", tuples},
            {"data", "preview", tuples, "--network", network, "--config", "x.yaml"},
            {"data", "preview", folder, "--network", network},
        }) {
            CommandLineRun refused = CommandLineRun.of(wrong);
            assertThat(refused.code()).as(refused.err()).isEqualTo(USAGE);
        }
    }

    /** Of nine topics in pairs, the nearest text that is not the positive is the other of its kind. */
    @Test
    void mineTakesTheNearestAndScoresThem() throws IOException {
        Path training = write(
                "train.jsonl",
                "{\"query\": \"How do I bake bread?\", \"pos\": [\"Baking a loaf of bread at home.\"], \"id\": 1}",
                "{\"query\": \"How do I fry an egg?\", \"pos\": [\"Frying eggs in a pan.\"]}",
                "{\"query\": \"When was the moon landing?\", \"pos\": [\"Apollo 11 landed on the moon in 1969.\"]}",
                "{\"query\": \"Who walked on the moon first?\", \"pos\": [\"Neil Armstrong was the first man on the moon.\"]}",
                "{\"query\": \"What is a share of stock?\", \"pos\": [\"A stock is a share in the ownership of a company.\"]}",
                "{\"query\": \"How do banks earn money?\", \"pos\": [\"Banks earn interest on the loans they give.\"]}");
        Path mined = folder.resolve("mined.jsonl");
        CommandLineRun run = CommandLineRun.of(
                "mine",
                training,
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--output",
                mined,
                "--negatives",
                1,
                "--ranks",
                "1-2",
                "--consistency-rank",
                1,
                "--scores",
                "--no-cache",
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(JSON.readTree(run.out()).path("written").asInt()).isEqualTo(6);
        List<JsonNode> rows = rows(mined);
        assertThat(rows.get(0).path("id").asInt()).isEqualTo(1);
        assertThat(rows.get(2).path("neg").path(0).asText()).startsWith("Neil Armstrong");
        assertThat(rows.get(3).path("neg").path(0).asText()).startsWith("Apollo 11");
        for (JsonNode row : rows) {
            assertThat(row.path("pos_scores").path(0).asDouble())
                    .isGreaterThan(row.path("neg_scores").path(0).asDouble());
        }
        Path scored = folder.resolve("scored.jsonl");
        run = CommandLineRun.of(
                "mine", training, "--model", "embedded:all-MiniLM-L6-v2", "--output", scored, "--score-only");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("6 rows scored");
        assertThat(rows(scored).get(0).path("pos_scores").path(0).asDouble())
                .isEqualTo(rows.get(0).path("pos_scores").path(0).asDouble());
    }

    @Test
    void anInstructionGoesBeforeQueriesAlone() throws IOException {
        Path training = write(
                "train.jsonl",
                "{\"query\": \"bread\", \"pos\": [\"bread\"], \"neg\": [\"Instruct: Find recipes \\n Query: bread\"]}");
        Path scored = folder.resolve("scored.jsonl");
        CommandLineRun run = CommandLineRun.of(
                "mine",
                training,
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--output",
                scored,
                "--score-only",
                "--instruction",
                "Find recipes",
                "--no-cache");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode row = rows(scored).get(0);
        assertThat(row.path("neg_scores").path(0).asDouble()).isGreaterThan(0.9999);
        assertThat(row.path("pos_scores").path(0).asDouble()).isLessThan(0.99);
    }

    @Test
    void mineSaysWhatIsWrong() throws IOException {
        Path training = write("train.jsonl", "{\"query\": \"a\", \"pos\": [\"b\"]}", "{\"query\": \"a\"}");
        Path out = folder.resolve("out.jsonl");
        fails(mine(training, out), DATA, "train.jsonl, line 2: 'pos' is missing", "--on-error skip");
        fails(mine(folder.resolve("absent.jsonl"), out), DATA, "absent.jsonl");
        fails(mine(training, out, "--ranks", "9-3"), USAGE, "9-3");
        fails(mine(training, out, "--ranks", "near"), USAGE, "near");
        fails(mine(training, out, "--consistency-rank", "x"), USAGE, "--consistency-rank");
        fails(mine(training, out, "--max-ratio", "2"), USAGE, "ratio");
        assertThat(out).doesNotExist();
        CommandLineRun skipped = mine(training, out, "--on-error", "skip");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.err()).contains("line 2").contains("left out");
        assertThat(skipped.out()).containsPattern("written +1");
        Path file = write("file", "in the way");
        fails(mine(training, file.resolve("out.jsonl"), "--on-error", "skip"), STORAGE, "out.jsonl");
    }

    private static CommandLineRun mine(Path training, Path out, String... more) {
        List<Object> words = new ArrayList<>(List.of("mine", training, "--model", "random", "--output", out));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    @Test
    void labelMakesGroups() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add("{\"sentence\": \"text " + i + "\", \"topic\": " + i % 3 + "}");
        }
        Path data = write("data.jsonl", lines.toArray(String[]::new));
        Path texts = write("labels.json", "{\"0\": \"sport\", \"1\": \"news\", \"2\": \"art\"}");
        Path out = folder.resolve("groups.jsonl");
        CommandLineRun run = CommandLineRun.of(
                "label",
                data,
                "--output",
                out,
                "--text",
                "sentence",
                "--label",
                "topic",
                "--label-text-ratio",
                "0.5",
                "--label-texts",
                texts,
                "--task",
                "topics");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("texts of 3 classes +30").containsPattern("rows written +30");
        HashSet<String> positives = new HashSet<>();
        for (JsonNode row : rows(out)) {
            assertThat(row.path("task").asText()).isEqualTo("topics");
            positives.add(row.path("pos").path(0).asText().split(" ", -1)[0]);
        }
        assertThat(positives).contains("text", "sport", "news", "art");
        Path other = folder.resolve("other.jsonl");
        fails(CommandLineRun.of("label", data, "--output", other), DATA, "'text' is missing", "sentence");
        fails(CommandLineRun.of("label", data, "--output", other, "--label-text-ratio", "2"), USAGE, "ratio");
        fails(CommandLineRun.of("label", data, "--output", other, "--label-texts", data), USAGE, "data.jsonl");
    }

    @Test
    void decontaminateReportsAndCleans() throws IOException {
        SmallSts sts = new SmallSts(folder).data("""
                {"sentence1": "A man is playing the guitar.", "sentence2": "Someone plays music.", "score": 1.0}
                {"sentence1": "一个男人正在弹吉他", "sentence2": "d", "score": 2.0}
                """);
        String clean = "{\"query\":   \"a man plays the drums\", \"pos\": [\"loudly\"]}";
        Path training = write(
                "train.jsonl",
                "{\"query\": \"q\", \"pos\": [\"A man is playing the guitar.\"]}",
                clean,
                "{\"query\": \"一个男人，正在弹吉他！\", \"pos\": [\"p\"], \"neg\": [\"someone plays MUSIC\"]}");
        Path report = folder.resolve("report.json");
        CommandLineRun run = CommandLineRun.of(
                "decontaminate",
                training,
                "--task-file",
                sts.taskFile(),
                "--report",
                report,
                "--clean",
                folder.resolve("clean"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("2 of 3 training rows overlap with 3 test texts", "1 test texts were too short")
                .contains("train.jsonl, line 1, pos[0]: exact 1.00 of OwnSts, test, sentence1: A man is playing")
                .contains("train.jsonl, line 3, query: normalised");
        assertThat(JSON.readTree(report.toFile()).path("overlaps")).hasSize(3);
        assertThat(folder.resolve("clean/train.jsonl")).hasContent(clean);
        assertThat(CommandLineRun.of("decontaminate", training, "--task-file", sts.taskFile(), "--check")
                        .code())
                .isEqualTo(SOME_FAILED);
        assertThat(CommandLineRun.of(
                                "decontaminate",
                                folder.resolve("clean/train.jsonl"),
                                "--task-file",
                                sts.taskFile(),
                                "--check")
                        .code())
                .isZero();
        Path labelled = write("labelled.jsonl", "{\"text\": \"someone plays music\", \"label\": 1}");
        assertThat(CommandLineRun.of("decontaminate", labelled, "--field", "text", "--task-file", sts.taskFile())
                        .out())
                .contains("1 of 1 training rows overlap");
        fails(
                CommandLineRun.of("decontaminate", training, "--task-file", sts.taskFile(), "--clean", folder),
                USAGE,
                "would replace");
        fails(
                CommandLineRun.of("decontaminate", training, "--task-file", sts.taskFile(), "--threshold", "0"),
                USAGE,
                "threshold");
        fails(CommandLineRun.of("decontaminate", training), USAGE, "--benchmark");
    }

    /** Every kind of task, with the bundled benchmark: a text of each part of each task is found where it is trained on. */
    @Test
    void testTextsOfEveryKindOfTaskAreFound() throws IOException {
        Manifest manifest = Manifest.bundled();
        TaskLoader loader = new TaskLoader(new BundledDatasets(new CacheFolder(folder.resolve("cache")), ref -> {
            throw new IllegalStateException(ref.path() + " does not come with Plumbline");
        }));
        Map<String, String> texts = new LinkedHashMap<>();
        manifest.benchmark("mini").selections().forEach((name, selection) -> {
            LoadedTask task = loader.load(manifest.task(name), selection);
            for (String split : selection.splits()) {
                for (String subset : selection.subsets()) {
                    task.forEachText(split, subset, (part, text) -> texts.putIfAbsent(name + " " + part, text));
                }
            }
        });
        assertThat(texts).hasSizeGreaterThan(20);
        List<String> lines = new ArrayList<>();
        for (String text : texts.values()) {
            lines.add("{\"query\": \"q\", \"pos\": [" + JSON.writeValueAsString(text) + "]}");
        }
        Path training = write("train.jsonl", lines.toArray(String[]::new));
        Path report = folder.resolve("report.json");
        CommandLineRun run = CommandLineRun.of(
                "decontaminate", training, "--benchmark", "mini", "--report", report, "--fewest-words", 1);
        assertThat(run.code()).as(run.err()).isZero();
        Set<String> found = new HashSet<>();
        JSON.readTree(report.toFile())
                .path("overlaps")
                .forEach(overlap -> found.add(overlap.path("task").asText() + " "
                        + overlap.path("test_part").asText() + " "
                        + overlap.path("line").asInt() + " "
                        + overlap.path("kind").asText()));
        int line = 1;
        for (String source : texts.keySet()) {
            assertThat(found).contains(source + " " + line++ + " exact");
        }
        CommandLineRun queries = CommandLineRun.of(
                "decontaminate", training, "--benchmark", "mini", "--fewest-words", 1, "--no-documents");
        assertThat(queries.out()).contains("query").doesNotContain("document");
    }

    private static void fails(CommandLineRun run, int code, String... words) {
        assertThat(run.err()).as("exit %d, stdout %s", run.code(), run.out()).contains(words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).doesNotContain("at dev.plumbline");
    }
}
