package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mutants of every kind of file that is read, seeded: a command that meets one ends within seconds, with a result or with an
 * error in words of ours, and never as if it were a mistake of the program. {@code -Dplumbline.mutants=N} makes N of each file
 * instead of a few, {@code -Dplumbline.seed=S} others.
 */
class FuzzTest {

    private static final int MUTANTS = Integer.getInteger("plumbline.mutants", 3);
    private static final long SEED = Long.getLong("plumbline.seed", 20_261_127);
    private static final long SECONDS = 20;
    private static final Set<Integer> CODES = Set.of(0, 1, 2, 3, 4, 5, 6);

    /** What turns up in files by hand and by accident. */
    private static final List<String> PIECES = List.of(
            "null",
            "NaN",
            "-1",
            "1e999",
            "99999999999999999999",
            "\"\"",
            "[]",
            "{}",
            "\u0000",
            "\uFEFF",
            "\\ud800",
            "true",
            "../../x",
            "&a",
            "*a",
            "!!java.lang.Object",
            "\r",
            "\n\n",
            "\t",
            "#",
            "'",
            "\"",
            "}",
            "]",
            ":",
            "-",
            "é",
            "水");

    @TempDir
    Path folder;

    /** What is read together, which of it is damaged, and by what it is read. */
    private record Target(List<Path> files, Supplier<List<List<Object>>> commands) {}

    /** A kind of files. */
    enum Kind {
        TASK_AND_DATA,
        VECTORS,
        MODEL,
        RESULTS,
        TRAINING
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void mutants(Kind kind) throws IOException {
        Target target =
                switch (kind) {
                    case TASK_AND_DATA -> taskAndData();
                    case VECTORS -> vectors();
                    case MODEL -> model();
                    case RESULTS -> results();
                    case TRAINING -> training();
                };
        Random random = new Random(SEED + kind.name().hashCode());
        TreeMap<Integer, Integer> ends = new TreeMap<>();
        for (Path file : target.files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int number = 0; number < MUTANTS; number++) {
                Files.write(file, mutant(whole, random));
                List<List<Object>> commands = target.commands().get();
                CommandLineRun run = run(commands.get(number % commands.size()), file, number);
                ends.merge(run.code(), 1, Integer::sum);
            }
            Files.write(file, whole);
        }
        System.out.println("mutants of " + kind + ", exit codes: " + ends);
        for (List<Object> command : target.commands().get()) {
            CommandLineRun unchanged = run(command, folder, -1);
            assertThat(unchanged.code()).as(command + "\n" + unchanged.err()).isIn(0, 1);
        }
    }

    private CommandLineRun run(List<Object> command, Path file, int number) throws IOException {
        long start = System.nanoTime();
        CommandLineRun run = CommandLineRun.of(command.toArray());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        if (!CODES.contains(run.code())
                || seconds > SECONDS
                || (run.code() != 0 && run.err().isBlank() && run.out().isBlank())
                || WrittenFilesTest.FOREIGN.matcher(run.err()).find()) {
            Path kept = Files.createTempFile("mutant-", "-" + file.getFileName());
            if (Files.isRegularFile(file)) {
                Files.write(kept, Files.readAllBytes(file));
            }
            throw new AssertionError("mutant " + number + " of " + file + ", kept as " + kept + ": exit code "
                    + run.code() + " after " + seconds + " s of " + command + "\n" + run.err());
        }
        return run;
    }

    private static byte[] mutant(byte[] whole, Random random) throws IOException {
        byte[] bytes = whole;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            int length = 1 + random.nextInt(1 + Math.min(40, bytes.length - at - 1));
            byte[] before = Arrays.copyOf(bytes, at);
            byte[] from = Arrays.copyOfRange(bytes, at, bytes.length);
            byte[] after = Arrays.copyOfRange(bytes, at + length, bytes.length);
            byte[] span = Arrays.copyOfRange(bytes, at, at + length);
            byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            bytes = switch (random.nextInt(8)) {
                case 0 ->
                    joined(
                            before,
                            new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(8)))},
                            Arrays.copyOfRange(bytes, at + 1, bytes.length));
                case 1 -> before;
                case 2 -> joined(before, after);
                case 3 -> joined(before, span, from);
                case 4 -> joined(before, noise, after);
                case 5 -> joined(before, piece, from);
                case 6 -> joined(before, piece, after);
                default -> joined(after, before);
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    private Target taskAndData() throws IOException {
        SmallSts sts = new SmallSts(folder.resolve("sts"));
        Path csv = sts.write("own/csv/test.csv", "sentence1,sentence2,score\n\"a, b\",c,1.5\nd,e,2\nf,g,4\n");
        Path gzip = folder.resolve("sts/own/gz/test.jsonl.gz");
        Files.createDirectories(gzip.getParent());
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            Files.copy(folder.resolve("sts/own/sts/test.jsonl"), out);
        }
        Path readme = sts.write("own/sts/README.md", """
                ---
                configs:
                - config_name: default
                  data_files: [{split: test, path: test.jsonl}]
                dataset_info:
                  features: [{name: sentence1, dtype: string}, {name: sentence2, dtype: string}, {name: score, dtype: float64}]
                ---
                """);
        Path retrieval = sts.write("retrieval.json", """
                {"name": "OwnSearch", "type": "Retrieval", "kind": "retrieval", "dataset": {"path": "own/search"},
                 "eval_splits": ["test"], "main_score": "ndcg_at_10"}
                """);
        Path corpus = sts.write(
                "own/search/corpus.jsonl",
                "{\"_id\": \"d1\", \"title\": \"\", \"text\": \"a\"}\n{\"_id\": \"d2\", \"title\": \"t\", \"text\": \"b\"}\n");
        Path queries = sts.write("own/search/queries.jsonl", "{\"_id\": \"q1\", \"text\": \"a\"}\n");
        Path qrels =
                sts.write("own/search/qrels.jsonl", "{\"query-id\": \"q1\", \"corpus-id\": \"d1\", \"score\": 1}\n");
        Path head = sts.write("own/search/README.md", """
                ---
                configs:
                - config_name: default
                  data_files: [{split: test, path: qrels.jsonl}]
                - config_name: corpus
                  data_files: [{split: corpus, path: corpus.jsonl}]
                - config_name: queries
                  data_files: [{split: queries, path: queries.jsonl}]
                ---
                """);
        Path csvTask = sts.write("csv.json", SmallSts.TASK.formatted("OwnCsv", "own/csv"));
        Path gzipTask = sts.write("gz.json", SmallSts.TASK.formatted("OwnGz", "own/gz"));
        return new Target(
                List.of(
                        sts.taskFile(),
                        folder.resolve("sts/own/sts/test.jsonl"),
                        csv,
                        gzip,
                        readme,
                        retrieval,
                        corpus,
                        queries,
                        qrels,
                        head),
                () -> List.of(List.of(
                        "run",
                        "--fresh",
                        "--model",
                        "random",
                        "--task-file",
                        sts.taskFile(),
                        "--task-file",
                        csvTask,
                        "--task-file",
                        gzipTask,
                        "--task-file",
                        retrieval,
                        "--results",
                        sts.results())));
    }

    private Target vectors() {
        SmallSts sts = new SmallSts(folder.resolve("sts"));
        Path vectors = sts.vectors();
        return new Target(
                List.of(vectors),
                () -> List.of(List.of(
                        "run",
                        "--fresh",
                        "--model",
                        "embeddings:" + vectors,
                        "--task-file",
                        sts.taskFile(),
                        "--results",
                        sts.results())));
    }

    private Target model() throws IOException {
        SmallSts sts = new SmallSts(folder.resolve("sts"));
        Path source = Path.of(System.getProperty("plumbline.root"), "test/reference-models/bert-tiny");
        Path copy = folder.resolve("model");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(source)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                Path target = copy.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                files.add(Files.copy(file, target));
            }
        }
        return new Target(
                files,
                () -> List.of(
                        List.of(
                                "run",
                                "--fresh",
                                "--no-cache",
                                "--model",
                                copy,
                                "--task-file",
                                sts.taskFile(),
                                "--results",
                                sts.results()),
                        List.of("model", "explain", "--model", copy)));
    }

    private Target results() throws IOException {
        SmallSts first = new SmallSts(folder.resolve("first"));
        first.run(first.vectors(), "--revision", "v1");
        SmallSts second = new SmallSts(folder.resolve("second"));
        second.run(second.vectors(), "--revision", "v2");
        Path rules = first.write(
                "rules.yaml", "significance: 0.05\noverall: {allowed_drop: 0}\ntask: {allowed_drop: 0.5}\n");
        List<Path> files = new ArrayList<>(List.of(rules));
        try (Stream<Path> all = Files.walk(first.results())) {
            all.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        Path page = folder.resolve("page.html");
        return new Target(
                files,
                () -> List.of(
                        List.of("compare", first.results(), second.results()),
                        List.of(
                                "gate",
                                "--baseline",
                                second.results(),
                                "--candidate",
                                first.results(),
                                "--rules",
                                rules),
                        List.of(
                                "report",
                                "--force",
                                "--results",
                                first.results(),
                                "--results",
                                second.results(),
                                "--task-file",
                                first.taskFile(),
                                "--out",
                                page),
                        List.of("results", "lint", first.results()),
                        List.of("results", "diff", first.results(), second.results())));
    }

    private Target training() throws IOException {
        SmallTraining training = new SmallTraining(folder.resolve("training"));
        Path stages = training.configuration("", SmallTraining.stage("one", "pretrain", "steps: 2"));
        Path rows = folder.resolve("training/rows.jsonl");
        return new Target(
                List.of(
                        stages,
                        rows,
                        folder.resolve("training/network/config.json"),
                        folder.resolve("training/network/modules.json")),
                () -> List.of(List.of("train", "--config", stages, "--output", folder.resolve("out"), "--dry-run")));
    }
}
