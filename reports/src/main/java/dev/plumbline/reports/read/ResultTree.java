package dev.plumbline.reports.read;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.tasks.result.ResultSeal;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every result below a folder.
 *
 * @param models one per model revision, and per experiment of it, that has any result; sorted by folder
 * @param unreadable what was passed over and why, one line each
 * @param changed files that are read although their checksum does not hold, one line each
 */
public record ResultTree(List<ModelResults> models, List<String> unreadable, List<String> changed) {

    /** How warnings of {@link #unreadable()} begin, by which a command knows that its figures are not of everything. */
    public static final String PASSED_OVER = "passed over: ";

    private static final int SHOWN_REVISION = 12;

    public ResultTree {
        models = List.copyOf(models);
        unreadable = List.copyOf(unreadable);
        changed = List.copyOf(changed);
    }

    /**
     * Reads a folder, with or without the inner {@code results/}. A damaged file is passed over and named in
     * {@link #unreadable()}.
     *
     * @throws PlumblineException of kind RESULT if the folder is missing or cannot be listed
     */
    public static ResultTree read(Path folder) {
        return read(ResultFile.below(folder));
    }

    /**
     * Reads the folder of one revision of a model, {@code results/<model>/<revision>}, without its experiments.
     *
     * @return with one model, or none if there is no result
     * @throws PlumblineException of kind RESULT if the folder cannot be listed
     */
    public static ResultTree ofRevision(Path folder) {
        return read(ResultFile.of(folder));
    }

    private static ResultTree read(List<ResultFile> all) {
        Map<Path, List<ResultFile>> byFolder = new LinkedHashMap<>();
        for (ResultFile file : all) {
            byFolder.computeIfAbsent(file.path().getParent(), key -> new ArrayList<>())
                    .add(file);
        }
        List<ModelResults> models = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        byFolder.forEach((revision, files) -> {
            Map<String, TaskResult> tasks = new LinkedHashMap<>();
            for (ResultFile file : files) {
                try {
                    TaskResult result = TaskResultReader.read(file.path());
                    if (ResultSeal.read(file.path())
                            .filter(seal -> !seal.intact())
                            .isPresent()) {
                        changed.add(file.path() + " was changed after it was written: its checksum does not hold");
                    }
                    if (tasks.putIfAbsent(result.taskName(), result) != null) {
                        unreadable.add(file.path() + " holds " + result.taskName() + ", as another file beside it");
                    }
                } catch (PlumblineException e) {
                    unreadable.add(e.getMessage());
                }
            }
            if (!tasks.isEmpty()) {
                ResultFile first = files.get(0);
                models.add(new ModelResults(
                        first.model(), first.revision(), first.experiment(), Optional.of(revision), tasks));
            }
        });
        return new ResultTree(models, unreadable, changed);
    }

    /**
     * What each model is called here, in the order of {@link #models()}: its name, the revision where there are several of
     * it, and the experiment in brackets.
     */
    public List<String> labels() {
        Map<String, Set<String>> revisions = new HashMap<>();
        models.forEach(model ->
                revisions.computeIfAbsent(model.name(), name -> new HashSet<>()).add(model.revision()));
        return models.stream()
                .map(model -> model.name()
                        + (revisions.getOrDefault(model.name(), Set.of()).size() == 1
                                ? ""
                                : "@" + shown(model.revision()))
                        + model.experiment().map(name -> " (" + name + ")").orElse(""))
                .toList();
    }

    /** The main scores of every model under its label. */
    public List<ModelScores> mainScores() {
        List<String> labels = labels();
        List<ModelScores> scores = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            scores.add(models.get(i).mainScores(labels.get(i)));
        }
        return scores;
    }

    private static String shown(String revision) {
        return revision.length() <= SHOWN_REVISION ? revision : revision.substring(0, SHOWN_REVISION);
    }
}
