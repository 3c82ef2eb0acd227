package dev.plumbline.reports.gate;

import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.statistics.Power;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gate will be able to see, before anything is scored: which drop each rule finds with 80% power, and the cheapest tasks
 * that together find one point.
 *
 * @param rules in the gate's order
 * @param suite empty where no tasks together find one point within the time
 * @param assumed whether how far differences move was guessed from the baseline's own samples
 */
public record GatePlan(List<Rule> rules, Optional<Suite> suite, boolean assumed) {

    /** The drop that a suite must find. */
    static final double SOUGHT = 0.01;

    /** With which chance. */
    static final double POWER = 0.8;

    public GatePlan {
        Objects.requireNonNull(suite, "suite");
        rules = List.copyOf(rules);
    }

    /**
     * A task as a plan needs it.
     *
     * @param type of it
     * @param samples of it
     * @param standardError of the difference between baseline and candidate
     * @param texts to encode
     * @param seconds that takes, scoring included
     */
    public record Task(
            String name, Optional<TaskType> type, long samples, double standardError, long texts, double seconds) {
        public Task {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
        }
    }

    /**
     * What a rule sees.
     *
     * @param tasks that it is about
     * @param found least true drop that it finds with 80% power, a fraction of 1
     * @param power the chance to find a true drop of one point
     */
    public record Rule(GateCheck.Scope scope, String name, int tasks, double found, double power) {
        public Rule {
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * Tasks that together find one point with 80% power, by the mean over them alone.
     *
     * @param tasks names
     * @param texts of all
     * @param seconds that encoding and scoring them takes
     * @param power the chance to find one point
     */
    public record Suite(List<String> tasks, long texts, double seconds, double power) {
        public Suite {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * The plan.
     *
     * @param seconds that a suite may take
     * @param assumed whether standard errors were guessed
     */
    public static GatePlan of(List<Task> tasks, GateRules rules, double seconds, boolean assumed) {
        Map<TaskType, List<Task>> byType = new LinkedHashMap<>();
        tasks.forEach(task -> task.type()
                .ifPresent(type ->
                        byType.computeIfAbsent(type, key -> new ArrayList<>()).add(task)));
        List<Pending> pending = new ArrayList<>();
        rules.overall().ifPresent(rule -> pending.add(new Pending(GateCheck.Scope.OVERALL, "Mean(Task)", rule, tasks)));
        byType.forEach((type, ofType) -> rules.ofType(type)
                .filter(rule ->
                        ofType.size() > 1 || rules.alone(type, ofType.get(0).name()))
                .ifPresent(rule -> pending.add(new Pending(GateCheck.Scope.TYPE, type.label(), rule, ofType))));
        tasks.forEach(task -> rules.ofTask(task.name())
                .ifPresent(rule -> pending.add(new Pending(GateCheck.Scope.TASK, task.name(), rule, List.of(task)))));
        double level = rules.significance() / Math.max(1, pending.size());
        List<Rule> seen = pending.stream().map(rule -> rule.seen(level)).toList();
        return new GatePlan(seen, CheapestSuite.of(tasks, rules.significance(), rules.overall(), seconds), assumed);
    }

    private record Pending(GateCheck.Scope scope, String name, GateRule rule, List<Task> tasks) {
        Rule seen(double level) {
            double error = error(tasks);
            double margin = rule.allowedDrop() / 100;
            // what is too small to matter never fails, however sure
            double least = rule.leastEffect() / 100;
            return new Rule(
                    scope,
                    name,
                    tasks.size(),
                    Power.found(margin, least, error, level, POWER),
                    Power.of(SOUGHT, margin, least, error, level));
        }
    }

    /** Standard error of the mean over tasks. */
    static double error(List<Task> tasks) {
        double squares = 0;
        for (Task task : tasks) {
            squares += task.standardError() * task.standardError();
        }
        return Math.sqrt(squares) / tasks.size();
    }
}
