package dev.plumbline.reports.gate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Holm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks a comparison against rules. */
public final class Gate {

    private static final String SAMPLES = "samples";

    /** Tasks that a note names. */
    private static final int FEW = 5;

    private final GateRules rules;

    public Gate(GateRules rules) {
        this.rules = Objects.requireNonNull(rules, "rules");
    }

    /**
     * Checks every rule.
     *
     * @throws PlumblineException of kind RESULT if a task's figures are not the same measurement and the rules do not skip
     *     it, or nothing is left to compare
     */
    public GateReport check(Comparison comparison) {
        List<TaskComparison> unlike = requireAlike(comparison, rules);
        List<TaskComparison> tasks = comparison.onlyComparable().tasks();
        if (tasks.isEmpty()) {
            throw PlumblineException.result(comparison.baseline() + " and " + comparison.candidate()
                    + " cannot be compared: they have no task in common");
        }
        return check(comparison, unlike, tasks);
    }

    /** The tasks that are not the same measurement, which the rules must allow to skip. */
    static List<TaskComparison> requireAlike(Comparison comparison, GateRules rules) {
        List<TaskComparison> unlike = comparison.notComparable();
        if (!unlike.isEmpty() && !rules.skipNotComparable()) {
            throw PlumblineException.result(comparison.baseline() + " and " + comparison.candidate()
                    + " cannot be compared: " + unlike.stream().map(Gate::shown).collect(Collectors.joining("; "))
                    + ". Score both alike, or leave such tasks out with not_comparable: skip");
        }
        return unlike;
    }

    private GateReport check(Comparison comparison, List<TaskComparison> unlike, List<TaskComparison> tasks) {
        List<Pending> pending = new ArrayList<>();
        rules.overall().ifPresent(rule -> pending.add(new Pending(GateCheck.Scope.OVERALL, "Mean(Task)", rule, tasks)));
        comparison
                .onlyComparable()
                .byType()
                .forEach((type, ofType) -> rules.ofType(type)
                        .filter(rule -> ofType.size() > 1
                                || rules.alone(type, ofType.get(0).task().name()))
                        .ifPresent(rule -> pending.add(new Pending(GateCheck.Scope.TYPE, type.label(), rule, ofType))));
        tasks.forEach(task -> rules.ofTask(task.task().name())
                .ifPresent(rule -> pending.add(
                        new Pending(GateCheck.Scope.TASK, task.task().name(), rule, List.of(task)))));
        List<GateCheck> checks = new ArrayList<>(required(comparison));
        checks.addAll(decide(pending));
        return new GateReport(
                comparison.baseline(), comparison.candidate(), rules.significance(), checks, unlike, notes(tasks));
    }

    /** What is to be known of two figures that are the same measurement, with the tasks that it is of; then what of samples. */
    static List<String> notes(List<TaskComparison> tasks) {
        Map<String, List<String>> named = new LinkedHashMap<>();
        tasks.forEach(task -> task.notes().stream()
                .filter(note -> !note.contains(SAMPLES))
                .distinct()
                .forEach(note -> named.computeIfAbsent(note, key -> new ArrayList<>())
                        .add(task.task().name())));
        List<String> notes = new ArrayList<>();
        named.forEach((note, of) -> notes.add((of.size() == tasks.size() ? "all tasks" : named(of)) + ": " + note));
        tasks.forEach(task -> task.notes().stream()
                .filter(note -> note.contains(SAMPLES))
                .map(note -> (task.difference().isEmpty() ? "not tested: " : "")
                        + task.task().name() + ": " + note)
                .forEach(notes::add));
        return notes;
    }

    private static String named(List<String> tasks) {
        int more = tasks.size() - FEW;
        return String.join(", ", tasks.subList(0, Math.min(FEW, tasks.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String shown(TaskComparison task) {
        return task.task().name() + " (" + task.unlike() + ")";
    }

    /** A rule before all tests are made. */
    private record Pending(GateCheck.Scope scope, String name, GateRule rule, List<TaskComparison> tasks) {}

    private List<GateCheck> decide(List<Pending> pending) {
        List<Optional<Difference>> differences =
                pending.stream().map(rule -> Comparison.difference(rule.tasks)).toList();
        double[] raw = new double[pending.size()];
        int tests = 0;
        for (int i = 0; i < raw.length; i++) {
            double margin = pending.get(i).rule.allowedDrop() / 100;
            raw[i] = differences.get(i).map(found -> found.pWorse(margin)).orElse(Double.NaN);
            tests += differences.get(i).isPresent() ? 1 : 0;
        }
        double[] corrected = Holm.corrected(raw);
        List<GateCheck> checks = new ArrayList<>();
        for (int i = 0; i < raw.length; i++) {
            checks.add(decide(pending.get(i), differences.get(i), corrected[i], tests));
        }
        return checks;
    }

    private GateCheck decide(Pending pending, Optional<Difference> difference, double corrected, int tests) {
        OptionalDouble baseline = Comparison.mean(pending.tasks, false);
        OptionalDouble candidate = Comparison.mean(pending.tasks, true);
        double drop = 100 * (baseline.orElse(Double.NaN) - candidate.orElse(Double.NaN));
        GateRule rule = pending.rule;
        boolean tooMuch = drop > rule.allowedDrop() && drop >= rule.leastEffect();
        boolean significant = difference.isEmpty() || corrected <= rules.significance();
        return new GateCheck(
                pending.scope,
                pending.name,
                Optional.of(rule),
                baseline,
                candidate,
                difference,
                corrected,
                rules.significance() / Math.max(1, tests),
                !(tooMuch && significant),
                reason(drop, rule, difference, corrected, tooMuch));
    }

    private String reason(
            double drop, GateRule rule, Optional<Difference> difference, double corrected, boolean tooMuch) {
        if (!(drop > 0)) {
            return "no drop";
        }
        String size = String.format(Locale.ROOT, "drop of %.2f points", drop);
        if (!tooMuch) {
            return size + (drop <= rule.allowedDrop() ? ", allowed" : ", too small to matter");
        }
        if (difference.isEmpty()) {
            return size + ", not tested (no samples)";
        }
        return size
                + String.format(
                        Locale.ROOT,
                        corrected <= rules.significance()
                                ? ", significant (p %.4f of %.2f)"
                                : ", may be chance (p %.4f of %.2f)",
                        corrected,
                        rules.significance());
    }

    private List<GateCheck> required(Comparison comparison) {
        Set<String> needed = rules.required()
                .<Set<String>>map(Set::copyOf)
                .orElseGet(() -> comparison.tasks().stream()
                        .filter(task -> task.baseline().isPresent())
                        .map(task -> task.task().name())
                        .collect(Collectors.toSet()));
        List<GateCheck> missing = new ArrayList<>();
        for (TaskComparison task : comparison.tasks()) {
            if (needed.contains(task.task().name()) && task.candidate().isEmpty()) {
                missing.add(missing(task.task().name(), task.baseline()));
            }
        }
        Set<String> compared =
                comparison.tasks().stream().map(task -> task.task().name()).collect(Collectors.toSet());
        needed.stream()
                .filter(name -> !compared.contains(name))
                .sorted()
                .forEach(name -> missing.add(missing(name, OptionalDouble.empty())));
        return missing;
    }

    private static GateCheck missing(String task, OptionalDouble baseline) {
        return new GateCheck(
                GateCheck.Scope.REQUIRED,
                task,
                Optional.empty(),
                baseline,
                OptionalDouble.empty(),
                Optional.empty(),
                Double.NaN,
                Double.NaN,
                false,
                "the candidate has no complete score of it");
    }
}
