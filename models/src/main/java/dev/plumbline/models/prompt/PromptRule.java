package dev.plumbline.models.prompt;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;

/** What a model puts in front of a text. */
@FunctionalInterface
public interface PromptRule {

    /** Puts nothing in front of anything: {@code --prompts none}. */
    PromptRule NONE = (task, role) -> "";

    /** The text put literally in front of every text of this task and role; empty if there is none. */
    String prefix(TaskSpec task, Role role);
}
