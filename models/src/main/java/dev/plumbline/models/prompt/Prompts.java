package dev.plumbline.models.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that a user gives in place of a model's own. A file is JSON or YAML in one of three forms:
 *
 * <pre>
 * {"query": "query: ", "STS": "..."}                         a prompt table
 * {"prompts": {...}, "default_prompt_name": "query"}         the same in a config_sentence_transformers.json
 * {"instruction_template": "Instruct: {instruction} ...",    instructions; the values of prompts may be mappings
 *  "prompts": {...},                                         by prompt type
 *  "apply_instruction_to_passages": false,                   true if left out
 *  "no_instruction_types": ["STS"]}                          none if left out
 * </pre>
 */
public final class Prompts {

    private static final String TEMPLATE = "instruction_template";
    private static final String TABLE = "prompts";
    private static final String DEFAULT_NAME = "default_prompt_name";
    private static final String PASSAGES = "apply_instruction_to_passages";
    private static final String EXEMPT_TYPES = "no_instruction_types";
    private static final Set<String> INSTRUCTION_KEYS = Set.of(TEMPLATE, TABLE, PASSAGES, EXEMPT_TYPES);

    private Prompts() {}

    /** No prompt anywhere: {@code --prompts none}. */
    public static PromptRule none() {
        return PromptRule.NONE;
    }

    /**
     * Reads a prompt file.
     *
     * @throws PlumblineException of kind USAGE if it cannot be read or has none of the forms
     */
    public static PromptRule read(Path file) {
        SettingsFile settings = SettingsFile.read(file, "prompts " + file);
        return rule(settings.root(), "prompts " + file, Optional.of(settings));
    }

    /**
     * The prompts that a file's content says.
     *
     * @param where the file, for messages
     * @throws PlumblineException of kind USAGE if it has none of the forms
     */
    public static PromptRule rule(JsonNode root, String where) {
        return rule(root, where, Optional.empty());
    }

    private static PromptRule rule(JsonNode root, String where, Optional<SettingsFile> file) {
        if (!root.isObject()) {
            throw wrong(where, "it must be an object of prompts by name");
        }
        try {
            if (root.has(TEMPLATE)) {
                return instructions(root, where, file);
            }
            return root.path(TABLE).isObject()
                    ? table(root.get(TABLE), root.get(DEFAULT_NAME), where, file, TABLE + ".")
                    : table(root, null, where, file, "");
        } catch (IllegalArgumentException e) {
            throw wrong(where, String.valueOf(e.getMessage()));
        }
    }

    private static PromptRule table(
            JsonNode prompts, @Nullable JsonNode defaultName, String where, Optional<SettingsFile> file, String way) {
        Map<String, String> table = new LinkedHashMap<>();
        entries(prompts).forEach((key, value) -> {
            if (!value.isTextual()) {
                String what = "the prompt '" + key + "' must be a string, not " + value;
                throw file.map(settings -> settings.wrong(way + key, "is wrong: " + what, "\"query: \""))
                        .orElseGet(() -> wrong(where, what));
            }
            table.put(key, value.textValue());
        });
        PromptTable rule = PromptTable.of(table);
        return defaultName == null || defaultName.isNull() ? rule : rule.withDefault(defaultName.asText());
    }

    private static PromptRule instructions(JsonNode root, String where, Optional<SettingsFile> file) {
        Set<String> unknown = new TreeSet<>(entries(root).keySet());
        unknown.removeAll(INSTRUCTION_KEYS);
        if (!unknown.isEmpty() && file.isPresent()) {
            throw file.get().unknown("", unknown.iterator().next(), INSTRUCTION_KEYS);
        }
        if (!unknown.isEmpty()) {
            throw wrong(
                    where,
                    "beside " + TEMPLATE + " there can be " + new TreeSet<>(INSTRUCTION_KEYS) + ", not " + unknown);
        }
        if (!root.get(TEMPLATE).isTextual()) {
            throw wrong(where, TEMPLATE + " must be a string");
        }
        Set<Role> roles = root.path(PASSAGES).asBoolean(true) ? Set.of() : Set.of(Role.DOCUMENT);
        Set<TaskType> types = EnumSet.noneOf(TaskType.class);
        for (JsonNode type : root.path(EXEMPT_TYPES)) {
            types.add(type(type.asText()));
        }
        JsonNode prompts = root.path(TABLE);
        return new InstructionPrompts(
                entries(prompts), root.get(TEMPLATE).textValue(), new InstructionPrompts.Exempt(roles, types));
    }

    private static TaskType type(String label) {
        for (TaskType type : TaskType.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw new IllegalArgumentException(EXEMPT_TYPES + ": there is no task type '" + label + "'");
    }

    private static Map<String, JsonNode> entries(JsonNode object) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        object.properties().forEach(field -> entries.put(field.getKey(), field.getValue()));
        return entries;
    }

    private static PlumblineException wrong(String where, String what) {
        return PlumblineException.usage(where + ": " + what);
    }
}
