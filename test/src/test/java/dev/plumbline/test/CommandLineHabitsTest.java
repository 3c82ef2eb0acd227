package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type who know mteb, or who mistype: it means what they expect, or one line says what is meant. */
class CommandLineHabitsTest {

    private static final int USAGE = 2;

    @TempDir
    Path folder;

    /** Wrong words get one line on stderr that names the nearest, and nothing on stdout. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --modle x --task STS13 | --model",
                "run --model random --taks STS13 | --task",
                "run --model random --task STS13 --device tpu | cuda",
                "run --model random --task STS13 -x | -b",
                "rnu | run",
                "data pul | pull",
                "help rnu | run",
                "help data pul | pull",
                "tasks --languages | --languages",
                "run --task STS13 | --model MODEL is missing",
                "mine --model bm25 | FILE",
                "run --model random --task STS13 --limit many | whole number",
                "run --model all-MiniLM-L6-v2 --task STS13 | embedded:all-MiniLM-L6-v2",
                "run --model random --task STS13 --overwrite-strategy allways | always",
                "run --model random --task STS13 --benchmark MTEB(cmn,v1) | MTEB(cmn, v1)",
                "run --model random --task STS13 --verbosity 7 | --verbosity",
                "run --model random --model-revision abc --task STS13 | --revision",
                "submit-results | docs/results.md",
            })
    void aMistakeIsOneLineThatHelps(String line, String hint) {
        CommandLineRun run = CommandLineRun.of((Object[]) line.strip().split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).contains(hint.strip()).startsWith("plumbline: ");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"help run", "help data pull", "help", "run --help", "data --help"})
    void helpIsNoError(String line) {
        CommandLineRun run = CommandLineRun.of((Object[]) line.split(" "));
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: plumbline");
    }

    @Test
    void everyCommandHasHelpThatHelpShows() {
        for (String command : List.of(
                "run", "tasks", "benchmarks", "compare", "gate", "report", "results", "export", "train", "mine")) {
            assertThat(CommandLineRun.of("help", command).out())
                    .as(command)
                    .isEqualTo(CommandLineRun.of(command, "--help").out());
        }
    }

    @Test
    void listsTakeBlanksAndCommasAlike() {
        String wanted = names("tasks", "--task", "STS12", "STS13");
        assertThat(wanted).contains("STS12").contains("STS13");
        assertThat(names("tasks", "--task", "STS12,STS13")).isEqualTo(wanted);
        assertThat(names("tasks", "-t", "STS12, STS13")).isEqualTo(wanted);
        assertThat(names("tasks", "--tasks", "STS12", "--tasks=STS13")).isEqualTo(wanted);
        assertThat(names("available-tasks", "--tasks", "STS12", "STS13")).isEqualTo(wanted);
    }

    @Test
    void namesOfBenchmarksKeepTheirCommas() {
        String wanted = names("tasks", "-b", "MTEB(eng, v1)", "MTEB(eng, v2)", "--task-types", "STS", "Reranking");
        assertThat(names("tasks", "--benchmarks", "MTEB(eng, v1),MTEB(eng, v2)", "--type", "STS,Reranking"))
                .isEqualTo(wanted);
    }

    @Test
    void mtebsSpellingsRunTheSame() throws Exception {
        SmallSts sts = new SmallSts(folder);
        Path vectors = sts.vectors();
        CommandLineRun run = CommandLineRun.of(
                "run",
                "-m",
                "embeddings:" + vectors,
                "--task-file",
                folder.resolve("task.json"),
                "-t",
                "OwnSts",
                "--eval-splits",
                "test",
                "--output-folder",
                folder.resolve("mteb"),
                "--batch-size",
                "16",
                "--overwrite-strategy",
                "only-missing",
                "-v",
                "1");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        try (var files = Files.walk(folder.resolve("mteb/results"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("OwnSts.json");
        }
        CommandLineRun again = CommandLineRun.of(
                "run",
                "-m",
                "embeddings:" + vectors,
                "--task-file",
                folder.resolve("task.json"),
                "--output-folder",
                folder.resolve("mteb"),
                "--overwrite-strategy",
                "only-cache");
        assertThat(again.code()).as(again.err()).isZero();
        CommandLineRun nothing = CommandLineRun.of(
                "run",
                "-m",
                "embeddings:" + vectors,
                "--task-file",
                folder.resolve("task.json"),
                "--output-folder",
                folder.resolve("other"),
                "--overwrite-strategy",
                "only-cache");
        assertThat(nothing.code()).isNotZero();
        assertThat(nothing.err()).contains("OwnSts is not there").contains("only-missing");
    }

    @Test
    void comparisonsTakeAModelsOwnFolder() throws Exception {
        SmallSts sts = new SmallSts(folder);
        assertThat(sts.run(sts.vectors()).code()).isZero();
        Path results = folder.resolve("out/results");
        Path model;
        try (var models = Files.list(results)) {
            model = models.findFirst().orElseThrow();
        }
        Path revision;
        try (var revisions = Files.list(model)) {
            revision = revisions.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        for (Path own : List.of(model, revision)) {
            assertThat(CommandLineRun.of("compare", own, folder.resolve("out")))
                    .as(own.toString())
                    .satisfies(run -> assertThat(run.code()).as(run.err()).isZero());
            assertThat(CommandLineRun.of("gate", "--baseline", own, "--candidate", own)
                            .code())
                    .isZero();
        }
    }

    @Test
    void onlyWhatIsHereIsScoredAndTheRestIsNamed() {
        SmallSts sts = new SmallSts(folder);
        sts.write(
                "task.json",
                "{\"tasks\": [" + SmallSts.TASK.formatted("Absent", "own/nowhere") + ","
                        + SmallSts.TASK.formatted("OwnSts", "own/sts") + "]}");
        CommandLineRun run = sts.run(sts.vectors(), "--available-only");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("1 of 2 tasks are left out", "Absent");
        assertThat(run.out()).contains("OwnSts").doesNotContain("FAILED");
        CommandLineRun nothing = sts.run(sts.vectors(), "--available-only", "--task", "Absent");
        assertThat(nothing.code()).isEqualTo(6);
        assertThat(nothing.err()).contains("Absent", "data pull");
    }

    @Test
    void missingDataAreAStateOfTheirOwnSaidBeforeAnythingIsScored() {
        SmallSts sts = new SmallSts(folder);
        sts.write(
                "task.json",
                "{\"tasks\": [" + SmallSts.TASK.formatted("OwnSts", "own/sts") + ","
                        + SmallSts.TASK.formatted("Absent", "own/nowhere") + "]}");
        CommandLineRun run = sts.run(sts.vectors(), "--offline");
        assertThat(run.code()).as(run.err()).isEqualTo(6);
        assertThat(run.err()).contains("data: 1 of 2 sets here; missing: own/nowhere (Absent)");
        assertThat(run.err().indexOf("missing: own/nowhere"))
                .isLessThan(run.err().indexOf("[1/2] OwnSts"));
        assertThat(run.out()).contains("no data").doesNotContain("FAILED");
        CommandLineRun json = sts.run(sts.vectors(), "--offline", "--json");
        assertThat(json.out()).contains("\"status\" : \"missing\"", "\"status\" : \"reused\"");
        CommandLineRun alone = sts.run(sts.vectors(), "--offline", "--task", "Absent");
        assertThat(alone.code()).isEqualTo(6);
    }

    @Test
    void decontaminateSaysWhatDataThereAreFirst() {
        SmallSts sts = new SmallSts(folder);
        sts.write(
                "task.json",
                "{\"tasks\": [" + SmallSts.TASK.formatted("OwnSts", "own/sts") + ","
                        + SmallSts.TASK.formatted("Absent", "own/nowhere") + "]}");
        Path rows = sts.write("rows.jsonl", "{\"query\": \"x y z\", \"pos\": [\"q r s\"]}\n");
        CommandLineRun run =
                CommandLineRun.of("decontaminate", rows, "--offline", "--task-file", folder.resolve("task.json"));
        assertThat(run.code()).as(run.err()).isEqualTo(6);
        assertThat(run.err().lines().findFirst().orElseThrow()).contains("missing: own/nowhere (Absent)");
        CommandLineRun here = CommandLineRun.of(
                "decontaminate", rows, "--available-only", "--task-file", folder.resolve("task.json"));
        assertThat(here.code()).as(here.err()).isZero();
        assertThat(here.err()).contains("1 of 2 tasks are left out");
    }

    @Test
    void theLimitHoldsForTrainingTextsToo() {
        SmallSts sts = new SmallSts(folder);
        StringBuilder train = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            train.append("{\"text\": \"train %d\", \"label\": %d}\n".formatted(i, i / 20));
        }
        sts.write("own/class/train.jsonl", train.toString());
        sts.write("own/class/test.jsonl", train.toString().replace("train", "test"));
        sts.write("task.json", """
                {"name": "OwnClass", "type": "Classification", "kind": "classification",
                 "dataset": {"path": "own/class"}, "eval_splits": ["test"], "main_score": "accuracy"}
                """);
        for (int limit : new int[] {1, 6, 60}) {
            CommandLineRun run = CommandLineRun.of(
                    "run",
                    "--model",
                    "random",
                    "--task-file",
                    sts.taskFile(),
                    "--results",
                    sts.results(),
                    "--limit",
                    limit,
                    "--no-cache",
                    "--json");
            assertThat(run.code()).as(run.err()).isZero();
            // of 60 training rows 8 of each of 3 labels are learnt from, in ten draws
            int texts = Integer.parseInt(run.out().replaceAll("(?s).*\"texts_encoded\" : (\\d+).*", "$1"));
            assertThat(texts).isBetween(limit + 1, limit + Math.max(2, limit));
        }
    }

    @Test
    void theDoctorSaysWhatThereIs() {
        CommandLineRun run = CommandLineRun.of("doctor", "--offline");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Java", "cores", "hub's cache", "not asked: offline", "NVIDIA's driver");
    }

    /** What is asked for and not here is a problem, with what to do. */
    @Test
    void theDoctorNamesAGpuThatIsNotThere() {
        CommandLineRun run = CommandLineRun.of("doctor", "--offline", "--device", "cuda:99");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("cuda:99", "PROBLEM: ", "docs/gpu.md");
    }

    @Test
    void aNegativeNumberIsAValue() {
        CommandLineRun run = CommandLineRun.of("run", "--model", "random", "--task", "STS13", "--limit", "-1");
        assertThat(run.code()).isEqualTo(USAGE);
        assertThat(run.err()).contains("--limit must be at least 1, not -1");
    }

    private static String names(String... words) {
        CommandLineRun run = CommandLineRun.of((Object[]) words);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }
}
