package dev.plumbline.reports.gate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.SequentialLooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The gate while a candidate is still being scored: a look after each task, so that one that is plainly worse stops early. The
 * looks share a fifth of the significance; the rules get the rest once every task is there, so that the chance of any false
 * alarm stays what was asked for. Looks are at the mean over the tasks so far, in a fixed order: tasks that were scored before
 * their turn wait for it.
 */
public final class SequentialGate {

    /** Of the significance, for all looks before the last task. */
    static final double SHARE = 0.2;

    private final GateRules rules;

    public SequentialGate(GateRules rules) {
        this.rules = rules;
    }

    /**
     * What was found so far.
     *
     * @param looks one after each task but the last, as far as they are there
     * @param tasks their names, in the order of the looks
     * @param planned number of tasks in the end
     * @param rules what the gate said; empty until every task is there, or where a look stopped
     */
    public record Outcome(
            List<SequentialLooks.Look> looks, List<String> tasks, int planned, Optional<GateReport> rules) {
        public Outcome {
            looks = List.copyOf(looks);
            tasks = List.copyOf(tasks);
        }

        /** The first look that found a drop beyond chance. */
        public Optional<SequentialLooks.Look> stopped() {
            return looks.stream().filter(SequentialLooks.Look::worse).findFirst();
        }

        /** Whether nothing is wrong so far. */
        public boolean passed() {
            return stopped().isEmpty() && rules.map(GateReport::passed).orElse(true);
        }

        /** Whether tasks are still to be scored. */
        public boolean open() {
            return stopped().isEmpty() && rules.isEmpty();
        }

        /** One line for a reader. */
        public String sentence() {
            if (stopped().isPresent()) {
                SequentialLooks.Look look = stopped().get();
                return String.format(
                        Locale.ROOT,
                        "stop: after %d of %d tasks the mean has dropped by %.2f points, beyond chance",
                        look.parts(),
                        planned,
                        -100 * look.change());
            }
            return rules.isPresent()
                    ? "complete: no look stopped it, the rules decide"
                    : String.format(
                            Locale.ROOT, "go on: after %d of %d tasks no drop beyond chance", tasks.size(), planned);
        }
    }

    /**
     * Looks at what is there.
     *
     * @throws PlumblineException of kind RESULT if a task's figures are not the same measurement and the rules do not skip it,
     *     or a task has no samples on both sides
     */
    public Outcome check(Comparison comparison) {
        Gate.requireAlike(comparison, rules);
        List<TaskComparison> there = new ArrayList<>();
        int planned = 0;
        boolean waiting = false;
        for (TaskComparison task : comparison.tasks()) {
            if (task.baseline().isEmpty() || (!task.marks().isEmpty() && !task.missing())) {
                continue;
            }
            planned++;
            waiting |= task.candidate().isEmpty();
            if (!waiting) {
                there.add(task);
            }
        }
        double margin = rules.overall().map(GateRule::allowedDrop).orElse(0.0) / 100;
        double least = rules.overall().map(GateRule::leastEffect).orElse(0.0) / 100;
        List<Difference> before = new ArrayList<>();
        for (TaskComparison task : there.subList(0, Math.min(there.size(), Math.max(0, planned - 1)))) {
            before.add(task.difference()
                    .orElseThrow(() -> PlumblineException.result(task.task().name()
                            + " has no samples on both sides, which looks need; score it with samples"
                            + " (run keeps them unless --no-samples is given), or leave --sequential out")));
        }
        List<SequentialLooks.Look> looks =
                SequentialLooks.of(before, planned, SHARE * rules.significance(), margin).stream()
                        .map(look -> look.worse() && -look.change() < least
                                ? new SequentialLooks.Look(
                                        look.parts(), look.spent(), look.change(), look.limit(), false)
                                : look)
                        .toList();
        boolean stopped = looks.stream().anyMatch(SequentialLooks.Look::worse);
        Optional<GateReport> complete = stopped || there.size() < planned
                ? Optional.empty()
                : Optional.of(new Gate(rules.at((1 - SHARE) * rules.significance())).check(comparison));
        return new Outcome(looks, there.stream().map(task -> task.task().name()).toList(), planned, complete);
    }
}
