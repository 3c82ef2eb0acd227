package dev.plumbline.harness.run;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import java.util.Objects;

/** A task and what of it is to be scored. */
public record RunItem(TaskSpec task, Selection selection) {
    public RunItem {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(selection, "selection");
    }
}
