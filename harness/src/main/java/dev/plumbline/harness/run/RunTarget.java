package dev.plumbline.harness.run;

import dev.plumbline.harness.folder.ResultFolder;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.perturb.Perturbation;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model in one form of its vectors, asked texts as they are or changed, with a result folder of its own.
 *
 * @param model gives vectors of that form
 * @param form {@link VectorForm#FULL} for a model as it is, and for one that gives no vectors
 * @param perturbation of what it is asked; empty for texts as they are
 */
public record RunTarget(Model model, VectorForm form, Optional<Perturbation> perturbation) {
    public RunTarget {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(perturbation, "perturbation");
    }

    /** The model as it is. */
    public static RunTarget of(Model model) {
        return new RunTarget(model, VectorForm.FULL, Optional.empty());
    }

    /**
     * The model with vectors of a form.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if it has fewer dimensions
     */
    public static RunTarget of(Encoder model, VectorForm form) {
        return new RunTarget(form.view(model), form.of(model), Optional.empty());
    }

    /** The same, asked other texts. */
    public RunTarget perturbed(Perturbation change) {
        return new RunTarget(model, form, Optional.of(change));
    }

    /** What mteb's {@code experiment_kwargs} hold of it, by name; empty for the model as it is. */
    public SortedMap<String, Object> settings() {
        SortedMap<String, Object> settings = new TreeMap<>(form.settings());
        perturbation.ifPresent(change -> settings.putAll(change.settings()));
        return settings;
    }

    /** The name of its folder below {@code experiments/}; empty for the model as it is. */
    public Optional<String> experiment() {
        return VectorForm.experiment(settings());
    }

    /** Where its results are, below the folder that holds {@code results/}. */
    public ResultFolder folder(Path results) {
        ResultFolder folder = ResultFolder.of(results, model.card());
        return experiment().map(folder::experiment).orElse(folder);
    }
}
