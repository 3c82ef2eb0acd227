package dev.plumbline.reports.gate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Interval;
import dev.plumbline.reports.statistics.SequentialLooks;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A gate's report as build servers read it. The same report gives the same text. */
public final class GateFiles {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final double CONFIDENCE = 0.95;

    private GateFiles() {}

    /** JUnit's XML: one test case per rule. What is said stands in the text too: GitLab shows no {@code message}. */
    public static String junit(GateReport report) {
        Counts counts = new Counts(
                report.checks().size() + report.skipped().size(),
                report.failures().size(),
                0,
                report.skipped().size());
        return suite(report.candidate() + " against " + report.baseline(), counts, xml -> {
            for (GateCheck check : report.checks()) {
                xml.writeCharacters("\n");
                start(xml, check.scope().name(), check.name());
                if (!check.passed()) {
                    xml.writeStartElement("failure");
                    xml.writeAttribute("type", check.scope() == GateCheck.Scope.REQUIRED ? "missing" : "regression");
                    xml.writeAttribute("message", printable(check.reason()));
                    xml.writeCharacters(printable(check.reason()) + "\n" + scores(check));
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            for (TaskComparison task : report.skipped()) {
                xml.writeCharacters("\n");
                start(xml, "task", task.task().name());
                said(xml, "skipped", Optional.empty(), "not the same measurement: " + task.unlike());
                xml.writeEndElement();
            }
        });
    }

    /** JUnit's XML of a gate that has not decided: an error where the two cannot be compared, else a test that was skipped. */
    public static String junit(Undecided undecided) {
        Counts counts = new Counts(1, 0, undecided.refused() ? 1 : 0, undecided.refused() ? 0 : 1);
        return suite(undecided.candidate() + " against " + undecided.baseline(), counts, xml -> {
            xml.writeCharacters("\n");
            start(xml, GateCheck.Scope.OVERALL.name(), undecided.outcome());
            said(
                    xml,
                    undecided.refused() ? "error" : "skipped",
                    undecided.refused() ? Optional.of("not-comparable") : Optional.empty(),
                    undecided.says());
            xml.writeEndElement();
        });
    }

    private static void said(XMLStreamWriter xml, String element, Optional<String> type, String text)
            throws XMLStreamException {
        xml.writeStartElement(element);
        if (type.isPresent()) {
            xml.writeAttribute("type", type.get());
        }
        xml.writeAttribute("message", printable(text));
        xml.writeCharacters(printable(text));
        xml.writeEndElement();
    }

    private record Counts(int tests, int failures, int errors, int skipped) {}

    private interface Cases {

        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    private static String suite(String compared, Counts counts, Cases cases) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", printable("plumbline gate: " + compared));
            xml.writeAttribute("tests", String.valueOf(counts.tests()));
            xml.writeAttribute("failures", String.valueOf(counts.failures()));
            xml.writeAttribute("errors", String.valueOf(counts.errors()));
            xml.writeAttribute("skipped", String.valueOf(counts.skipped()));
            cases.write(xml);
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
        return text + "\n";
    }

    /** Looks on the way, and the rules' outcome where every task is there. */
    public static ObjectNode json(SequentialGate.Outcome outcome) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", "plumbline-gate-looks/1");
        root.put("passed", outcome.passed());
        root.put("open", outcome.open());
        root.put("planned", outcome.planned());
        root.put("sentence", outcome.sentence());
        ArrayNode looks = root.putArray("looks");
        for (SequentialLooks.Look look : outcome.looks()) {
            ObjectNode node = looks.addObject();
            node.put("task", outcome.tasks().get(look.parts() - 1));
            node.put("change", look.change());
            node.put("spent", look.spent());
            if (Double.isInfinite(look.limit())) {
                node.putNull("limit");
            } else {
                node.put("limit", look.limit());
            }
            node.put("worse", look.worse());
        }
        ArrayNode notes = root.putArray("notes");
        outcome.notes().forEach(notes::add);
        outcome.rules().ifPresent(report -> root.set("rules", json(report)));
        return root;
    }

    /** Everything the report has, scores as fractions of 1. */
    public static ObjectNode json(GateReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", "plumbline-gate/1");
        root.put("baseline", report.baseline());
        root.put("candidate", report.candidate());
        root.put("passed", report.passed());
        root.put("significance", report.significance());
        ArrayNode checks = root.putArray("checks");
        for (GateCheck check : report.checks()) {
            ObjectNode node = checks.addObject();
            node.put("scope", check.scope().name().toLowerCase(Locale.ROOT));
            node.put("name", check.name());
            node.put("passed", check.passed());
            node.put("reason", check.reason());
            put(node, "baseline", check.baseline());
            put(node, "candidate", check.candidate());
            put(node, "change", finite(check.change()));
            check.rule().ifPresent(rule -> {
                node.put("allowed_drop_points", rule.allowedDrop());
                node.put("least_effect_points", rule.leastEffect());
            });
            check.difference().ifPresent(difference -> {
                Interval interval = difference.interval(CONFIDENCE);
                node.putArray("interval_95").add(interval.low()).add(interval.high());
                node.put("standard_error", difference.standardError());
                node.put("p_two_sided", difference.pValue());
                node.put("p_corrected", check.corrected());
                node.put("power_for_one_point", check.power());
            });
        }
        ArrayNode notes = root.putArray("notes");
        report.notes().forEach(notes::add);
        ArrayNode skipped = root.putArray("not_comparable");
        report.skipped().forEach(task -> {
            ObjectNode node = skipped.addObject();
            node.put("task", task.task().name());
            ArrayNode marks = node.putArray("marks");
            task.marks().forEach(mark -> marks.add(mark.text()));
        });
        return root;
    }

    private static void start(XMLStreamWriter xml, String scope, String name) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "plumbline.gate." + scope.toLowerCase(Locale.ROOT));
        xml.writeAttribute("name", printable(name));
        xml.writeAttribute("time", "0");
    }

    private static String scores(GateCheck check) {
        return String.format(
                Locale.ROOT, "baseline %s, candidate %s", points(check.baseline()), points(check.candidate()));
    }

    private static String points(OptionalDouble score) {
        return score.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * score.getAsDouble()) : "missing";
    }

    /** XML 1.0 has no way to write control characters. */
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?");
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static void put(ObjectNode node, String field, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(field, value.getAsDouble());
        } else {
            node.putNull(field);
        }
    }
}
