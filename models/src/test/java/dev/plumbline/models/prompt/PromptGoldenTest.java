package dev.plumbline.models.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What mteb 2.20.0 chooses and renders for every task of the manifest, its own prompt included, by {@code
 * test/oracle/make_prompts.py}.
 */
final class PromptGoldenTest {

    private static final Manifest MANIFEST = Manifest.bundled();

    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream packed = PromptGoldenTest.class.getResourceAsStream("/golden/prompts.json.gz");
                InputStream json = new GZIPInputStream(packed)) {
            golden = new ObjectMapper().readTree(json);
        }
    }

    @Test
    void choosesMtebsPromptName() {
        assertThat(golden.get("prompt_name")).hasSizeGreaterThan(1000);
        for (JsonNode row : golden.get("prompt_name")) {
            List<String> keys = new ArrayList<>();
            row.get("keys").forEach(key -> keys.add(key.textValue()));
            TaskSpec task = task(row);
            assertThat(PromptTable.choose(task.name(), task.type(), role(row), keys)
                            .orElse(null))
                    .as(row.toString())
                    .isEqualTo(row.get("chosen").textValue());
        }
    }

    @Test
    void rendersMtebsInstruction() {
        assertThat(golden.get("instruction")).hasSizeGreaterThan(800);
        for (JsonNode row : golden.get("instruction")) {
            Map<String, JsonNode> dictionary = new LinkedHashMap<>();
            row.get("prompts_dict").properties().forEach(field -> dictionary.put(field.getKey(), field.getValue()));
            InstructionPrompts prompts = new InstructionPrompts(
                    dictionary, InstructionPrompts.KALM_TEMPLATE, InstructionPrompts.Exempt.NOTHING);
            assertThat(prompts.prefix(task(row), role(row)))
                    .as(row.toString())
                    .isEqualTo(row.get("instruction").textValue());
        }
    }

    private static TaskSpec task(JsonNode row) {
        return MANIFEST.task(row.get("task").textValue());
    }

    private static Role role(JsonNode row) {
        JsonNode promptType = row.get("prompt_type");
        return promptType.isNull()
                ? Role.NONE
                : Role.valueOf(promptType.textValue().toUpperCase(Locale.ROOT));
    }
}
