package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskSpec;
import java.util.List;
import java.util.Objects;

/**
 * Texts to encode.
 *
 * @param texts as the task hands them over, without any prompt; may be empty strings, may repeat
 * @param role which side they stand on
 * @param task decides the prompt, together with the role
 */
public record EncodeRequest(List<String> texts, Role role, TaskSpec task) {
    public EncodeRequest {
        Objects.requireNonNull(texts, "texts");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(task, "task");
    }
}
