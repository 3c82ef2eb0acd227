package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --as}: what the result says, and when an earlier one is taken over. */
class ReleaseTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aResultOfAnotherReleaseIsTakenOverWhereTheNumbersAreTheSame() throws IOException {
        CommandLineRun first = run("--as", "mteb-2.20.0");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(versions("MiniSTS.en")).isEqualTo("2.20.0 2.20.0");
        assertThat(versions("MiniPairClassification.en")).isEqualTo("2.20.0 2.20.0");

        CommandLineRun second = run();
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(versions("MiniSTS.en")).isEqualTo("2.20.0 2.20.0");
        assertThat(versions("MiniPairClassification.en")).isEqualTo("2.26.24 2.26.24");
        assertThat(second.err())
                .contains("MiniPairClassification.en: the result there is mteb 2.20.0's, which differs from 2.26.24 in"
                        + " thresholds between tied similarities (#5465); scored anew")
                .doesNotContain("MiniSTS.en: the result there is mteb");

        assertThat(run("--as", "mteb-2.26.24").err()).doesNotContain("scored anew");
        assertThat(run("--as", "mteb-2.20.0").err()).contains("scored anew");
    }

    @Test
    void anUnknownReleaseIsOneError() {
        CommandLineRun run = run("--as", "mteb-1.0");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("--as must be a release of mteb from mteb-2.20.0 to mteb-2.26.24, not 'mteb-1.0'");
    }

    private CommandLineRun run(Object... more) {
        Object[] arguments = {
            "run",
            "--model",
            "random",
            "--no-cache",
            "--results",
            folder,
            "--task",
            "MiniSTS.en",
            "MiniPairClassification.en"
        };
        Object[] all = new Object[arguments.length + more.length];
        all[0] = arguments[0];
        System.arraycopy(more, 0, all, 1, more.length);
        System.arraycopy(arguments, 1, all, more.length + 1, arguments.length - 1);
        return CommandLineRun.of(all);
    }

    /** At the top and in the first entry. */
    private String versions(String task) throws IOException {
        Path file;
        try (Stream<Path> files = Files.walk(folder)) {
            file = files.filter(path -> path.getFileName().toString().equals(task + ".json"))
                    .findFirst()
                    .orElseThrow();
        }
        JsonNode result = JSON.readTree(file.toFile());
        return result.get("mteb_version").asText() + " "
                + result.get("scores")
                        .elements()
                        .next()
                        .get(0)
                        .get("mteb_version")
                        .asText();
    }
}
