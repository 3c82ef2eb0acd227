package dev.plumbline.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Provenance;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.Robustness;
import dev.plumbline.reports.report.RobustnessDifference;
import dev.plumbline.reports.report.TaskRow;
import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.reports.report.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {

    private static final String HOSTILE = "<script>alert(1)</script>";

    private static final List<ModelFigures> GIVEN = SmallReports.models("given/", 3);
    private static final List<ModelFigures> PUBLISHED = SmallReports.models("published/", 20);

    private static Report report(int threads) {
        return SmallReports.of(GIVEN, PUBLISHED, 15, threads, Optional.of(training("finetune")));
    }

    private static TrainingRun training(String stage) {
        TrainingRun.Scored scored = new TrainingRun.Scored(
                OptionalLong.of(10),
                OptionalDouble.of(0.51234),
                List.of(OptionalDouble.of(0.51234)),
                List.of(OptionalDouble.of(0.51234)));
        return new TrainingRun(
                List.of("STS13"),
                List.of("STS"),
                List.of(
                        new TrainingRun.Stage(
                                "pretrain",
                                List.of("/models/base"),
                                40,
                                1_234_567,
                                12.25,
                                OptionalLong.of(7),
                                List.of(scored),
                                Optional.empty(),
                                List.of(new TrainingRun.Loss(1, 2.5), new TrainingRun.Loss(40, 1.5))),
                        new TrainingRun.Stage(
                                stage,
                                List.of("pretrain"),
                                30,
                                900,
                                3,
                                OptionalLong.empty(),
                                List.of(scored),
                                Optional.of(new TrainingRun.Outcome(false, "pretrain", List.of("STS13: a drop"))),
                                List.of())),
                Optional.of(
                        new TrainingRun.Overlaps(2000, 186, 900, List.of(new TrainingRun.TaskOverlaps("STS13", 186)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void everyNumberOfThePageIsThatOfTheJson(String language) throws Exception {
        Report report = report(2);
        Texts texts = Texts.of(language);
        JsonNode json = JsonMapper.builder().build().readTree(ReportFormat.JSON.render(report, texts));
        assertThat(ReportNumbers.check(ReportFormat.HTML.render(report, texts), json))
                .isGreaterThan(800);
    }

    /** Changed queries, of one model and of two side by side. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void everyNumberOfChangedQueriesIsToo(String language) throws Exception {
        Report plain = report(2);
        Differences.Row row = new Differences.Row(
                "STS13",
                Optional.empty(),
                1,
                OptionalDouble.of(-0.021),
                OptionalDouble.of(-0.0345),
                OptionalDouble.of(-0.0135),
                Optional.of(new Range(-0.02, -0.007)),
                OptionalDouble.of(0.0123),
                Optional.of(Differences.Source.SAMPLES),
                List.of(),
                List.of());
        Report report = new Report(
                plain.candidate(),
                plain.baseline(),
                plain.scope(),
                plain.verdict(),
                plain.models(),
                plain.ranks(),
                plain.columns(),
                plain.types(),
                plain.languages(),
                plain.tasks(),
                plain.differences(),
                plain.matrix(),
                plain.training(),
                plain.forms(),
                List.of(new Robustness("org/a", "typos=0.05", Optional.of(row), List.of(row))),
                List.of(new RobustnessDifference("typos=0.05", "org/a", "org/b", Optional.of(row), List.of(row))),
                plain.unseen(),
                plain.speed(),
                plain.samples(),
                plain.provenance());
        Texts texts = Texts.of(language);
        JsonNode json = JsonMapper.builder().build().readTree(ReportFormat.JSON.render(report, texts));
        String page = ReportFormat.HTML.render(report, texts);
        int without = ReportNumbers.check(
                ReportFormat.HTML.render(plain, texts),
                JsonMapper.builder().build().readTree(ReportFormat.JSON.render(plain, texts)));
        assertThat(ReportNumbers.check(page, json)).isGreaterThanOrEqualTo(without + 24);
        assertThat(page).contains("/robustness_differences/0/tasks/0/change");
    }

    @ParameterizedTest
    @EnumSource(ReportFormat.class)
    void theSameInputGivesTheSameBytesAtAnyNumberOfThreads(ReportFormat format) {
        Texts texts = Texts.of("en");
        assertThat(format.render(report(3), texts)).isEqualTo(format.render(report(1), texts));
    }

    @Test
    void whatDataSayStaysText() {
        ModelFigures given = GIVEN.get(2).named("org/" + HOSTILE);
        Report report = SmallReports.of(
                List.of(given), List.of(PUBLISHED.get(5).named(HOSTILE)), 5, 1, Optional.of(training(HOSTILE)));
        Document page = Jsoup.parse(ReportFormat.HTML.render(report, Texts.of("en")));
        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("script").first().data()).doesNotContain("alert");
        assertThat(page.select("h1").text()).isEqualTo("org/" + HOSTILE);
        assertThat(page.select("#stages-table").text()).contains(HOSTILE);
        assertThat(page.select("#models-table").text()).contains(HOSTILE);
        assertThat(page.select("svg").text()).contains(HOSTILE);
        assertThat(ReportFormat.MD.render(report, Texts.of("en")))
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert\\(1\\)&lt;/script&gt;");
    }

    @ParameterizedTest
    @EnumSource(
            value = ReportFormat.class,
            names = {"HTML", "MD"})
    void tasksPromptsAndSampleTextsStayText(ReportFormat format) {
        Report plain = report(1);
        TaskSampleRows.Row sample = new TaskSampleRows.Row(
                "test",
                "default",
                HOSTILE,
                0.75,
                OptionalDouble.of(0.5),
                Optional.of(HOSTILE),
                HOSTILE,
                Optional.of(HOSTILE),
                List.of(new TaskSampleRows.Text("query", HOSTILE)),
                List.of(new TaskSampleRows.Move(HOSTILE, 1, OptionalInt.of(2), OptionalInt.empty(), HOSTILE)));
        TaskRow task = plain.tasks().get(0);
        Report report = new Report(
                plain.candidate(),
                plain.baseline(),
                plain.scope(),
                plain.verdict(),
                plain.models(),
                plain.ranks(),
                plain.columns(),
                plain.types(),
                plain.languages(),
                List.of(new TaskRow(
                        HOSTILE,
                        task.type(),
                        HOSTILE,
                        List.of(),
                        List.of(),
                        true,
                        HOSTILE,
                        HOSTILE,
                        List.of(HOSTILE),
                        task.cells())),
                Optional.empty(),
                plain.matrix(),
                plain.training(),
                plain.forms(),
                plain.robustness(),
                plain.robustnessDifferences(),
                plain.unseen(),
                plain.speed(),
                List.of(new TaskSampleRows(
                        HOSTILE,
                        3,
                        TaskSampleRows.Measure.SCORE,
                        List.of(sample),
                        List.of(sample),
                        List.of(sample),
                        1,
                        1,
                        List.of(new TaskSampleRows.Group(
                                TaskSampleRows.Kind.LABEL, HOSTILE, 3, 0.5, OptionalDouble.of(0.25), 1, 1)))),
                new Provenance(
                        "1",
                        "2.20.0",
                        42,
                        10,
                        10,
                        Map.of(HOSTILE, HOSTILE),
                        List.of(),
                        List.of(new Provenance.Prompt("m", "query", HOSTILE, List.of(HOSTILE))),
                        List.of(new Provenance.Remark(Optional.of(HOSTILE), Optional.of(HOSTILE), HOSTILE)),
                        List.of(),
                        List.of(),
                        List.of("plumbline", HOSTILE)));
        String page = format.render(report, Texts.of("en"));
        if (format == ReportFormat.MD) {
            // Lines that are indented by four blanks are code, where nothing is markup.
            assertThat(page.lines().filter(line -> !line.startsWith("    ")))
                    .noneMatch(line -> line.contains("<script"));
        } else {
            assertThat(Jsoup.parse(page).select("script")).hasSize(1);
            assertThat(Jsoup.parse(page)
                            .select("#tasks-table, #prompts-table, #worst-0, #unlike-table, #remarks-table"))
                    .hasSize(4)
                    .allMatch(table -> table.text().contains(HOSTILE));
        }
    }

    @Test
    void thePageFetchesNothingAndItsPolicyForbidsIt() {
        String html = ReportFormat.HTML.render(report(1), Texts.of("en"));
        Document page = Jsoup.parse(html);
        assertThat(page.select("[src]")).isEmpty();
        assertThat(page.select("link").eachAttr("href")).containsExactly("data:,");
        assertThat(html).doesNotContain("url(").doesNotContain("@import");
        assertThat(page.select("meta[http-equiv]").attr("content"))
                .startsWith("default-src 'none'")
                .contains("script-src 'sha256-");
    }

    @Test
    void aHundredModelsAreFarBelowThreeMegabytes() {
        Report report = SmallReports.of(GIVEN, SmallReports.models("published/", 100), 100, 2);
        assertThat(report.models()).hasSize(100);
        assertThat(ReportFormat.HTML.render(report, Texts.of("en")).getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(3_000_000);
    }

    @Test
    void bothLanguagesHaveEveryText() {
        assertThat(Texts.of("zh").keys()).isEqualTo(Texts.of("en").keys());
    }

    @Test
    void csvHasARowPerTaskInFullPrecisionAndNoFormula() {
        Report report = SmallReports.of(
                List.of(GIVEN.get(0).named("=cmd()"), GIVEN.get(1).named("a,\"b")), List.of(), 5, 1);
        List<String> lines =
                ReportFormat.CSV.render(report, Texts.of("en")).lines().toList();
        assertThat(lines).hasSize(SmallReports.BENCHMARK.tasks().size() + 1);
        assertThat(lines.get(0)).contains("'=cmd()").contains("\"a,\"\"b\"");
        assertThat(lines.get(1))
                .contains(String.valueOf(
                        report.tasks().get(0).cells().get(0).score().getAsDouble()));
    }
}
