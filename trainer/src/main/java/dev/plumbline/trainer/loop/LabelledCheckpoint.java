package dev.plumbline.trainer.loop;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A checkpoint and what it is called in results.
 *
 * @param label {@code start}, or a stage's name
 * @param folder of its weights; need not be there
 */
public record LabelledCheckpoint(String label, Path folder) {
    public LabelledCheckpoint {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(folder, "folder");
    }
}
