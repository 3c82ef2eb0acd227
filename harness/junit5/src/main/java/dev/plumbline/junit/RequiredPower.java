package dev.plumbline.junit;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.GateCheck;
import dev.plumbline.reports.gate.GatePlan;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.gate.PlannedTasks;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which drop of the mean a baseline's samples can tell. */
final class RequiredPower {

    private RequiredPower() {}

    /**
     * The least drop that the rule about the mean finds with a chance of 80%, a fraction of 1; infinite where no task has
     * samples that tell, empty where the rules have none about the mean.
     */
    static Optional<Double> of(Manifest manifest, Contender before, Set<String> names, GateRules rules) {
        if (rules.overall().isEmpty()) {
            return Optional.empty();
        }
        List<ComparedTask> tasks = ComparedTask.of(manifest, before.figures(), before.figures()).stream()
                .filter(task -> names.contains(task.name()))
                .toList();
        PlannedTasks planned =
                new PlannedTasks(manifest, Optional.empty(), Optional.empty(), Resampling.standard(Parallel.of(1)));
        List<GatePlan.Task> known = planned.alone(tasks, before).tasks();
        return known.isEmpty()
                ? Optional.of(Double.POSITIVE_INFINITY)
                : GatePlan.of(known, rules, 0, true).rules().stream()
                        .filter(rule -> rule.scope() == GateCheck.Scope.OVERALL)
                        .map(GatePlan.Rule::found)
                        .findFirst();
    }
}
