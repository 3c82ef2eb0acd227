package dev.plumbline.reports.gate;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Settings;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gate checks.
 *
 * @param significance the chance of any false alarm that is accepted, over all tests of the gate; between 0 and 1
 * @param overall for the mean over tasks; empty to leave it out
 * @param type for the mean of each task type; empty to leave them out
 * @param task for each task; empty to leave them out
 * @param types other rules by type's name
 * @param tasks other rules by task's name
 * @param required tasks the candidate must have; empty for all that the baseline has
 * @param skipNotComparable leave out tasks whose figures are not the same measurement, rather than refuse
 */
public record GateRules(
        double significance,
        Optional<GateRule> overall,
        Optional<GateRule> type,
        Optional<GateRule> task,
        Map<String, GateRule> types,
        Map<String, GateRule> tasks,
        Optional<List<String>> required,
        boolean skipNotComparable) {

    private static final GateRule OVERALL = new GateRule(0, 0.1);
    private static final GateRule TYPE = new GateRule(0, 0.3);
    private static final GateRule TASK = new GateRule(0, 0.5);

    public GateRules {
        if (!(significance > 0 && significance < 1)) {
            throw new WrongValueException("significance", "must lie between 0 and 1, not " + significance, "0.05");
        }
        Objects.requireNonNull(overall, "overall");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(task, "task");
        types = Map.copyOf(types);
        tasks = Map.copyOf(tasks);
        required = required.map(List::copyOf);
    }

    /**
     * Rules for where nobody wrote any: no significant drop at 5% of 0.1 points overall, 0.3 of a type, 0.5 of a task, and no
     * task of the baseline missing.
     */
    public static GateRules standard() {
        return new GateRules(
                0.05,
                Optional.of(OVERALL),
                Optional.of(TYPE),
                Optional.of(TASK),
                Map.of(),
                Map.of(),
                Optional.empty(),
                false);
    }

    /** The same rules at another significance. */
    GateRules at(double level) {
        return new GateRules(level, overall, type, task, types, tasks, required, skipNotComparable);
    }

    /**
     * Reads rules in YAML (or JSON, which is YAML too). What a file leaves out is as in {@link #standard()}; {@code false} in
     * place of a rule leaves it out.
     *
     * @param manifest to tell misspelt task names
     * @throws PlumblineException of kind USAGE if the file is missing or says something else
     */
    public static GateRules read(Path file, Manifest manifest) {
        if (!Files.exists(file)) {
            throw PlumblineException.usage("no rules file " + file);
        }
        SettingsFile settings = SettingsFile.read(file, "rules file " + file);
        if (settings.root().isMissingNode() || settings.root().isNull()) {
            return standard();
        }
        Settings root = settings.mapping();
        Optional<GateRule> ofType = rule(root, "type", TYPE);
        Optional<GateRule> ofTask = rule(root, "task", TASK);
        List<String> labels =
                Arrays.stream(TaskType.values()).map(TaskType::label).toList();
        Optional<GateRule> ofAll = rule(root, "overall", OVERALL);
        Map<String, GateRule> types = named(root, "types", ofType.orElse(TYPE), labels, "type");
        Map<String, GateRule> tasks =
                named(root, "tasks", ofTask.orElse(TASK), List.copyOf(manifest.taskNames()), "task");
        double significance = root.number("significance", standard().significance());
        Optional<List<String>> required = requiredTasks(root, manifest);
        boolean skip = root.text("not_comparable", "refuse").equals("skip");
        if (!skip && !root.text("not_comparable", "refuse").equals("refuse")) {
            throw root.wrong(
                    "not_comparable", "must be refuse or skip, not \"" + root.text("not_comparable") + "\"", "skip");
        }
        root.end();
        return root.checked(() -> new GateRules(significance, ofAll, ofType, ofTask, types, tasks, required, skip));
    }

    private static Optional<GateRule> rule(Settings at, String key, GateRule base) {
        if (at.isFlag(key)) {
            return at.flag(key, true) ? Optional.of(base) : Optional.empty();
        }
        return Optional.of(at.child(key).map(rule -> GateRule.read(rule, base)).orElse(base));
    }

    private static Map<String, GateRule> named(
            Settings at, String key, GateRule base, List<String> known, String what) {
        Map<String, GateRule> rules = new LinkedHashMap<>();
        at.child(key).ifPresent(mapping -> {
            for (String name : mapping.keys()) {
                if (!known.contains(name)) {
                    throw mapping.wrong(
                            name,
                            "is an unknown " + what + "; nearest: " + String.join(", ", NearestNames.of(name, known)));
                }
                rules.put(
                        name,
                        mapping.child(name)
                                .map(rule -> GateRule.read(rule, base))
                                .orElse(base));
            }
        });
        return rules;
    }

    private static Optional<List<String>> requiredTasks(Settings at, Manifest manifest) {
        if (!at.has("required") || (at.isText("required") && at.text("required").equals("baseline"))) {
            return Optional.empty();
        }
        if (at.isText("required")) {
            throw at.wrong(
                    "required", "must be a list of tasks, or \"baseline\" for all that the baseline has", "[STS13]");
        }
        List<String> names = at.texts("required");
        for (String name : names) {
            try {
                manifest.task(name);
            } catch (PlumblineException e) {
                throw at.located("required", e);
            }
        }
        return Optional.of(names);
    }

    /** The rule of a type's mean. */
    Optional<GateRule> ofType(TaskType known) {
        return Optional.ofNullable(types.get(known.label())).or(() -> type);
    }

    /** Whether the mean of a type with only this task has a rule that the task's own does not repeat. */
    boolean alone(TaskType known, String name) {
        return types.containsKey(known.label()) || ofTask(name).isEmpty();
    }

    /** The rule of a task. */
    Optional<GateRule> ofTask(String name) {
        return Optional.ofNullable(tasks.get(name)).or(() -> task);
    }
}
