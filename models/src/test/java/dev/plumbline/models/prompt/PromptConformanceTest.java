package dev.plumbline.models.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The vectors of {@code conformance/prompts.json} and the prefixes that mteb 2.20.0 gives the KaLM models. */
@EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
final class PromptConformanceTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode vectors;
    private static JsonNode facts;
    private static final Map<String, TaskSpec> TASKS = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        vectors = shared("conformance/prompts.json");
        facts = shared("prompts_mteb.json");
        for (JsonNode task : shared("tasks.json").get("tasks")) {
            TaskType type = MAPPER.convertValue(task.get("type"), TaskType.class);
            TaskKind kind = MAPPER.convertValue(task.get("kind"), TaskKind.class);
            String name = task.get("name").textValue();
            JsonNode prompt = facts.get("metadata_prompt_by_task").get(name);
            TASKS.put(name, TestTasks.task(name, type, kind, prompt));
        }
    }

    @Test
    void choosesMtebsPromptName() {
        assertThat(vectors.get("prompt_name")).isNotEmpty();
        for (JsonNode vector : vectors.get("prompt_name")) {
            List<String> keys = new ArrayList<>();
            vector.get("keys").forEach(key -> keys.add(key.textValue()));
            TaskType type = MAPPER.convertValue(vector.get("type"), TaskType.class);
            Optional<String> chosen =
                    PromptTable.choose(vector.get("task").textValue(), type, role(vector.get("prompt_type")), keys);
            assertThat(chosen.orElse(null))
                    .as(vector.toString())
                    .isEqualTo(vector.get("chosen").textValue());
        }
    }

    @Test
    void rendersMtebsInstruction() {
        assertThat(vectors.get("instruction")).isNotEmpty();
        for (JsonNode vector : vectors.get("instruction")) {
            TaskSpec real = TASKS.get(vector.get("task").textValue());
            String prefix = new InstructionPrompts(
                            dictionary(vector.get("prompts_dict")),
                            InstructionPrompts.KALM_TEMPLATE,
                            InstructionPrompts.Exempt.NOTHING)
                    .prefix(real, role(vector.get("prompt_type")));
            assertThat(prefix).as(vector.toString()).isEqualTo(expected(vector, real));
        }
    }

    /** The vectors stand for the task's own prompt and the kind's fallback by placeholders. */
    private static String expected(JsonNode vector, TaskSpec task) {
        String kind = MAPPER.convertValue(task.kind(), String.class);
        String metadata = task.prompt() == null
                ? ""
                : task.prompt().isObject()
                        ? task.prompt().elements().next().textValue()
                        : task.prompt().textValue();
        return vector.get("instruction")
                .textValue()
                .replace(
                        "<fallback of the kind>",
                        facts.get("fallback_abstask_prompt_by_kind").get(kind).asText())
                .replace("<metadata prompt>", metadata);
    }

    @Test
    void fallbacksAreMtebs() {
        for (TaskKind kind : TaskKind.values()) {
            String name = MAPPER.convertValue(kind, String.class);
            assertThat(KindInstruction.of(kind))
                    .isEqualTo(facts.get("fallback_abstask_prompt_by_kind")
                            .get(name)
                            .asText(""));
        }
    }

    @Test
    void kalmModelsGetTheirEffectivePrefixes() throws IOException {
        JsonNode kalm = shared("prompts_kalm.json");
        kalm.get("models").properties().forEach(model -> {
            if (!model.getValue().get("prompts_dict").isTextual()) {
                return;
            }
            boolean first = "KALMWrapper".equals(model.getValue().get("loader").textValue());
            boolean passages = model.getValue()
                    .get("loader_kwargs")
                    .path("apply_instruction_to_passages")
                    .asBoolean(true);
            InstructionPrompts.Exempt documents =
                    passages ? InstructionPrompts.Exempt.NOTHING : InstructionPrompts.Exempt.DOCUMENTS;
            InstructionPrompts rule = new InstructionPrompts(
                    dictionary(kalm.get(model.getValue().get("prompts_dict").textValue())),
                    InstructionPrompts.KALM_TEMPLATE,
                    first ? InstructionPrompts.Exempt.KALM_V1 : documents);
            JsonNode prefixes = kalm.get("effective_prefix_by_model_and_task").get(model.getKey());
            prefixes.properties().forEach(task -> assertPrefixes(rule, task.getKey(), task.getValue()));
        });
    }

    private static void assertPrefixes(PromptRule rule, String task, JsonNode prefixes) {
        Map<String, Role> roles = Map.of("none", Role.NONE, "query", Role.QUERY, "document", Role.DOCUMENT);
        roles.forEach((key, role) -> {
            if (prefixes.has(key)) {
                assertThat(rule.prefix(TASKS.get(task), role))
                        .as(task + " " + key)
                        .isEqualTo(prefixes.get(key).asText(""));
            }
        });
    }

    private static Map<String, JsonNode> dictionary(JsonNode node) {
        Map<String, JsonNode> dictionary = new LinkedHashMap<>();
        node.properties().forEach(field -> dictionary.put(field.getKey(), field.getValue()));
        return dictionary;
    }

    private static Role role(JsonNode promptType) {
        return promptType.isNull() ? Role.NONE : promptType.textValue().equals("query") ? Role.QUERY : Role.DOCUMENT;
    }

    private static JsonNode shared(String file) throws IOException {
        return MAPPER.readTree(
                Path.of(System.getProperty("plumbline.shared"), file).toFile());
    }
}
