package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run in a file. */
class RunConfigTest {

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void data() {
        sts = new SmallSts(folder);
        sts.vectors();
    }

    private Path config(String more) {
        return sts.write(
                "run.yaml", """
                # a run
                model: embeddings:%s
                task-file: [%s]
                results: %s
                """.formatted(folder.resolve("vectors.parquet"), sts.taskFile(), sts.results()) + more);
    }

    private JsonNode record() throws IOException {
        try (Stream<Path> files = Files.walk(sts.results())) {
            Path file = files.filter(path -> path.endsWith("plumbline/run.json"))
                    .findFirst()
                    .orElseThrow();
            return new ObjectMapper().readTree(file.toFile());
        }
    }

    @Test
    void theFileSaysWhatTheCommandLineWould() throws IOException {
        CommandLineRun run = CommandLineRun.of("run", "--config", config("no-cache: true\njson: true\ntype: [STS]\n"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"task\" : \"OwnSts\"");
        JsonNode kept = record().path("configs").path("OwnSts");
        assertThat(kept.path("run").path("type").get(0).asText()).isEqualTo("STS");
        assertThat(kept.path("run").path("no-cache").asBoolean()).isTrue();
        assertThat(kept.path("plumbline_commit").asText()).isNotEmpty();
        assertThat(record().path("tasks").path("OwnSts").path("plumbline_commit"))
                .isEqualTo(kept.path("plumbline_commit"));
    }

    @Test
    void theCommandLineWins() {
        Path config = config("task: Nothing\nfresh: true\nverbosity: 2\nthreads: 1\n");
        CommandLineRun run = CommandLineRun.of(
                "run", "--config", config, "-t", "OwnSts", "--overwrite-strategy", "only-missing", "-v", "1");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        CommandLineRun own = CommandLineRun.of("run", "--task", "OwnSts", "--config=" + config, "--show-config");
        assertThat(own.out()).contains("task: [OwnSts]", "verbosity: 2", "threads: 1", "fresh: true");
    }

    @Test
    void whatIsShownIsReadAgain() throws IOException {
        Path config = config("dims: [1, 2]\nlimit: 3\nlang: [eng, cmn]\napi-header: [\"x: y # 'z'\"]\nfresh: true\n");
        CommandLineRun shown = CommandLineRun.of("run", "--config", config, "--show-config", "-b", "MTEB(eng, v2)");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("benchmark: [\"MTEB(eng, v2)\"]", "limit: 3\n", "# verbosity: 2");
        assertThat(sts.results()).doesNotExist();
        Path again = sts.write("again.yaml", shown.out());
        CommandLineRun twice = CommandLineRun.of("run", "--config", again, "--show-config");
        assertThat(twice.out()).isEqualTo(shown.out());
        assertThat(CommandLineRun.of("run", "--config", again, "--show-config", "--dims", "64,32", "16")
                        .out())
                .contains("dims: [64, 32, 16]\n");
    }

    /** File, line, what is wanted, and an example or the nearest name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "taks: [STS13] | taks is not a known key; nearest: as, task | (line 5)",
                "batch-sise: 8 | batch-sise is not a known key; nearest: batch-size | (line 5)",
                "limit: many | limit must be a whole number, not \"many\"; for example limit: 8 | (line 5)",
                "dims: [64, x] | dims[1] must be a whole number, not \"x\"; for example dims: [8] | (line 5)",
                "fresh: 1 | fresh must be true or false, not 1; for example fresh: true | (line 5)",
                "weights: onxx | weights must be one of | (line 5)",
                "lang: {a: b} | lang must be a string or a list of strings | (line 5)",
                "output-folder: x | output-folder says the same as results | (line 5)",
                "config: x | config is not a known key | (line 5)",
            })
    void aMistakeHasFileLineAndExample(String line, String message, String place) {
        CommandLineRun run = CommandLineRun.of("run", "--config", config(line.strip() + "\n"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("run.yaml", message.strip(), place.strip());
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aFileThatIsNotThereOrNoMapping() {
        assertThat(CommandLineRun.of("run", "--config", folder.resolve("no.yaml"))
                        .err())
                .contains("no.yaml cannot be read: there is no such file");
        assertThat(CommandLineRun.of("run", "--config", sts.write("list.yaml", "- a\n"))
                        .err())
                .contains("must be a mapping of keys to values");
        assertThat(CommandLineRun.of("run", "--config", sts.write("empty.yaml", ""))
                        .err())
                .contains("--model MODEL is missing");
        assertThat(CommandLineRun.of("run", "--config").err()).contains("--config");
    }
}
