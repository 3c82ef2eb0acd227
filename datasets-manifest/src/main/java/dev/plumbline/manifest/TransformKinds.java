package dev.plumbline.manifest;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.WrongValueException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which kind of task each transform is for; what one does is in {@code tasks.transform}. */
final class TransformKinds {

    private static final Map<String, TaskKind> KINDS = Map.of(
            "rename_sent_columns", TaskKind.PAIR_CLASSIFICATION,
            "stratified_2048_test", TaskKind.CLASSIFICATION,
            "flatten", TaskKind.CLUSTERING_FAST,
            "check_only", TaskKind.CLUSTERING_FAST,
            "flatten_dotsplit_random2048", TaskKind.CLUSTERING_FAST,
            "flatten_stratified2048_embed_all", TaskKind.CLUSTERING_FAST,
            "flatten_drop_singletons", TaskKind.CLUSTERING_FAST);

    private TransformKinds() {}

    /**
     * Refuses a transform that there is not, and one that is not for this kind of task.
     *
     * @throws WrongValueException that says which there are
     */
    static void check(TaskKind kind, @Nullable String transform) {
        if (transform == null) {
            return;
        }
        TaskKind wanted = KINDS.get(transform);
        if (wanted == null) {
            throw new WrongValueException(
                    "transform",
                    "names no transform: '" + transform + "'; nearest: "
                            + String.join(", ", NearestNames.of(transform, KINDS.keySet())),
                    "");
        }
        if (wanted != kind) {
            throw new WrongValueException(
                    "transform",
                    "names " + transform + ", which is for the kind " + wanted.label() + ", and this task's is "
                            + kind.label() + "; leave it out",
                    "");
        }
    }
}
