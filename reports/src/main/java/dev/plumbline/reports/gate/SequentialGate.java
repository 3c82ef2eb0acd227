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
import java.util.Set;

/**
 * The gate while a candidate is still being scored: a look after each task, so that one that is plainly worse stops early. The
 * looks share a fifth of the significance; the rules get the rest once every task is there, so that the chance of any false
 * alarm stays what was asked for. Looks are at the mean over the tasks so far, in a fixed order: tasks that were scored before
 * their turn wait for it. Tasks without samples that can be drawn from are for the rules alone.
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
     * @param tasks names of those that there is a look after, in their order
     * @param scored number of tasks that are there
     * @param planned number of tasks in the end
     * @param notes which tasks there is no look after
     * @param report what the gate said once every task is there, or of the look that stopped it; empty until then
     */
    public record Outcome(
            List<SequentialLooks.Look> looks,
            List<String> tasks,
            int scored,
            int planned,
            List<String> notes,
            Optional<GateReport> report) {
        public Outcome {
            looks = List.copyOf(looks);
            tasks = List.copyOf(tasks);
            notes = List.copyOf(notes);
        }

        /** The first look that found a drop beyond chance. */
        public Optional<SequentialLooks.Look> stopped() {
            return looks.stream().filter(SequentialLooks.Look::worse).findFirst();
        }

        /** What the gate said of every task; empty where some are still to come, or a look stopped it. */
        public Optional<GateReport> rules() {
            return stopped().isPresent() ? Optional.empty() : report;
        }

        /** Whether nothing is wrong so far. */
        public boolean passed() {
            return report.map(GateReport::passed).orElse(true);
        }

        /** Whether tasks are still to be scored. */
        public boolean open() {
            return report.isEmpty();
        }

        /** The same with more to be known of it, said before the rest, and once: by the rules where they have decided. */
        public Outcome noted(List<String> more) {
            List<String> all = new ArrayList<>(rules().isPresent() ? List.of() : more);
            all.addAll(notes);
            return new Outcome(looks, tasks, scored, planned, all, report.map(found -> found.noted(more)));
        }

        private Outcome decided(GateReport decision) {
            return new Outcome(looks, tasks, scored, planned, notes, Optional.of(decision));
        }

        /** One line for a reader. */
        public String sentence() {
            if (stopped().isPresent()) {
                return "stop: " + dropped(stopped().get(), planned);
            }
            return report.isPresent()
                    ? "complete: no look stopped it, the rules decide"
                    : String.format(Locale.ROOT, "go on: after %d of %d tasks no drop beyond chance", scored, planned);
        }
    }

    /**
     * Looks at what is there.
     *
     * @throws PlumblineException of kind USAGE if the rules have none for the mean, of which looks are; of kind RESULT if a
     *     task's figures are not the same measurement and the rules do not skip it
     */
    public Outcome check(Comparison comparison) {
        return check(comparison, Set.of());
    }

    /**
     * Looks at what is there, where some tasks have no score and will not have one in this run: looks do not wait for them, but
     * what the looks may spend is shared with them, and nothing is decided at the end without them.
     *
     * @param gone names of these tasks
     * @throws PlumblineException as {@link #check(Comparison)}
     */
    public Outcome check(Comparison comparison, Set<String> gone) {
        GateRule mean = rules.overall()
                .orElseThrow(
                        () -> PlumblineException.usage(
                                "looks are at the mean over tasks, which these rules"
                                        + " leave out (overall: false); give overall a rule, or leave --sequential (of run: --gate) out"));
        List<TaskComparison> unlike = Gate.requireAlike(comparison, rules);
        List<TaskComparison> there = new ArrayList<>();
        int planned = 0;
        boolean waiting = false;
        for (TaskComparison task : comparison.tasks()) {
            if (task.baseline().isEmpty() || (!task.marks().isEmpty() && !task.missing())) {
                continue;
            }
            planned++;
            boolean scored = task.candidate().isPresent();
            waiting |= !scored && !gone.contains(task.task().name());
            if (scored && !waiting) {
                there.add(task);
            }
        }
        double least = mean.leastEffect() / 100;
        List<TaskComparison> looked = new ArrayList<>();
        List<Difference> before = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (TaskComparison task : there.subList(0, Math.min(there.size(), Math.max(0, planned - 1)))) {
            if (task.difference().isPresent()) {
                looked.add(task);
                before.add(task.difference().get());
            } else {
                notes.add(
                        "no look after " + task.task().name() + ", which has no samples on both sides that tell how far"
                                + " chance moves its score: the rules decide of it in the end");
            }
        }
        List<SequentialLooks.Look> looks =
                SequentialLooks.of(before, planned, SHARE * rules.significance(), allowed(looked, mean)).stream()
                        .map(look -> look.worse() && -look.change() < least
                                ? new SequentialLooks.Look(
                                        look.parts(), look.spent(), look.change(), look.limit(), false)
                                : look)
                        .toList();
        int of = planned;
        Optional<GateReport> report = looks.stream()
                .filter(SequentialLooks.Look::worse)
                .findFirst()
                .map(look -> new GateReport(
                        comparison.baseline(),
                        comparison.candidate(),
                        rules.significance(),
                        List.of(failed(look, of, looked.subList(0, look.parts()), mean)),
                        unlike,
                        Gate.notes(looked.subList(0, look.parts()))));
        if (report.isEmpty() && there.size() == planned) {
            report = Optional.of(atTheEnd(comparison));
        }
        return new Outcome(
                looks, looked.stream().map(task -> task.task().name()).toList(), there.size(), planned, notes, report);
    }

    /**
     * What the rules say, at what the looks have left, where tasks will never come that looks wait for.
     *
     * @param gone their names
     * @throws PlumblineException as {@link Gate#check}
     */
    public Outcome end(Comparison comparison, Set<String> gone) {
        Outcome last = check(comparison, gone);
        return last.open() ? last.decided(atTheEnd(comparison)) : last;
    }

    private GateReport atTheEnd(Comparison comparison) {
        return new Gate(rules.at((1 - SHARE) * rules.significance())).check(comparison);
    }

    /** What a task may drop before it counts against the mean: as the mean itself, or more where the rules name it. */
    private List<Double> allowed(List<TaskComparison> tasks, GateRule mean) {
        return tasks.stream()
                .map(task -> Optional.ofNullable(rules.tasks().get(task.task().name()))
                        .map(GateRule::allowedDrop)
                        .orElse(0.0))
                .map(own -> Math.max(own, mean.allowedDrop()) / 100)
                .toList();
    }

    private static String dropped(SequentialLooks.Look look, int planned) {
        return String.format(
                Locale.ROOT,
                "after %d of %d tasks the mean has dropped by %.2f points, beyond chance",
                look.parts(),
                planned,
                -100 * look.change());
    }

    private static GateCheck failed(SequentialLooks.Look look, int planned, List<TaskComparison> tasks, GateRule mean) {
        return new GateCheck(
                GateCheck.Scope.OVERALL,
                "Mean of the first " + look.parts() + " of " + planned + " tasks",
                Optional.of(mean),
                Comparison.mean(tasks, false),
                Comparison.mean(tasks, true),
                Optional.empty(),
                Double.NaN,
                look.spent(),
                false,
                dropped(look, planned));
    }
}
