package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Mark;
import dev.plumbline.reports.compare.TaskComparison;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What build servers read of a gate, with names that mean something in each of their formats, and at their limits. */
class BuildServerFilesTest {

    /** Of Markdown, of GitHub's commands, of XML and of OpenMetrics; the last letters are on two lines. */
    private static final String ODD = "a|b<c>&d%e::error::\"f'g\\h#i]]>\u0001\nj";

    private static TaskComparison task(String name, double candidate, List<Mark> marks) {
        return new TaskComparison(
                new ComparedTask(name, Optional.of(TaskType.STS), new Selection(List.of("test"), List.of("default"))),
                OptionalDouble.of(0.8),
                OptionalDouble.of(candidate),
                marks,
                List.of(),
                Optional.empty());
    }

    private static GateReport report(List<TaskComparison> tasks) {
        GateRules rules = new GateRules(
                0.05,
                Optional.of(new GateRule(0, 0.1)),
                Optional.empty(),
                Optional.of(new GateRule(0, 0.5)),
                Map.of(),
                Map.of(),
                Optional.of(List.of()),
                true);
        return new Gate(rules).check(new Comparison(ODD, "candidate", tasks));
    }

    private static GateReport odd() {
        return report(List.of(
                task(ODD, 0.7, List.of()), task("other", 0.7, List.of(new Mark(Mark.Kind.MEASURE, ODD)))));
    }

    private static GateReport many(int failing) {
        List<TaskComparison> tasks = new ArrayList<>();
        for (int i = 0; i < failing; i++) {
            tasks.add(task("task " + i, 0.7, List.of()));
            tasks.add(task("left out " + i, 0.7, List.of(new Mark(Mark.Kind.MEASURE, "measure"))));
        }
        return report(tasks);
    }

    private static Element first(NodeList elements) {
        return (Element) elements.item(0);
    }

    private static Document parsed(String xml) throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    /** GitLab shows the text of these elements and no attribute of theirs, others the attribute first. */
    @Test
    void jUnitSaysWhyInTheTextToo() throws ParserConfigurationException, IOException, SAXException {
        Document xml = parsed(GateFiles.junit(odd()));
        Element failure = first(xml.getElementsByTagName("failure"));
        assertThat(failure.getTextContent())
                .startsWith(failure.getAttribute("message"))
                .contains("drop of 10.00 points", "baseline 80.00, candidate 70.00");
        Element skipped = first(xml.getElementsByTagName("skipped"));
        assertThat(skipped.getTextContent()).startsWith("not the same measurement: a|b<c>&d%e");
        Document refused = parsed(GateFiles.junit(new Undecided("a", "b", ODD, true)));
        assertThat(first(refused.getElementsByTagName("error")).getTextContent())
                .contains("a|b<c>&d%e");
    }

    @Test
    void aNameNeitherEndsACommandNorBeginsOne() {
        String commands = GateMarkdown.annotations(odd());
        assertThat(commands.lines()).hasSize(3).allMatch(line -> line.matches("::(error|warning) title=[^:,]*::.*"));
        assertThat(commands).contains("d%25e", "%3A%3Aerror%3A%3A", "%0Aj");
    }

    @Test
    void aNameStaysInItsCellOfTheTable() {
        String summary = GateMarkdown.summary(odd());
        String row = summary.lines()
                .filter(line -> line.contains("| task |"))
                .findFirst()
                .orElseThrow();
        assertThat(row).contains("a\\|b&lt;c&gt;&amp;d%e").contains(" j |");
        assertThat(row.split("(?<!\\\\)\\|", -1)).as("nine cells and both ends").hasSize(11);
    }

    /** GitHub shows ten of a kind and drops the rest. */
    @Test
    void theTenthAnnotationSaysHowManyMoreThereAre() {
        List<String> few = GateMarkdown.annotations(many(9)).lines().toList();
        assertThat(few).filteredOn(line -> line.startsWith("::error")).hasSize(10);
        assertThat(few).noneMatch(line -> line.contains("more"));
        List<String> lines = GateMarkdown.annotations(many(30)).lines().toList();
        for (String kind : List.of("::error", "::warning")) {
            assertThat(lines).filteredOn(line -> line.startsWith(kind)).hasSize(10);
        }
        assertThat(lines.get(0)).contains("Mean(Task)");
        assertThat(lines.get(9)).endsWith("22 more rules fail; the summary has them all");
        assertThat(lines.get(19)).endsWith("21 more tasks are left out; the summary has them all");
    }

    /** A summary over 1 MiB, with what other commands of the step wrote, is not shown at all. */
    @Test
    void aSummaryFitsIntoWhatGitHubTakesOfAStep() {
        String summary = GateMarkdown.summary(many(40));
        int size = summary.getBytes(StandardCharsets.UTF_8).length;
        int most = 1 << 20;
        assertThat(GateMarkdown.fitting(summary, 0)).isEqualTo(summary);
        assertThat(GateMarkdown.fitting(summary, most - size)).isEqualTo(summary);
        String cut = GateMarkdown.fitting(summary, most - size + 1);
        assertThat(cut).startsWith(summary.substring(0, size / 4)).endsWith("writes all of it\n");
        for (int there : List.of(most - size + 1, most - 2_000, most - 100, most - 10, most, 2 * most)) {
            assertThat(GateMarkdown.fitting(summary, there).getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(Math.max(0, most - there));
        }
    }

    /** GitLab drops what is behind a {@code #}, and reads a line by the quoting of a shell. */
    @Test
    void everyLineOfTheMetricsIsANameAndAValue() {
        List<String> lines = GitlabFiles.metrics(odd()).lines().toList();
        assertThat(lines).hasSize(6).last().isEqualTo("# EOF");
        assertThat(lines.subList(0, 5))
                .allMatch(line -> line.matches(
                        "plumbline_[a-z_]+(\\{scope=\"[a-z]+\",of=\"([^\"\\\\#]|\\\\[\\\\\"n])*\"})? -?[0-9.]+"));
    }

    @Test
    void findingsAreAtAPathOfTheRepository() throws IOException {
        Path root = Path.of("repository").toAbsolutePath();
        assertThat(GitlabFiles.place(root.resolve("./ci/../ci/gate.yaml"), root))
                .isEqualTo("ci/gate.yaml");
        assertThat(GitlabFiles.place(Path.of("./gate.yaml"), Path.of(""))).isEqualTo("gate.yaml");
        assertThat(GitlabFiles.place(Path.of("gate.yaml"), root)).isEqualTo("gate.yaml");
        JsonNode findings = new ObjectMapper().readTree(GitlabFiles.quality(odd(), "gate.yaml"));
        assertThat(findings).hasSize(2);
        assertThat(findings.findValuesAsText("fingerprint")).doesNotHaveDuplicates();
        for (JsonNode finding : findings) {
            assertThat(finding.path("severity").asText()).isIn("info", "minor", "major", "critical", "blocker");
            assertThat(finding.path("description").asText()).isNotBlank();
            assertThat(finding.path("check_name").asText()).isNotBlank();
        }
    }
}
