package dev.plumbline.harness.excerpt;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;
import java.util.Objects;

/**
 * A text of a task.
 *
 * @param task decides its prompt, with the role
 * @param role which side it stands on
 * @param text as the task hands it over
 * @param source where it is from, in words
 */
public record SampleText(TaskSpec task, Role role, String text, String source) {
    public SampleText {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(source, "source");
    }
}
