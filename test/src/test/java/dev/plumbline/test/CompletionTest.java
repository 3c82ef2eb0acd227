package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What completes commands and options, in the shells that are there. */
class CompletionTest {

    @TempDir
    Path folder;

    private Path script(String shell) throws IOException {
        CommandLineRun run = CommandLineRun.of("completion", shell);
        assertThat(run.code()).as(run.err()).isZero();
        return Files.writeString(folder.resolve("plumbline." + shell), run.out());
    }

    private String shell(String shell, String... options) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            java.util.stream.Stream.concat(java.util.stream.Stream.of(shell), List.of(options).stream())
                                    .toList())
                    .redirectErrorStream(true)
                    .directory(folder.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, shell + " is not there");
            throw e;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void bash() throws Exception {
        Path script = script("bash");
        String said = shell(
                "bash",
                "-c",
                "source " + script
                        + "; COMP_WORDS=(plumbline run --avail); COMP_CWORD=2; COMP_LINE='plumbline run --avail';"
                        + " _complete_plumbline plumbline --avail run 2> errors; echo \"${COMPREPLY[@]}\"");
        assertThat(said.strip()).isEqualTo("--available-only");
    }

    @Test
    void zsh() throws Exception {
        Path script = script("zsh");
        String said = shell(
                "zsh",
                "-f",
                "-c",
                "autoload -U compinit; compinit -u -D; source " + script + "; print ${_comps[plumbline]}");
        assertThat(said).contains("plumbline");
    }

    @Test
    void fish() throws Exception {
        Path script = script("fish");
        assertThat(shell("fish", "--no-config", "-c", "source " + script + "; complete -C 'plumbline run --avail'"))
                .startsWith("--available-only");
        assertThat(shell("fish", "--no-config", "-c", "source " + script + "; complete -C 'plumbline data pu'"))
                .startsWith("pull");
        assertThat(shell("fish", "--no-config", "-c", "source " + script + "; complete -C 'plumbline comple'"))
                .startsWith("completion");
    }

    @Test
    void anotherShellIsRefused() {
        CommandLineRun run = CommandLineRun.of("completion", "tcsh");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("there is no completion for tcsh", "zsh");
    }
}
