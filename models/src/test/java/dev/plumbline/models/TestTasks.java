package dev.plumbline.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Role;
import java.util.List;

/** Task descriptions with nothing but what prompts depend on. */
public final class TestTasks {

    private TestTasks() {}

    public static TaskSpec task(String name, TaskType type, TaskKind kind, JsonNode prompt) {
        return new TaskSpec(
                name,
                type,
                kind,
                new DatasetRef("test/" + name, null),
                List.of("test"),
                "main",
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                prompt,
                null,
                kind == TaskKind.AGGREGATE ? List.of(name + "Part") : null);
    }

    public static TaskSpec retrieval(String name) {
        return task(name, TaskType.RETRIEVAL, TaskKind.RETRIEVAL, null);
    }

    public static EncodeRequest request(List<String> texts, Role role) {
        return new EncodeRequest(texts, role, retrieval("TestRetrieval"));
    }
}
