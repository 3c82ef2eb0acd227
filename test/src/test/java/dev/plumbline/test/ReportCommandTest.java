package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code plumbline report} says to those who call it. */
class ReportCommandTest {

    @TempDir
    Path folder;

    private static Path anyResult(Path results) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            return files.filter(file -> file.toString().endsWith("STS13.json"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void endsWithOneWhereAResultCannotBeReadAndShowsTheRest() throws IOException {
        Path results = MtebResults.write(folder, "larger", "smaller");
        Path damaged = anyResult(results);
        Files.writeString(damaged, "{\"task_name\": ");
        Path page = folder.resolve("report.html");

        CommandLineRun run =
                CommandLineRun.of("report", "--results", results, "--against", "MTEB(eng, v2)", "--out", page);

        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("warning: passed over: ").contains(damaged.toString());
        // the page says it too, in its own language
        assertThat(Files.readString(page)).contains("passed over: ").contains("STS13.json");
        Path badge = folder.resolve("score.svg");
        CommandLineRun ofWhole = CommandLineRun.of(
                "report",
                "--results",
                MtebResults.write(folder.resolve("whole"), "whole"),
                "--against",
                "MTEB(eng, v2)",
                "--format",
                "md",
                "--badge",
                badge);
        assertThat(ofWhole.code()).as(ofWhole.err()).isZero();
        assertThat(Files.readString(badge))
                .containsPattern("<title>MTEB\\(eng, v2\\): \\d+\\.\\d, #\\d+</title>")
                .contains("#2f5f9e");
        Path chinese = folder.resolve("report-zh.html");
        assertThat(CommandLineRun.of(
                                "report",
                                "--results",
                                results,
                                "--against",
                                "MTEB(eng, v2)",
                                "--out",
                                chinese,
                                "--locale",
                                "zh-CN")
                        .code())
                .isEqualTo(1);
        assertThat(Files.readString(chinese)).contains("已跳过：").doesNotContain("passed over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "zh_Hans", "zh-TW", "zh"})
    void localesOfOneLanguageAreThatLanguage(String locale) {
        Path results = MtebResults.write(folder, "only");
        CommandLineRun run = CommandLineRun.of(
                "report", "--results", results, "--against", "MTEB(cmn, v1)", "--locale", locale, "--format", "md");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("## 结论");
    }

    @Test
    void anUnknownLocaleAndABadNumberOfModelsAreUsageErrors() {
        Path results = MtebResults.write(folder, "only");
        for (List<String> wrong : List.of(List.of("--locale", "fr"), List.of("--models", "0"))) {
            CommandLineRun run = CommandLineRun.of("report", "--results", results, wrong.get(0), wrong.get(1));
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains(wrong.get(1)).doesNotContain("Exception");
        }
    }
}
