package dev.plumbline.harness.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.result.ResultSeal;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The folder of one model revision in mteb's cache layout ({@code mteb/cache/result_cache.py}, 2.20.0). */
public final class ResultFolder {

    private final Path folder;

    private ResultFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder of a model under a results root.
     *
     * @param root what {@code --results} names: the folder that holds {@code results/}
     */
    public static ResultFolder of(Path root, ModelCard model) {
        return new ResultFolder(root.resolve("results")
                .resolve(FileNames.folder("model", model.name()))
                .resolve(FileNames.folder("revision", model.revision())));
    }

    /**
     * The folder of the same model with other settings.
     *
     * @param name of the settings, as mteb spells them
     */
    public ResultFolder experiment(String name) {
        return new ResultFolder(folder.resolve("experiments").resolve(FileNames.folder("experiment", name)));
    }

    public Path path() {
        return folder;
    }

    public Path resultFile(String task) {
        return folder.resolve(FileNames.task(task) + ".json");
    }

    /** Deletes what killed runs left half written. */
    public void sweep() {
        TemporaryFiles.sweep(folder);
        TemporaryFiles.sweep(folder.resolve("plumbline"));
    }

    /**
     * The task's result, if it has been scored.
     *
     * @throws PlumblineException of kind RESULT if the file cannot be read
     */
    public Optional<TaskResult> read(String task) {
        Path file = resultFile(task);
        return Files.exists(file) ? Optional.of(TaskResultReader.read(file)) : Optional.empty();
    }

    /**
     * The task's result with how it was made, if there is one that can be taken for what was written.
     *
     * @param objections hears why one that is there cannot: it is not a result, was changed, or its samples are another's
     */
    public Optional<StoredResult> finished(String task, Consumer<String> objections) {
        Path file = resultFile(task);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            TaskResult result = TaskResultReader.read(file);
            Optional<ResultSeal> seal = ResultSeal.read(file);
            if (seal.isPresent() && !seal.get().intact()) {
                objections.accept("was changed after it was written (its checksum does not hold)");
                return Optional.empty();
            }
            if (seal.isPresent() && samplesAreOthers(task, seal.get().provenance())) {
                objections.accept("was made with other samples than those beside it");
                return Optional.empty();
            }
            if (!TaskResultReader.currentName(result.taskName()).equals(task)) {
                objections.accept("is one of " + result.taskName());
                return Optional.empty();
            }
            return Optional.of(new StoredResult(result, seal.map(ResultSeal::provenance)));
        } catch (PlumblineException e) {
            objections.accept("cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Samples that were deleted are no objection: a result stands without. */
    private boolean samplesAreOthers(String task, ObjectNode provenance) {
        String recorded = provenance.path(RunLog.SAMPLES).asText("");
        Optional<String> found = SampleFile.sha256(SampleFile.path(folder, task));
        return found.isPresent() && !found.get().equals(recorded);
    }

    /**
     * Finishes a task: its result and how it was made take their place in one step, whatever stood there before.
     *
     * @param provenance gets the result's checksum
     */
    public void write(TaskResult result, ObjectNode provenance) {
        AtomicFiles.write(resultFile(result.taskName()), ResultSeal.seal(result, provenance));
    }
}
