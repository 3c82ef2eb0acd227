package dev.plumbline.reports.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Mark;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.sample.Sample;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class GateTest {

    private static final Manifest MANIFEST = Manifest.bundled();

    @TempDir
    Path folder;

    private final OwnSamples own = new OwnSamples();

    @Test
    void passesOnEqualResults() {
        GateReport report = new Gate(GateRules.standard()).check(planted(0));
        assertThat(report.passed()).isTrue();
        assertThat(report.checks())
                .allSatisfy(check -> assertThat(check.reason()).isEqualTo("no drop"));
        assertThat(report.tested()).isEqualTo(8);
    }

    /** Two points less on every task whose samples have scores of their own; noise of a model trained anew on top. */
    @Test
    void failsOnAPlantedDropOfTwoPoints() {
        GateReport report = new Gate(GateRules.standard()).check(planted(0.02));
        assertThat(report.passed()).isFalse();
        assertThat(report.failures())
                .extracting(GateCheck::name)
                .contains("Mean(Task)", "MiniRetrieval.en", "MiniReranking.en", "MiniClassification.en");
        assertThat(report.failures())
                .allSatisfy(check -> assertThat(check.corrected()).isLessThanOrEqualTo(0.05));
        assertThat(report.objections())
                .hasSameSizeAs(report.failures())
                .first()
                .asString()
                .startsWith("Mean(Task): drop of 1.");
    }

    @Test
    void anAllowedDropAndOneTooSmallToMatterPass() {
        GateRule generous = new GateRule(2.5, 0);
        assertThat(gate(generous, true).check(planted(0.02)).passed()).isTrue();
        assertThat(gate(new GateRule(0, 5), true).check(planted(0.02)).passed()).isTrue();
        assertThat(gate(new GateRule(0, 0), true).check(planted(0.02)).passed()).isFalse();
    }

    /** A published figure has no samples: the size of the drop decides, and the report says so. */
    @Test
    void withoutSamplesTheSizeDecides() {
        GateReport report = gate(new GateRule(0, 0.5), true).check(plain(0.80, 0.79, List.of()));
        assertThat(report.passed()).isFalse();
        assertThat(report.tested()).isZero();
        assertThat(report.failures().get(0).reason()).contains("drop of 1.00 points", "not tested");
        assertThat(gate(new GateRule(0, 0.5), true)
                        .check(plain(0.80, 0.796, List.of()))
                        .passed())
                .isTrue();
    }

    @Test
    void refusesWhatIsNotTheSameMeasurementUnlessToldToSkip() {
        Comparison unlike = plain(0.8, 0.7, List.of(new Mark(Mark.Kind.MEASURE, "max_ap against max_accuracy")));
        assertThatThrownBy(() -> gate(new GateRule(0, 0), false).check(unlike))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("STS13 (max_ap against max_accuracy)");
        // with nothing else to compare, skipping leaves nothing
        assertThatThrownBy(() -> gate(new GateRule(0, 0), true).check(unlike))
                .hasMessageContaining("no task in common");
    }

    /** What {@code compare} says beside a task, the gate says too: once for all the tasks that it is of. */
    @Test
    void saysWhatElseIsToBeKnownOfTheFiguresCompared() {
        List<TaskComparison> tasks = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            List<String> notes = new ArrayList<>(List.of("numbers: float32 against bfloat16", "no samples"));
            if (i != 4) {
                notes.add("self-reported by baseline");
            }
            tasks.add(task("STS1" + i, List.of(), notes));
        }
        GateReport report = gate(new GateRule(0, 0.5), true).check(new Comparison("baseline", "candidate", tasks));
        assertThat(report.notes())
                .startsWith(
                        "all tasks: numbers: float32 against bfloat16",
                        "STS11, STS12, STS13, STS15, STS16 and 1 more: self-reported by baseline",
                        "not tested: STS11: no samples")
                .hasSize(9);
        assertThat(GateMarkdown.summary(report)).contains("all tasks\\: numbers\\: float32 against bfloat16");
    }

    /** Every reason counts, wherever the outcome is shown. */
    @Test
    void saysEveryReasonWhyATaskIsLeftOut() {
        List<Mark> marks = List.of(new Mark(Mark.Kind.MEASURE, "one"), new Mark(Mark.Kind.REVISION, "another"));
        GateReport report = gate(new GateRule(0, 0.5), true)
                .check(new Comparison(
                        "baseline",
                        "candidate",
                        List.of(task("STS12", List.of(), List.of()), task("STS13", marks, List.of()))));
        for (String text :
                List.of(GateFiles.junit(report), GateMarkdown.summary(report), GateMarkdown.annotations(report))) {
            assertThat(text).contains("one, another");
        }
    }

    @Test
    void aMissingTaskFails() {
        List<TaskComparison> tasks = new ArrayList<>(planted(0).tasks());
        tasks.add(new TaskComparison(
                new ComparedTask(
                        "STS13", Optional.of(TaskType.STS), new Selection(List.of("test"), List.of("default"))),
                OptionalDouble.of(0.8),
                OptionalDouble.empty(),
                List.of(new Mark(Mark.Kind.MISSING, "only baseline has it")),
                List.of(),
                Optional.empty()));
        GateReport report = new Gate(GateRules.standard()).check(new Comparison("a", "b", tasks));
        assertThat(report.failures()).singleElement().satisfies(check -> {
            assertThat(check.scope()).isEqualTo(GateCheck.Scope.REQUIRED);
            assertThat(check.name()).isEqualTo("STS13");
        });
    }

    @Test
    void writesJUnitAndJson() throws ParserConfigurationException, IOException, SAXException {
        GateReport report = new Gate(GateRules.standard()).check(planted(0.02));
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(GateFiles.junit(report))));
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests"))
                .isEqualTo(String.valueOf(report.checks().size()));
        assertThat(suite.getAttribute("failures"))
                .isEqualTo(String.valueOf(report.failures().size()));
        assertThat(xml.getElementsByTagName("testcase").getLength())
                .isEqualTo(report.checks().size());
        assertThat(xml.getElementsByTagName("failure").getLength())
                .isEqualTo(report.failures().size());
        JsonNode json = GateFiles.json(report);
        assertThat(json.path("passed").booleanValue()).isFalse();
        assertThat(json.path("checks")).hasSameSizeAs(report.checks());
        assertThat(json.at("/checks/0/power_for_one_point").isNumber()).isTrue();
        assertThat(GateFiles.junit(report)).isEqualTo(GateFiles.junit(report));
    }

    @Test
    void readsRules() throws IOException {
        GateRules rules = GateRules.read(write("""
                significance: 0.01
                overall: {allowed_drop: 0.2}
                type: false
                types: {Retrieval: {allowed_drop: 1}}
                tasks:
                  STS13: {least_effect: 2}
                required: [STS13]
                not_comparable: skip
                """), MANIFEST);
        assertThat(rules.significance()).isEqualTo(0.01);
        assertThat(rules.overall()).contains(new GateRule(0.2, 0.1));
        assertThat(rules.type()).isEmpty();
        assertThat(rules.ofType(TaskType.RETRIEVAL)).contains(new GateRule(1, 0.3));
        assertThat(rules.ofTask("STS13")).contains(new GateRule(0, 2));
        assertThat(rules.ofTask("STS12")).contains(new GateRule(0, 0.5));
        assertThat(rules.required()).contains(List.of("STS13"));
        assertThat(rules.skipNotComparable()).isTrue();
        assertThat(GateRules.read(write(""), MANIFEST)).isEqualTo(GateRules.standard());
    }

    @Test
    void refusesRulesItDoesNotUnderstand() throws IOException {
        for (String text : List.of(
                "signifcance: 0.1",
                "significance: 5",
                "overall: {allowed_drop: -1}",
                "tasks: {STS31: {allowed_drop: 1}}",
                "types: {Retreival: {allowed_drop: 1}}",
                "required: [STS31]",
                "not_comparable: maybe",
                "overall: [1, 2]",
                "{")) {
            Path file = write(text);
            assertThatThrownBy(() -> GateRules.read(file, MANIFEST))
                    .as(text)
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("rules.yaml");
        }
    }

    private Comparison planted(double drop) {
        List<TaskComparison> tasks = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        own.tasks().forEach((task, samples) -> {
            List<Sample> worse = drop == 0 ? samples : OwnSamples.worse(samples, drop, random);
            tasks.add(FalseAlarmTest.compared(
                    task,
                    OwnSamples.scores(samples),
                    OwnSamples.scores(worse),
                    new Resampling(1, 2_000, Parallel.of(1))));
        });
        return new Comparison("baseline", "candidate", tasks);
    }

    private static Comparison plain(double baseline, double candidate, List<Mark> marks) {
        return new Comparison("baseline", "candidate", List.of(task("STS13", baseline, candidate, marks, List.of())));
    }

    private static TaskComparison task(String name, List<Mark> marks, List<String> notes) {
        return task(name, 0.8, 0.8, marks, notes);
    }

    private static TaskComparison task(
            String name, double baseline, double candidate, List<Mark> marks, List<String> notes) {
        return new TaskComparison(
                new ComparedTask(name, Optional.of(TaskType.STS), new Selection(List.of("test"), List.of("default"))),
                OptionalDouble.of(baseline),
                OptionalDouble.of(candidate),
                marks,
                notes,
                Optional.empty());
    }

    private static Gate gate(GateRule rule, boolean skip) {
        return new Gate(new GateRules(
                0.05,
                Optional.of(rule),
                Optional.empty(),
                Optional.of(rule),
                Map.of(),
                Map.of(),
                Optional.empty(),
                skip));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("rules.yaml"), text);
    }
}
