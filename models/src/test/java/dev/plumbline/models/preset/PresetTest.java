package dev.plumbline.models.preset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

final class PresetTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, Role> ROLES =
            Map.of("none", Role.NONE, "query", Role.QUERY, "document", Role.DOCUMENT);

    @Test
    void familiesAreFoundByNameAliasAndModel() {
        assertThat(Preset.named("KaLM-v2.5")).isEqualTo(Preset.named("kalm-v2")).isPresent();
        assertThat(Preset.ofModel("KaLM-Embedding/KaLM-embedding-multilingual-mini-instruct-v2.5"))
                .isEqualTo(Preset.ofModel("kalm-embedding-multilingual-mini-instruct-v2"))
                .isEqualTo(Preset.named("kalm-v2"));
        assertThat(Preset.ofModel("e5-small-v2")).isEqualTo(Preset.named("e5"));
        assertThat(Preset.ofModel("someone/e5-small-v2")).isEmpty();
        assertThat(Preset.named("prompts.json")).isEmpty();
    }

    @Test
    void kalmIsBidirectionalFromV2() {
        assertThat(Preset.named("kalm-v2").orElseThrow().attention()).isEqualTo(Optional.of(Attention.BIDIRECTIONAL));
        assertThat(Preset.named("kalm-v1").orElseThrow().attention()).isEqualTo(Optional.of(Attention.CAUSAL));
        assertThat(Preset.named("kalm-v2").orElseThrow().maxTokens()).hasValue(512);
    }

    @Test
    void e5HasAPrefixForEachSideAndNoneElsewhere() {
        PromptRule rule = Preset.named("e5").orElseThrow().prompts();
        TaskSpec retrieval = TestTasks.retrieval("NFCorpus");
        assertThat(rule.prefix(retrieval, Role.QUERY)).isEqualTo("query: ");
        assertThat(rule.prefix(retrieval, Role.DOCUMENT)).isEqualTo("passage: ");
        assertThat(rule.prefix(TestTasks.task("STS12", TaskType.STS, TaskKind.STS, null), Role.NONE))
                .isEmpty();
    }

    /** Every model and task of {@code prompts_kalm.json}, made by mteb 2.20.0. */
    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void kalmModelsGetTheirEffectivePrefixes() throws IOException {
        Map<String, TaskSpec> tasks = tasks();
        JsonNode kalm = shared("prompts_kalm.json");
        int checked = 0;
        for (Map.Entry<String, JsonNode> model :
                kalm.get("effective_prefix_by_model_and_task").properties()) {
            Optional<Preset> preset = Preset.ofModel(model.getKey());
            assertThat(preset.isPresent())
                    .as(model.getKey())
                    .isEqualTo(kalm.at("/models")
                            .get(model.getKey())
                            .get("prompts_dict")
                            .isTextual());
            for (Map.Entry<String, JsonNode> task : model.getValue().properties()) {
                for (Map.Entry<String, Role> role : ROLES.entrySet()) {
                    JsonNode prefix = task.getValue().path(role.getKey());
                    if (preset.isPresent() && !prefix.isMissingNode()) {
                        assertThat(preset.get().prompts().prefix(tasks.get(task.getKey()), role.getValue()))
                                .as(model.getKey() + " " + task.getKey() + " " + role.getKey())
                                .isEqualTo(prefix.asText(""));
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isGreaterThan(5 * 113);
    }

    private static Map<String, TaskSpec> tasks() throws IOException {
        JsonNode prompts = shared("prompts_mteb.json").get("metadata_prompt_by_task");
        Map<String, TaskSpec> tasks = new HashMap<>();
        for (JsonNode task : shared("tasks.json").get("tasks")) {
            String name = task.get("name").textValue();
            tasks.put(
                    name,
                    TestTasks.task(
                            name,
                            MAPPER.convertValue(task.get("type"), TaskType.class),
                            MAPPER.convertValue(task.get("kind"), TaskKind.class),
                            prompts.get(name)));
        }
        return tasks;
    }

    private static JsonNode shared(String file) throws IOException {
        return MAPPER.readTree(
                Path.of(System.getProperty("plumbline.shared"), file).toFile());
    }
}
