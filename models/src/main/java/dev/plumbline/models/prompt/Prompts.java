package dev.plumbline.models.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final int MOST_CHARACTERS = 100_000;
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

    /** Where the prompts stand, for errors. */
    @FunctionalInterface
    private interface Origin {
        /** As {@link SettingsFile#wrong(String, String, String)}. */
        PlumblineException wrong(String way, String what, String example);
    }

    /**
     * Reads a prompt file.
     *
     * @throws PlumblineException of kind USAGE if it cannot be read or has none of the forms
     */
    public static PromptRule read(Path file) {
        SettingsFile settings = SettingsFile.read(file, "prompts " + file);
        settings.mapping();
        return rule(settings.root(), settings::wrong);
    }

    /**
     * The prompts that a file's content says.
     *
     * @param where the file, for messages
     * @throws PlumblineException of kind USAGE if it has none of the forms
     */
    public static PromptRule rule(JsonNode root, String where) {
        return rule(root, (way, what, example) -> PlumblineException.usage(where + ": " + way + " " + what));
    }

    private static PromptRule rule(JsonNode root, Origin origin) {
        if (!root.isObject()) {
            throw origin.wrong("", "must be a mapping of prompts by name", "{query: \"query: \"}");
        }
        try {
            if (root.has(TEMPLATE)) {
                return instructions(root, origin);
            }
            return root.path(TABLE).isObject()
                    ? table(root.get(TABLE), root.get(DEFAULT_NAME), origin, TABLE + ".")
                    : table(root, null, origin, "");
        } catch (WrongValueException e) {
            throw origin.wrong(e.key(), e.what(), e.example());
        }
    }

    private static PromptRule table(JsonNode prompts, @Nullable JsonNode defaultName, Origin origin, String way) {
        Map<String, String> table = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : prompts.properties()) {
            if (!entry.getValue().isTextual()) {
                String near = NearestNames.areNear(entry.getKey(), TEMPLATE) || isInstructions(prompts)
                        ? ", or is " + TEMPLATE + " meant?"
                        : "";
                throw origin.wrong(
                        way + entry.getKey(),
                        "must be a string, not " + entry.getValue() + near,
                        "\"" + entry.getKey().replaceAll("[^A-Za-z]", "") + ": \"");
            }
            requireShort(way + entry.getKey(), entry.getValue(), origin);
            table.put(entry.getKey(), entry.getValue().textValue());
        }
        PromptTable rule = PromptTable.of(table);
        if (defaultName == null || defaultName.isNull()) {
            return rule;
        }
        if (!defaultName.isTextual() || !table.containsKey(defaultName.textValue())) {
            throw origin.wrong(
                    DEFAULT_NAME,
                    "must be one of the prompts " + String.join(", ", table.keySet()) + ", not " + defaultName,
                    table.isEmpty() ? "null" : table.keySet().iterator().next());
        }
        return rule.withDefault(defaultName.textValue());
    }

    /** Whether it has keys that only instructions have. */
    private static boolean isInstructions(JsonNode root) {
        return root.has(PASSAGES) || root.has(EXEMPT_TYPES);
    }

    private static PromptRule instructions(JsonNode root, Origin origin) {
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!INSTRUCTION_KEYS.contains(entry.getKey())) {
                throw origin.wrong(
                        entry.getKey(),
                        "is not a known key beside " + TEMPLATE + "; nearest: "
                                + String.join(", ", NearestNames.of(entry.getKey(), INSTRUCTION_KEYS)),
                        "\"...\"");
            }
        }
        JsonNode template = root.get(TEMPLATE);
        if (!template.isTextual()) {
            throw origin.wrong(TEMPLATE, "must be a string, not " + template, "\"Instruct: {instruction} Query: \"");
        }
        JsonNode passages = root.path(PASSAGES);
        if (!passages.isMissingNode() && !passages.isBoolean()) {
            throw origin.wrong(PASSAGES, "must be true or false, not " + passages, "true");
        }
        Set<Role> roles = passages.asBoolean(true) ? Set.of() : Set.of(Role.DOCUMENT);
        JsonNode prompts = root.path(TABLE);
        if (!prompts.isMissingNode() && !prompts.isObject()) {
            throw origin.wrong(
                    TABLE, "must be a mapping of instructions by name, not " + prompts, "{STS: \"Find the same\"}");
        }
        Map<String, JsonNode> dictionary = new LinkedHashMap<>();
        requireShort(TEMPLATE, template, origin);
        prompts.properties().forEach(entry -> {
            requireShort(TABLE + "." + entry.getKey(), entry.getValue(), origin);
            entry.getValue()
                    .properties()
                    .forEach(side ->
                            requireShort(TABLE + "." + entry.getKey() + "." + side.getKey(), side.getValue(), origin));
            dictionary.put(entry.getKey(), entry.getValue());
        });
        return new InstructionPrompts(
                dictionary,
                template.textValue(),
                new InstructionPrompts.Exempt(roles, types(root.path(EXEMPT_TYPES), origin)));
    }

    /** A prompt is put before every text, and no model reads as much. */
    private static void requireShort(String way, JsonNode prompt, Origin origin) {
        int length = prompt.isTextual() ? prompt.textValue().length() : 0;
        if (length > MOST_CHARACTERS) {
            throw origin.wrong(
                    way,
                    "has " + length + " characters, and " + MOST_CHARACTERS + " are the most that a prompt can have",
                    "\"query: \"");
        }
    }

    private static Set<TaskType> types(JsonNode types, Origin origin) {
        Set<TaskType> exempt = EnumSet.noneOf(TaskType.class);
        if (!types.isMissingNode() && !types.isArray()) {
            throw origin.wrong(EXEMPT_TYPES, "must be a list of task types, not " + types, "[STS]");
        }
        List<String> labels =
                Arrays.stream(TaskType.values()).map(TaskType::label).toList();
        for (int i = 0; i < types.size(); i++) {
            String label = types.get(i).asText();
            if (!types.get(i).isTextual() || !labels.contains(label)) {
                throw origin.wrong(
                        EXEMPT_TYPES + "[" + i + "]",
                        "must be a task type, not " + types.get(i) + "; nearest: "
                                + String.join(", ", NearestNames.of(label, labels)),
                        "STS");
            }
            Arrays.stream(TaskType.values())
                    .filter(type -> type.label().equals(label))
                    .forEach(exempt::add);
        }
        return exempt;
    }
}
