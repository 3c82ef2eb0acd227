package dev.plumbline.harness.train;

import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.RunTarget;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.trainer.loop.CheckpointScorer;
import dev.plumbline.trainer.loop.LabelledCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scores checkpoints as {@code plumbline run} scores any model: each is a model of its own, called {@code <run>/<label>},
 * whose revision is the hash of its weights. What was scored before is taken over.
 */
public final class CheckpointScoring implements CheckpointScorer {

    private final String run;
    private final Tasks tasks;
    private final ModelOptions opening;
    private final RunOptions options;
    private final RunListener listener;
    private final Map<String, Path> folders = new LinkedHashMap<>();

    /**
     * What is scored.
     *
     * @param manifest knows the tasks
     * @param items what is scored of each, at least one
     * @param data where their data sets are
     */
    public record Tasks(Manifest manifest, List<RunItem> items, DatasetSource data) {
        public Tasks {
            items = List.copyOf(items);
        }
    }

    /**
     * Scores the checkpoints of a run.
     *
     * @param run its name, first part of every model's name
     * @param opening how checkpoints are opened
     * @param options where results go, and threads
     */
    public CheckpointScoring(String run, Tasks tasks, ModelOptions opening, RunOptions options, RunListener listener) {
        this.run = run;
        this.tasks = tasks;
        this.opening = opening;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Scores a checkpoint.
     *
     * @throws dev.plumbline.ground.PlumblineException what the first task that failed says; results of the others stay
     */
    @Override
    public Map<String, Double> score(Path folder, String label) {
        String checkpoint = folder.toAbsolutePath().toString();
        try (Model model = Models.open(checkpoint, opening.withName(run + "/" + label))) {
            RunTarget target = RunTarget.of(model);
            folders.put(label, target.folder(options.results()).path());
            List<TaskOutcome> outcomes =
                    new Runner(tasks.manifest(), tasks.data(), options, listener).run(model, tasks.items());
            return scores(outcomes);
        }
    }

    private Map<String, Double> scores(List<TaskOutcome> outcomes) {
        // the sub-tasks of an average are scored with it and are no scores of their own here
        Set<String> chosen =
                tasks.items().stream().map(item -> item.task().name()).collect(Collectors.toSet());
        Map<String, Double> scores = new LinkedHashMap<>();
        for (TaskOutcome outcome : outcomes) {
            if (outcome.error() != null) {
                throw outcome.error();
            }
            if (chosen.contains(outcome.task())) {
                scores.put(outcome.task(), outcome.mainScore());
            }
        }
        return scores;
    }

    /** The folder with the results of a checkpoint, whichever process scored it; empty if none did. */
    public Optional<Path> results(LabelledCheckpoint checkpoint) {
        Optional<Path> scored = Optional.ofNullable(folders.get(checkpoint.label()));
        if (scored.isPresent() || !Files.isDirectory(checkpoint.folder())) {
            return scored;
        }
        String folder = checkpoint.folder().toAbsolutePath().toString();
        try (Model model = Models.open(folder, opening.withName(run + "/" + checkpoint.label()))) {
            return Optional.of(RunTarget.of(model).folder(options.results()).path())
                    .filter(Files::isDirectory);
        }
    }
}
