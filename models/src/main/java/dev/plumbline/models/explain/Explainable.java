package dev.plumbline.models.explain;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;

/** A model that can say what it does to a text. */
public interface Explainable {

    /** What becomes of one text of this task and role. */
    Explanation explain(TaskSpec task, Role role, String text);
}
