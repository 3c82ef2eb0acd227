package dev.plumbline.reports.gate;

import dev.plumbline.reports.compare.TaskComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a gate found.
 *
 * @param baseline name of the model that is compared with
 * @param candidate name of the model that is checked
 * @param significance the chance of any false alarm
 * @param checks every rule's outcome
 * @param skipped tasks left out since they are not the same measurement
 * @param notes what is to be known of the figures compared, such as another release of mteb, another type of numbers or
 *     self-reported ones; why tasks could not be tested, where that is not plain, and of those that were, which samples are
 *     drawn together
 */
public record GateReport(
        String baseline,
        String candidate,
        double significance,
        List<GateCheck> checks,
        List<TaskComparison> skipped,
        List<String> notes) {
    public GateReport {
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(candidate, "candidate");
        checks = List.copyOf(checks);
        skipped = List.copyOf(skipped);
        notes = List.copyOf(notes);
    }

    /** The same with more to be known of it, said before the rest. */
    public GateReport noted(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(notes);
        return new GateReport(baseline, candidate, significance, checks, skipped, all);
    }

    /** Whether every rule holds. */
    public boolean passed() {
        return checks.stream().allMatch(GateCheck::passed);
    }

    public List<GateCheck> failures() {
        return checks.stream().filter(check -> !check.passed()).toList();
    }

    /** The failures as sentences, the largest scope first. */
    public List<String> objections() {
        return failures().stream()
                .map(check -> check.name() + ": " + check.reason())
                .toList();
    }

    /** Number of checks that could be tested with samples. */
    public long tested() {
        return checks.stream().filter(check -> check.difference().isPresent()).count();
    }
}
