package dev.plumbline.models.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.Role;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Instructions rendered into a template, as mteb 2.20.0's {@code InstructSentenceTransformerModel} does for KaLM,
 * E5-instruct and others ({@code models/abs_encoder.py get_instruction}).
 *
 * <p>The instruction is what the dictionary says for the task, the task type or the prompt type, in that order, else the
 * task's own prompt, else the fallback of its kind. Keys such as {@code <task>-query} are not looked up: in this
 * mechanism they have no effect.
 */
public final class InstructionPrompts implements PromptRule {

    /** KaLM's template; the blanks around the line break belong to it. */
    public static final String KALM_TEMPLATE = "Instruct: {instruction} \n Query: ";

    private static final String PLACE = "{instruction}";

    private final Map<String, JsonNode> dictionary;
    private final String template;
    private final Exempt exempt;

    /**
     * Inputs that get no instruction.
     *
     * @param roles such as documents, where a wrapper does not apply instructions to passages
     * @param types such as STS in KaLM's own wrapper
     */
    public record Exempt(Set<Role> roles, Set<TaskType> types) {

        /** Every input gets its instruction. */
        public static final Exempt NOTHING = new Exempt(Set.of(), Set.of());

        /** Documents get none. */
        public static final Exempt DOCUMENTS = new Exempt(Set.of(Role.DOCUMENT), Set.of());

        /** As KaLM v1 and v1.5: no documents, no symmetric tasks. */
        public static final Exempt KALM_V1 = new Exempt(
                Set.of(Role.DOCUMENT), Set.of(TaskType.STS, TaskType.PAIR_CLASSIFICATION, TaskType.SUMMARIZATION));

        public Exempt {
            roles = Set.copyOf(roles);
            types = Set.copyOf(types);
        }
    }

    /**
     * Instructions of one model.
     *
     * @param dictionary task name, task type or prompt type to a string, or to a mapping by prompt type
     * @param template contains <code>{instruction}</code>
     * @throws IllegalArgumentException if the template has no such place, or a value is neither string nor mapping
     */
    public InstructionPrompts(Map<String, JsonNode> dictionary, String template, Exempt exempt) {
        this.dictionary = Map.copyOf(dictionary);
        this.template = template;
        this.exempt = Objects.requireNonNull(exempt, "exempt");
        if (!template.contains(PLACE)) {
            throw new WrongValueException(
                    "instruction_template",
                    "must contain " + PLACE + ", and is '" + template + "'",
                    "\"Instruct: {instruction} Query: \"");
        }
        dictionary.forEach((key, value) -> {
            if (!value.isTextual() && !value.isObject()) {
                throw new WrongValueException(
                        "prompts." + key,
                        "must be a string, or a mapping by prompt type, not " + value,
                        "\"Retrieve similar text\"");
            }
        });
    }

    @Override
    public PromptChoice choice(TaskSpec task, Role role) {
        if (exempt.roles().contains(role)) {
            return new PromptChoice(
                    "", "no instruction is put before a " + role.promptType().orElse("text"));
        }
        if (exempt.types().contains(task.type())) {
            return new PromptChoice(
                    "",
                    "no instruction is put before texts of type " + task.type().label());
        }
        PromptChoice instruction = instruction(task, role);
        return instruction.prefix().isEmpty()
                ? instruction
                : new PromptChoice(template.replace(PLACE, instruction.prefix()), instruction.reason());
    }

    /** The instruction before it goes into the template, as {@code prefix}; empty if there is none. */
    public PromptChoice instruction(TaskSpec task, Role role) {
        Optional<String> key = keyOf(task, role);
        JsonNode value = key.map(dictionary::get).orElse(task.prompt());
        String source = key.map(name -> "instruction of key '" + name + "'").orElse("the task's own prompt in mteb");
        if (value != null && value.isObject() && !value.isEmpty()) {
            return role.promptType()
                    .map(side -> new PromptChoice(value.path(side).asText(""), source + ", side '" + side + "'"))
                    // mteb prints the mapping itself, as Python shows a dictionary
                    .orElseGet(() -> new PromptChoice(pythonDict(value), source + ", printed as it is"));
        }
        String text = value == null ? "" : value.asText("");
        return text.isEmpty()
                ? new PromptChoice(KindInstruction.of(task.kind()), "mteb's instruction for this kind of task")
                : new PromptChoice(text, source);
    }

    private Optional<String> keyOf(TaskSpec task, Role role) {
        return Stream.concat(Stream.of(task.name(), task.type().label()), role.promptType().stream())
                .filter(dictionary::containsKey)
                .findFirst();
    }

    private static String pythonDict(JsonNode mapping) {
        return mapping.properties().stream()
                .map(entry ->
                        quoted(entry.getKey()) + ": " + quoted(entry.getValue().asText()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return text.contains("'") && !text.contains("\"")
                ? '"' + escaped + '"'
                : "'" + escaped.replace("'", "\\'") + "'";
    }
}
