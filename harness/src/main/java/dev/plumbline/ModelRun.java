package dev.plumbline;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.perturb.Perturbation;
import dev.plumbline.tasks.result.TaskResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model scored, in one form of its vectors.
 *
 * @param model what it says of itself
 * @param form {@link VectorForm#FULL} for its vectors as they are
 * @param perturbation of what it was asked; empty for texts as they are
 * @param folder where its results are
 * @param outcomes of each task in order, the parts of an average before it
 * @param warnings what a reader of the scores should know; those of the whole run, where several forms were scored
 */
public record ModelRun(
        ModelCard model,
        VectorForm form,
        Optional<Perturbation> perturbation,
        Path folder,
        List<TaskOutcome> outcomes,
        List<String> warnings) {
    public ModelRun {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(perturbation, "perturbation");
        Objects.requireNonNull(folder, "folder");
        outcomes = List.copyOf(outcomes);
        warnings = List.copyOf(warnings);
    }

    /** Name of its folder below {@code experiments/}; empty for the model as it is. */
    public Optional<String> experiment() {
        SortedMap<String, Object> settings = new TreeMap<>(form.settings());
        perturbation.ifPresent(change -> settings.putAll(change.settings()));
        return VectorForm.experiment(settings);
    }

    /**
     * The main score of every task that has one now, by name and in order: the mean over what was scored of it, from 0 to 1;
     * of a result that was taken over to the six digits that its file has.
     */
    public Map<String, Double> mainScores() {
        Map<String, Double> scores = new LinkedHashMap<>();
        outcomes.stream()
                .filter(outcome -> outcome.mainScore() != null)
                .forEach(outcome -> scores.put(outcome.task(), outcome.mainScore()));
        return scores;
    }

    /** The tasks that failed or whose data are missing, with the reason in each. */
    public List<TaskOutcome> failures() {
        return outcomes.stream()
                .filter(outcome ->
                        outcome.status() == TaskOutcome.Status.FAILED || outcome.status() == TaskOutcome.Status.MISSING)
                .toList();
    }

    /**
     * Everything that a task scored: each split and subset with each measure, as in its file.
     *
     * @throws PlumblineException of kind RESULT if it has no result
     */
    public TaskResult result(String task) {
        TaskResult result = results().tasks().get(task);
        if (result == null) {
            throw PlumblineException.result(task + " has no result in " + folder);
        }
        return result;
    }

    /** All results of the folder, those of earlier runs too. */
    public ModelResults results() {
        return ResultTree.ofRevision(folder).models().stream()
                .findFirst()
                .orElseGet(() -> new ModelResults(model.name(), model.revision(), Map.of()));
    }

    /** This model as one side of a comparison. */
    public Contender contender() {
        return Contender.of(results(), model.name());
    }
}
