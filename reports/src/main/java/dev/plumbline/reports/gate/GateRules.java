package dev.plumbline.reports.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public GateRules {
        if (!(significance > 0 && significance < 1)) {
            throw PlumblineException.usage("significance must lie between 0 and 1, not " + significance);
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

    /**
     * Reads rules in YAML (or JSON, which is YAML too). What a file leaves out is as in {@link #standard()}; {@code false} in
     * place of a rule leaves it out.
     *
     * @param manifest to tell misspelt task names
     * @throws PlumblineException of kind USAGE if the file is missing or says something else
     */
    public static GateRules read(Path file, Manifest manifest) {
        if (!Files.isRegularFile(file)) {
            throw PlumblineException.usage("no rules file " + file);
        }
        try {
            JsonNode root = MAPPER.readTree(file.toFile());
            if (root == null || root.isNull() || root.isMissingNode()) {
                return standard();
            }
            return MAPPER.treeToValue(root, Form.class).rules(manifest);
        } catch (JsonProcessingException e) {
            throw PlumblineException.usage("rules file " + file + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
        } catch (IOException e) {
            throw PlumblineException.usage("cannot read rules file " + file + ": " + e.getMessage());
        } catch (PlumblineException e) {
            throw e.in("rules file " + file);
        }
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

    private record Form(
            @JsonProperty("significance") Double significance,
            @JsonProperty("overall") JsonNode overall,
            @JsonProperty("type") JsonNode type,
            @JsonProperty("task") JsonNode task,
            @JsonProperty("types") Map<String, GateRule.Form> types,
            @JsonProperty("tasks") Map<String, GateRule.Form> tasks,
            @JsonProperty("required") JsonNode required,
            @JsonProperty("not_comparable") String notComparable) {

        GateRules rules(Manifest manifest) throws JsonProcessingException {
            Optional<GateRule> ofType = rule(type, TYPE);
            Optional<GateRule> ofTask = rule(task, TASK);
            List<String> labels =
                    Arrays.stream(TaskType.values()).map(TaskType::label).toList();
            return new GateRules(
                    significance == null ? 0.05 : significance,
                    rule(overall, OVERALL),
                    ofType,
                    ofTask,
                    named(types, ofType.orElse(TYPE), labels, "type"),
                    named(tasks, ofTask.orElse(TASK), List.copyOf(manifest.taskNames()), "task"),
                    requiredTasks(manifest),
                    skip());
        }

        private static Optional<GateRule> rule(JsonNode node, GateRule base) throws JsonProcessingException {
            if (node == null || node.isNull()) {
                return Optional.of(base);
            }
            if (node.isBoolean()) {
                return node.booleanValue() ? Optional.of(base) : Optional.empty();
            }
            return Optional.of(MAPPER.treeToValue(node, GateRule.Form.class).over(base));
        }

        private static Map<String, GateRule> named(
                Map<String, GateRule.Form> forms, GateRule base, List<String> known, String what) {
            Map<String, GateRule> rules = new LinkedHashMap<>();
            if (forms != null) {
                forms.forEach((name, form) -> {
                    if (!known.contains(name)) {
                        throw PlumblineException.usage("unknown " + what + " \"" + name + "\"");
                    }
                    rules.put(name, form == null ? base : form.over(base));
                });
            }
            return rules;
        }

        private Optional<List<String>> requiredTasks(Manifest manifest) {
            if (required == null || required.isNull() || required.asText().equals("baseline")) {
                return Optional.empty();
            }
            if (!required.isArray()) {
                throw PlumblineException.usage(
                        "required must be a list of tasks, or \"baseline\" for all that the baseline has");
            }
            List<String> names = new ArrayList<>();
            for (JsonNode name : required) {
                names.add(manifest.task(name.asText()).name());
            }
            return Optional.of(names);
        }

        private boolean skip() {
            if (notComparable == null || notComparable.equals("refuse")) {
                return false;
            }
            if (notComparable.equals("skip")) {
                return true;
            }
            throw PlumblineException.usage("not_comparable must be refuse or skip, not \"" + notComparable + "\"");
        }
    }
}
