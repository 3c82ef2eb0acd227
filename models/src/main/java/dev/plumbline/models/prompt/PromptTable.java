package dev.plumbline.models.prompt;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model's named prompts, as {@code config_sentence_transformers.json} holds them, and the choice among them: first
 * mteb's by task and role (2.20.0, {@code models/abs_encoder.py get_prompt_name}), then sentence-transformers' own by
 * role ({@code encode_query}, {@code encode_document}), then the table's default prompt.
 */
public final class PromptTable implements PromptRule {

    private static final List<String> PROMPT_TYPES = Arrays.stream(Role.values())
            .flatMap(role -> role.promptType().stream())
            .toList();
    private static final Set<String> TYPES =
            Arrays.stream(TaskType.values()).map(TaskType::label).collect(Collectors.toUnmodifiableSet());
    private static final List<String> DOCUMENT_NAMES = List.of("document", "passage", "corpus");

    private final Map<String, String> prompts;
    private final Optional<String> defaultName;

    private PromptTable(Map<String, String> prompts, Optional<String> defaultName) {
        this.prompts = prompts;
        this.defaultName = defaultName;
    }

    /** A table without a default prompt. */
    public static PromptTable of(Map<String, String> prompts) {
        return new PromptTable(Map.copyOf(prompts), Optional.empty());
    }

    /**
     * The table of a model's own configuration, as sentence-transformers 6.2.0 loads it ({@code base/model.py
     * _validate_prompts}): there always is a prompt {@code query} and a prompt {@code document}, empty where the
     * configuration has none. So a prompt {@code passage} or {@code corpus} of a model's own is never used for documents,
     * and its default prompt for texts without a role only.
     */
    public static PromptTable ofModel(Map<String, String> prompts) {
        Map<String, String> filled = new HashMap<>(prompts);
        PROMPT_TYPES.forEach(name -> filled.putIfAbsent(name, ""));
        return of(filled);
    }

    /**
     * A table whose {@code default_prompt_name} applies where nothing else is chosen.
     *
     * @throws IllegalArgumentException if the table has no such prompt
     */
    public PromptTable withDefault(String name) {
        if (!prompts.containsKey(name)) {
            throw new IllegalArgumentException("default prompt '" + name + "' is not among " + prompts.keySet());
        }
        return new PromptTable(prompts, Optional.of(name));
    }

    /**
     * The key that mteb chooses for a task: {@code <task>-<prompt type>}, {@code <task>}, {@code <type>-<prompt type>},
     * {@code <type>}, {@code <prompt type>}; keys with a prompt type only for a role that has one.
     */
    public static Optional<String> choose(String task, TaskType type, Role role, Collection<String> keys) {
        Optional<String> promptType = role.promptType();
        return Stream.of(
                        promptType.map(side -> task + "-" + side),
                        Optional.of(task),
                        promptType.map(side -> type.label() + "-" + side),
                        Optional.of(type.label()),
                        promptType)
                .flatMap(Optional::stream)
                .filter(keys::contains)
                .findFirst();
    }

    private Optional<String> ownName(Role role) {
        // encode_query's "query" is mteb's last choice already
        return role == Role.DOCUMENT
                ? DOCUMENT_NAMES.stream().filter(prompts::containsKey).findFirst()
                : Optional.empty();
    }

    @Override
    public PromptChoice choice(TaskSpec task, Role role) {
        return choose(task.name(), task.type(), role, prompts.keySet())
                .map(name -> chosen(name, "mteb's choice by task and role"))
                .or(() -> ownName(role).map(name -> chosen(name, "sentence-transformers' choice for documents")))
                .or(() -> defaultName.map(name -> chosen(name, "default_prompt_name")))
                .orElseGet(() -> new PromptChoice("", "no key of the prompt table fits " + prompts.keySet()));
    }

    private PromptChoice chosen(String name, String rule) {
        return new PromptChoice(prompts.getOrDefault(name, ""), "key '" + name + "', " + rule);
    }

    /**
     * Keys that nothing will ever choose, in order: neither a task's name, a task type nor a prompt type, with or without
     * a prompt type behind it. mteb drops them with a warning.
     *
     * @param tasks the names of all tasks known
     */
    public List<String> unknownKeys(Set<String> tasks) {
        return prompts.keySet().stream()
                .filter(key -> !DOCUMENT_NAMES.contains(key) && !PROMPT_TYPES.contains(key))
                .filter(key -> defaultName.stream().noneMatch(key::equals))
                .filter(key -> !tasks.contains(subject(key)) && !TYPES.contains(subject(key)))
                .sorted()
                .toList();
    }

    private static String subject(String key) {
        return PROMPT_TYPES.stream()
                .map(side -> "-" + side)
                .filter(key::endsWith)
                .findFirst()
                .map(suffix -> key.substring(0, key.length() - suffix.length()))
                .orElse(key);
    }

    /** The prompt that applies where nothing else is chosen. */
    public Optional<String> defaultName() {
        return defaultName;
    }

    /** The prompts by name. */
    public Map<String, String> prompts() {
        return prompts;
    }
}
