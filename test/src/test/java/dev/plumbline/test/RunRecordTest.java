package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs record beside their results: whole, whoever else is recording, and of speed only what was really done. */
class RunRecordTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void sts() {
        sts = new SmallSts(folder);
    }

    @Test
    void processesOnOneModelLoseNothingOfEachOther() throws IOException, InterruptedException {
        int each = 12;
        Path vectors = sts.vectors();
        List<Process> processes = new ArrayList<>();
        for (int process = 0; process < 3; process++) {
            StringBuilder tasks = new StringBuilder("[");
            for (int task = 0; task < each; task++) {
                tasks.append(task == 0 ? "" : ",")
                        .append(SmallSts.TASK.formatted("Own" + process + "-" + task, "own/sts"));
            }
            Path file = sts.write("tasks-" + process + ".json", tasks + "]");
            processes.add(new PlumblineProcess(folder)
                    .start(
                            folder.resolve("out-" + process),
                            folder.resolve("err-" + process),
                            "run",
                            "--model",
                            "embeddings:" + vectors,
                            "--task-file",
                            file,
                            "--results",
                            sts.results()));
        }
        for (int process = 0; process < processes.size(); process++) {
            int code = processes.get(process).waitFor();
            assertThat(code)
                    .as(Files.readString(folder.resolve("err-" + process)))
                    .isZero();
        }
        Path beside = beside();
        assertThat(JSON.readTree(beside.resolve("plumbline/run.json").toFile())
                        .path("tasks")
                        .properties())
                .hasSize(3 * each);
        assertThat(Files.readAllLines(beside.resolve("run_settings.jsonl"))).hasSize(3 * each);
    }

    private Path beside() throws IOException {
        try (Stream<Path> all = Files.walk(sts.results())) {
            return all.filter(path ->
                            path.endsWith("model_meta.json") && !path.toString().contains("experiments"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
    }

    private JsonNode run(Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                "run",
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--task-file",
                sts.taskFile(),
                "--results",
                sts.results(),
                "--embedding-cache",
                folder.resolve("vectors")));
        arguments.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(arguments.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return JSON.readTree(beside().resolve("plumbline/run.json").toFile())
                .path("tasks")
                .path("OwnSts");
    }

    private JsonNode speed() {
        CommandLineRun report = CommandLineRun.of(
                "report",
                "--results",
                sts.results(),
                "--no-published",
                "--task-file",
                sts.taskFile(),
                "--format",
                "json");
        assertThat(report.code()).as(report.err()).isZero();
        try {
            return JSON.readTree(report.out()).path("speed").path(0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasReadFromTheStoreWasNotEncoded() throws IOException {
        JsonNode first = run();
        assertThat(first.path("texts").asInt()).isEqualTo(8);
        assertThat(first.path("encoded_texts").asInt()).isEqualTo(8);
        assertThat(first.path("encode_seconds").asDouble()).isPositive();
        assertThat(speed().path("texts_per_second").isNumber()).isTrue();

        JsonNode second = run("--fresh");
        assertThat(second.path("encoded_texts").asInt()).isZero();
        assertThat(second.path("encode_seconds").asDouble()).isZero();
        assertThat(speed().path("texts_per_second").isNumber()).isFalse();
        assertThat(speed().path("texts").asInt()).isEqualTo(8);

        sts.data("""
                {"sentence1": "a", "sentence2": "new one", "score": 1.0}
                {"sentence1": "c", "sentence2": "d", "score": 2.0}
                {"sentence1": "e", "sentence2": "another new one", "score": 5.0}
                {"sentence1": "g", "sentence2": "h", "score": 3.0}
                """);
        assertThat(run("--fresh").path("encoded_texts").asInt()).isEqualTo(2);
    }

    @Test
    void formsOfOneEncodingCountOnce() throws IOException {
        run("--dims", "384,64,32");
        int encoded = 0;
        try (Stream<Path> all = Files.walk(sts.results())) {
            for (Path file :
                    all.filter(path -> path.endsWith("plumbline/run.json")).toList()) {
                encoded += JSON.readTree(file.toFile())
                        .at("/tasks/OwnSts/encoded_texts")
                        .asInt();
            }
        }
        assertThat(encoded).isEqualTo(8);
    }

    @Test
    void ofRunsThatDidNotRecordItNoSpeedIsKnown() throws IOException {
        run();
        Path beside = beside();
        Path result = beside.resolve("OwnSts.json");
        // as an older version left it
        com.fasterxml.jackson.databind.node.ObjectNode old =
                (com.fasterxml.jackson.databind.node.ObjectNode) JSON.readTree(result.toFile());
        old.remove("plumbline");
        Files.writeString(result, old.toPrettyString());
        Path record = beside.resolve("plumbline/run.json");
        Files.writeString(record, Files.readString(record).replace("\"encoded_texts\"", "\"x\""));
        assertThat(speed().path("texts").asInt()).isEqualTo(8);
        assertThat(speed().path("texts_per_second").isNumber()).isFalse();
    }
}
