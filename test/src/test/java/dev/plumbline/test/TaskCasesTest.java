package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of the manifest on miniatures, as mteb's own task classes load, transform and score them. */
class TaskCasesTest {

    static final Path CASES = Path.of("src/test/resources/task-cases").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everyTaskIsScoredAsItsOwnClassScoresIt() throws IOException {
        Path out = folder.resolve("report.json");
        CommandLineRun run = CommandLineRun.of("conformance", CASES, "--out", out);
        assertThat(run.code()).as(run.out()).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toFile()).get("cases");
        assertThat(report).hasSameSizeAs(CASES.toFile().list());
        report.forEach(entry -> assertThat(entry.get("keys").size())
                .as(entry.get("case").asText())
                .isGreaterThan(8));
    }
}
