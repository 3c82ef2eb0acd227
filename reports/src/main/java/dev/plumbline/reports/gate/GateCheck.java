package dev.plumbline.reports.gate;

import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Power;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One rule's outcome.
 *
 * @param scope what the rule is about
 * @param name of the type or task; {@code Mean(Task)} overall
 * @param rule the rule; empty for a required task
 * @param baseline score, a fraction of 1; empty if it is missing
 * @param candidate likewise
 * @param difference what the samples say; empty where they cannot
 * @param corrected p-value after Holm's correction over the gate's tests; NaN without a test
 * @param level what a test alone must stay below if it is the only one that fails: the significance over the tests
 * @param passed whether the rule holds
 * @param reason a sentence for a reader
 */
public record GateCheck(
        Scope scope,
        String name,
        Optional<GateRule> rule,
        OptionalDouble baseline,
        OptionalDouble candidate,
        Optional<Difference> difference,
        double corrected,
        double level,
        boolean passed,
        String reason) {

    /** The drop whose power is stated: one point. */
    private static final double STATED_DROP = 0.01;

    /** What a rule is about. */
    public enum Scope {
        OVERALL,
        TYPE,
        TASK,
        REQUIRED
    }

    public GateCheck {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(reason, "reason");
    }

    /** The chance to find a true drop of one point, at worst; NaN without a test. */
    public double power() {
        double margin = rule.map(GateRule::allowedDrop).orElse(0.0) / 100;
        double least = rule.map(GateRule::leastEffect).orElse(0.0) / 100;
        return difference
                .map(found -> Power.of(STATED_DROP, margin, least, found.standardError(), level))
                .orElse(Double.NaN);
    }

    /** Candidate less baseline, a fraction of 1; NaN if one is missing. */
    public double change() {
        return baseline.isPresent() && candidate.isPresent()
                ? candidate.getAsDouble() - baseline.getAsDouble()
                : Double.NaN;
    }
}
