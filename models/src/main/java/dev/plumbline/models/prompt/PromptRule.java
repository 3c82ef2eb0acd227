package dev.plumbline.models.prompt;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;

/** What a model puts in front of a text. */
@FunctionalInterface
public interface PromptRule {

    /** Puts nothing in front of anything: {@code --prompts none}. */
    PromptRule NONE = (task, role) -> new PromptChoice("", "prompts are switched off");

    /** The prompt of every text of this task and role, and what chose it. */
    PromptChoice choice(TaskSpec task, Role role);

    /** The text put literally in front of every text of this task and role; empty if there is none. */
    default String prefix(TaskSpec task, Role role) {
        return choice(task, role).prefix();
    }
}
