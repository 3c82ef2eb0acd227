package dev.plumbline.reports.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlSummaryTest {

    private static final String HOSTILE = "<script>alert(1)</script>";

    private final List<BenchmarkTask> tasks = List.of(
            new BenchmarkTask("A<b>", TaskType.STS, new Selection(List.of("test"), List.of("default"))),
            new BenchmarkTask("B", TaskType.RETRIEVAL, new Selection(List.of("test"), List.of("default"))));

    @Test
    void showsBestFirstAndMarksGaps() {
        String html = HtmlSummary.render("T", standings(), List.of());
        assertThat(html.indexOf("good")).isLessThan(html.indexOf("alert"));
        assertThat(html).contains("75.00", "1 of 2", "–");
    }

    @Test
    void escapesEveryText() {
        String html = HtmlSummary.render(HOSTILE, standings(), List.of(HOSTILE));
        assertThat(html).doesNotContain("<script").contains("A&lt;b&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void sameInputSameBytes() {
        assertThat(HtmlSummary.render("T", standings(), List.of("n")))
                .isEqualTo(HtmlSummary.render("T", standings(), List.of("n")));
    }

    private List<Standing> standings() {
        return Standings.of(
                tasks, List.of(scores(HOSTILE, Map.of("B", 0.25)), scores("good", Map.of("A<b>", 1.0, "B", 0.5))));
    }

    private static ModelScores scores(String model, Map<String, Double> byTask) {
        Map<String, Map<String, Map<String, Double>>> scores = new HashMap<>();
        byTask.forEach((task, score) -> scores.put(task, Map.of("test", Map.of("default", score))));
        return new ModelScores(model, scores);
    }
}
