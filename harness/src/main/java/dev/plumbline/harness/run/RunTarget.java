package dev.plumbline.harness.run;

import dev.plumbline.harness.folder.ResultFolder;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A model in one form of its vectors, with a result folder of its own.
 *
 * @param model gives vectors of that form
 * @param form {@link VectorForm#FULL} for a model as it is, and for one that gives no vectors
 */
public record RunTarget(Model model, VectorForm form) {
    public RunTarget {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(form, "form");
    }

    /** The model as it is. */
    public static RunTarget of(Model model) {
        return new RunTarget(model, VectorForm.FULL);
    }

    /**
     * The model with vectors of a form.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if it has fewer dimensions
     */
    public static RunTarget of(Encoder model, VectorForm form) {
        return new RunTarget(form.view(model), form.of(model));
    }

    /** Where its results are, below the folder that holds {@code results/}. */
    public ResultFolder folder(Path results) {
        ResultFolder folder = ResultFolder.of(results, model.card());
        return form.experiment().map(folder::experiment).orElse(folder);
    }
}
