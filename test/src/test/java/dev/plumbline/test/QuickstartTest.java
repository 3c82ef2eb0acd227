package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's first command: everything bundled, no download, ends with a page and says what to do next. */
class QuickstartTest {

    @TempDir
    Path folder;

    @Test
    void scoresFourModelsAndWritesThePage() throws IOException {
        CommandLineRun run = CommandLineRun.of("quickstart", "--output", folder);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "MiniRetrieval.en",
                        "MiniSummarization.zh",
                        "14 of 14",
                        "4 of 14",
                        "What next?",
                        "report.html",
                        "ExampleSTS.zh");
        assertThat(folder.resolve("training/pretrain/final/model.safetensors")).exists();
        try (Stream<Path> models = Files.list(folder.resolve("results"))) {
            assertThat(models.map(model -> model.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "sentence-transformers__all-MiniLM-L6-v2",
                            "BAAI__bge-small-zh-v1.5",
                            "baseline__bm25",
                            "baseline__random");
        }
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains("Plumbline(mini)", "sentence-transformers/all-MiniLM-L6-v2")
                .contains("BAAI/bge-small-zh-v1.5", "baseline/random", "MiniSTS.en");

        CommandLineRun aggregated =
                CommandLineRun.of("results", "aggregate", "--results", folder, "--benchmark", "Plumbline(mini)");
        assertThat(aggregated.code()).isZero();
        assertThat(aggregated.out()).contains("baseline/bm25 lacks MiniSTS.en");
    }
}
