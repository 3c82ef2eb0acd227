package dev.plumbline.models.explain;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;
import java.util.Map;

/** A model that can say what it does to a text. */
public interface Explainable {

    /** What becomes of one text of this task and role. */
    Explanation explain(TaskSpec task, Role role, String text);

    /** Facts of the model by name, such as its pooling, in the order in which they are shown. */
    Map<String, String> about();
}
