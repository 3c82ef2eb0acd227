package dev.plumbline.harness.train;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.trainer.rows.RowPlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What is known of a published model's training, as far as it is at hand: the training splits of the tasks that mteb's
 * registry names. Of retrieval tasks the queries are taken, since the corpus is that of the test split too.
 */
public final class KnownTraining {

    private static final String TRAIN = "train";
    private static final String DOCUMENT = "document";

    private final String model;
    private final List<LoadedTask> tasks;
    private final List<String> missing;

    private KnownTraining(String model, List<LoadedTask> tasks, List<String> missing) {
        this.model = model;
        this.tasks = List.copyOf(tasks);
        this.missing = List.copyOf(missing);
    }

    /**
     * Looks for the training splits.
     *
     * @param notes hears of tasks whose training split is not at hand
     * @throws PlumblineException of kind USAGE if nothing is known of the model's training
     */
    public static KnownTraining of(
            ModelFigures model, Manifest manifest, DatasetSource source, Consumer<String> notes) {
        Set<String> names = new TreeSet<>(model.facts()
                .trainedOn()
                .orElseThrow(() -> PlumblineException.usage("mteb's registry does not say what " + model.model()
                        + " was trained on; name files of its training data")));
        TaskLoader loader = new TaskLoader(source);
        List<LoadedTask> tasks = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (manifest.taskNames().contains(name) && manifest.task(name).kind() == TaskKind.AGGREGATE) {
                notes.accept(name + " averages other tasks and has no training split");
                continue;
            }
            Optional<LoadedTask> task =
                    manifest.taskNames().contains(name) ? loaded(manifest.task(name), loader, notes) : Optional.empty();
            task.ifPresentOrElse(tasks::add, () -> missing.add(name));
        }
        if (tasks.isEmpty()) {
            notes.accept("none of the training splits known of " + model.model() + " is at hand"
                    + (names.isEmpty() ? "; none is of a task of the benchmarks" : ": " + String.join(", ", names)));
        }
        return new KnownTraining(model.model(), tasks, missing);
    }

    private static Optional<LoadedTask> loaded(TaskSpec task, TaskLoader loader, Consumer<String> notes) {
        try {
            return Optional.of(loader.load(task, new Selection(List.of(TRAIN), task.allSubsets())));
        } catch (PlumblineException e) {
            if (e.kind() != PlumblineException.Kind.DATA) {
                throw e;
            }
            notes.accept(task.name() + ": its training split is not looked at: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The model's name. */
    public String model() {
        return model;
    }

    /** What is looked at, for a reader. */
    public List<String> names() {
        return tasks.stream()
                .map(task -> task.spec().name() + " (" + TRAIN + ")")
                .toList();
    }

    /** Names of tasks whose data it was trained on too, that are not at hand or not known here. */
    public List<String> missing() {
        return missing;
    }

    /** Hands over every text with its place: the task as a file, numbered from 0. */
    public void forEachText(BiConsumer<RowPlace, String> sink) {
        for (LoadedTask task : tasks) {
            long[] row = {0};
            for (String subset : task.selection().subsets()) {
                task.forEachText(TRAIN, subset, (part, text) -> {
                    if (!part.equals(DOCUMENT)) {
                        sink.accept(new RowPlace(Path.of(task.spec().dataset().path(), TRAIN), false, row[0]++), text);
                    }
                });
            }
        }
    }
}
