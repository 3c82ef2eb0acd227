package dev.plumbline.reports.gate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.Sha256;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A gate's report as GitLab reads it in merge requests: a code quality report ({@code artifacts:reports:codequality}), and
 * metrics in the text format of OpenMetrics ({@code artifacts:reports:metrics}). Its JUnit report is {@link GateFiles#junit}.
 */
public final class GitlabFiles {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private GitlabFiles() {}

    /**
     * A file as findings name it: relative to the repository, without {@code ./}, with slashes. Another path GitLab shows
     * nowhere.
     *
     * @param repository its root; a file outside stays as it is
     */
    public static String place(Path file, Path repository) {
        Path whole = file.toAbsolutePath().normalize();
        Path root = repository.toAbsolutePath().normalize();
        Path shown = whole.startsWith(root) ? root.relativize(whole) : file.normalize();
        return shown.toString().replace('\\', '/');
    }

    /**
     * One finding for each failing rule; an empty list where every rule holds.
     *
     * @param place a file of the repository that findings are shown at, such as the rules
     */
    public static String quality(GateReport report, String place) {
        ArrayNode findings = MAPPER.createArrayNode();
        for (GateCheck check : report.failures()) {
            String rule = check.scope().name().toLowerCase(Locale.ROOT) + " " + check.name();
            finding(
                    rule,
                    check.name() + ": " + check.reason(),
                    check.scope() == GateCheck.Scope.TASK ? "major" : "critical",
                    place,
                    findings);
        }
        return findings.toPrettyString() + "\n";
    }

    /** One finding where the two cannot be compared; an empty list where more is to come. */
    public static String quality(Undecided undecided, String place) {
        ArrayNode findings = MAPPER.createArrayNode();
        if (undecided.refused()) {
            finding(undecided.outcome(), undecided.says(), "critical", place, findings);
        }
        return findings.toPrettyString() + "\n";
    }

    private static void finding(String rule, String description, String severity, String place, ArrayNode findings) {
        ObjectNode finding = findings.addObject();
        finding.put("description", description);
        finding.put("check_name", "plumbline gate " + rule);
        // the same rule is the same finding from run to run
        finding.put("fingerprint", Sha256.hex("plumbline gate " + rule));
        finding.put("severity", severity);
        ObjectNode location = finding.putObject("location");
        location.put("path", place);
        location.putObject("lines").put("begin", 1);
    }

    /** That nothing is decided: no value says whether the gate passed. */
    public static String metrics(Undecided undecided) {
        return "plumbline_gate_decided 0\n# EOF\n";
    }

    /** The candidate's score and its change by rule, times 100, and whether the gate passed. */
    public static String metrics(GateReport report) {
        StringBuilder text = new StringBuilder();
        text.append("plumbline_gate_passed ").append(report.passed() ? 1 : 0).append('\n');
        for (GateCheck check : report.checks()) {
            if (check.candidate().isPresent()) {
                line("plumbline_score", check, 100 * check.candidate().getAsDouble(), text);
            }
            if (!Double.isNaN(check.change())) {
                line("plumbline_change", check, 100 * check.change(), text);
            }
        }
        return text.append("# EOF\n").toString();
    }

    /** OpenMetrics escapes; and GitLab takes all behind a {@code #} for a comment, wherever it stands. */
    private static String label(String name) {
        return name.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace('\r', ' ')
                .replace('#', '_');
    }

    private static void line(String metric, GateCheck check, double value, StringBuilder text) {
        text.append(metric)
                .append("{scope=\"")
                .append(check.scope().name().toLowerCase(Locale.ROOT))
                .append("\",of=\"")
                .append(label(check.name()))
                .append("\"} ")
                .append(String.format(Locale.ROOT, "%.4f", value))
                .append('\n');
    }
}
