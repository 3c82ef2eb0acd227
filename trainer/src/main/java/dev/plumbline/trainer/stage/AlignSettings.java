package dev.plumbline.trainer.stage;

import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import java.util.Objects;

/**
 * Learning a teacher's vectors. In a stage of a configuration file, with every default, beside what {@link TeacherModel} has:
 *
 * <pre>
 * align:
 *   model: org/name        required
 *   cosine: 1              weight of 1 - cos
 *   mse: 0                 weight of the mean squared difference
 *   projection: auto       a linear map to the teacher's width, trained too: where widths differ; always, never
 * </pre>
 *
 * @param model whose vectors are learned
 * @param cosine at least 0
 * @param mse at least 0, one of them above
 * @param projection whether there is one
 * @param contrastiveWeight of the stage's own loss beside it, at least 0
 */
public record AlignSettings(
        TeacherModel model, double cosine, double mse, ProjectionChoice projection, double contrastiveWeight) {

    /** Whether vectors are projected. */
    public enum ProjectionChoice {
        AUTO,
        ALWAYS,
        NEVER
    }

    public AlignSettings {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(projection, "projection");
        if (cosine == 0 && mse == 0) {
            throw new WrongValueException("mse", "and cosine are both 0, so that nothing is learned", "1");
        }
    }

    static AlignSettings read(Settings node, double contrastiveWeight) {
        double cosine = node.notNegative("cosine", 1);
        double mse = node.notNegative("mse", 0);
        ProjectionChoice projection =
                node.choice("projection", ProjectionChoice.class).orElse(ProjectionChoice.AUTO);
        TeacherModel model = TeacherModel.read(node);
        return node.checked(() -> new AlignSettings(model, cosine, mse, projection, contrastiveWeight));
    }

    /**
     * Whether a student's vectors are projected to a teacher's.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if they must be and may not
     */
    public boolean projects(int student, int teacher, String stage) {
        if (projection == ProjectionChoice.NEVER && student != teacher) {
            throw dev.plumbline.ground.PlumblineException.usage("stage " + stage + ": align: " + model.model()
                    + " has vectors of " + teacher + " values and the network of " + student
                    + ", which projection: never leaves no way between; set projection: auto");
        }
        return projection == ProjectionChoice.ALWAYS || student != teacher;
    }
}
