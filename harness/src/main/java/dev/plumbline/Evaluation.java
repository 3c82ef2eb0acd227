package dev.plumbline;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.inventory.AvailableItems;
import dev.plumbline.harness.run.PassingFolder;
import dev.plumbline.harness.run.PassingListener;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.RunTarget;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.select.HubAccess;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.perturb.Perturbation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to be scored, and how: all that {@code plumbline run} is asked but the model. One may be run for any number of
 * models.
 *
 * @param tasks which
 * @param splits instead of those the tasks are scored on, if not empty
 * @param subsets likewise
 * @param data where data sets are looked for
 * @param access whether data may be fetched
 * @param availableOnly leave out tasks whose data are not on this machine, with a warning, and fetch none
 * @param forms of the model's vectors, at least one; a text is encoded once for all
 * @param perturbations of what is asked, each scored besides the texts as they are, in every form
 * @param options where results go, and the rest
 */
public record Evaluation(
        TaskChoice tasks,
        List<String> splits,
        List<String> subsets,
        DataPlaces data,
        HubAccess access,
        boolean availableOnly,
        List<VectorForm> forms,
        List<Perturbation> perturbations,
        RunOptions options) {
    public Evaluation {
        Objects.requireNonNull(tasks, "tasks");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(options, "options");
        splits = List.copyOf(splits);
        subsets = List.copyOf(subsets);
        forms = List.copyOf(forms);
        perturbations = perturbations.stream().distinct().toList();
        if (forms.isEmpty()) {
            throw new IllegalArgumentException("at least one form");
        }
    }

    /** Tasks with the data that come with Plumbline, are in the hub's cache, or, unless the environment forbids it, on the hub. */
    public static Evaluation of(TaskChoice tasks, RunOptions options) {
        return new Evaluation(
                tasks,
                List.of(),
                List.of(),
                DataPlaces.beside(tasks),
                HubAccess.of(false),
                false,
                List.of(VectorForm.FULL),
                List.of(),
                options);
    }

    /** With data sets of other places. */
    public Evaluation withData(DataPlaces places) {
        return new Evaluation(tasks, splits, subsets, places, access, availableOnly, forms, perturbations, options);
    }

    /** In other forms of the model's vectors. */
    public Evaluation withForms(List<VectorForm> wanted) {
        return new Evaluation(tasks, splits, subsets, data, access, availableOnly, wanted, perturbations, options);
    }

    /** Once more with each of these changes of what is asked. */
    public Evaluation withPerturbations(List<Perturbation> changes) {
        return new Evaluation(tasks, splits, subsets, data, access, availableOnly, forms, changes, options);
    }

    /**
     * Opens a model, scores it and closes it. Where it is scored more than once and no store is named, its vectors are kept in
     * one that is gone at the end.
     *
     * @return per form what it scored, in order, each once: of texts as they are, then of each change
     * @throws PlumblineException of kind USAGE if no task fits or the model has no such form, of kind DATA if only what is
     *     available is to be scored and nothing is, and as {@link Models#open}
     */
    public List<ModelRun> run(String model, ModelOptions opening, RunListener listener) {
        Models.check(model, opening);
        return run(options -> Models.open(model, options), opening, listener);
    }

    /** The same for a model that is opened in another way, with the options or with those that a shared store is added to. */
    public List<ModelRun> run(Function<ModelOptions, Model> opener, ModelOptions opening, RunListener listener) {
        Plan plan = plan(listener);
        if ((forms.size() == 1 && perturbations.isEmpty()) || opening.store().isPresent()) {
            return run(plan, opener, opening);
        }
        try (PassingFolder store = new PassingFolder("vectors")) {
            return run(plan, opener, opening.withStore(store.folder()));
        }
    }

    private List<ModelRun> run(Plan plan, Function<ModelOptions, Model> opener, ModelOptions opening) {
        try (Model model = opener.apply(opening)) {
            return run(plan, model, opening.downloads());
        }
    }

    /**
     * Scores a model that is open.
     *
     * @param downloads told of what is fetched
     * @throws PlumblineException as the other method
     */
    public List<ModelRun> run(Model model, RunListener listener, HubProgress downloads) {
        return run(plan(listener), model, downloads);
    }

    private List<ModelRun> run(Plan plan, Model model, HubProgress downloads) {
        List<RunTarget> targets = targets(model);
        Runner runner = new Runner(
                plan.manifest,
                data.source(availableOnly ? Optional.empty() : access.hub(downloads), downloads),
                options,
                plan.listener);
        List<List<TaskOutcome>> outcomes = runner.run(targets, plan.items);
        List<ModelRun> runs = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            RunTarget target = targets.get(i);
            runs.add(new ModelRun(
                    target.model().card(),
                    target.form(),
                    target.perturbation(),
                    target.folder(options.results()).path(),
                    outcomes.get(i),
                    plan.listener.warnings));
        }
        return runs;
    }

    /** The chosen tasks, with who hears of them. */
    private record Plan(Manifest manifest, List<RunItem> items, Listener listener) {}

    private Plan plan(RunListener told) {
        Listener listener = new Listener(told);
        Manifest manifest = tasks.manifest();
        List<RunItem> chosen = tasks.items(manifest, splits, subsets);
        return new Plan(
                manifest,
                AvailableItems.of(manifest, chosen, data, access.offline(), availableOnly, listener),
                listener);
    }

    private List<RunTarget> targets(Model model) {
        List<RunTarget> targets = new ArrayList<>();
        for (RunTarget form : inForms(model)) {
            targets.add(form);
            perturbations.forEach(change -> targets.add(form.perturbed(change)));
        }
        return targets;
    }

    private List<RunTarget> inForms(Model model) {
        if (model instanceof Encoder encoder) {
            return forms.stream()
                    .map(form -> form.of(encoder))
                    .distinct()
                    .map(form -> RunTarget.of(encoder, form))
                    .toList();
        }
        if (!forms.equals(List.of(VectorForm.FULL))) {
            throw PlumblineException.usage(
                    "--dims and --vector-type need vectors, and " + model.card().name() + " gives none");
        }
        return List.of(RunTarget.of(model));
    }

    /** Passes on what it hears, and keeps the warnings. */
    private static final class Listener extends PassingListener {

        private final List<String> warnings = new ArrayList<>();

        Listener(RunListener told) {
            super(told);
        }

        @Override
        public void warning(String message) {
            warnings.add(message);
            super.warning(message);
        }
    }
}
