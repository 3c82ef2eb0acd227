package dev.plumbline.reports.read;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every result below a folder.
 *
 * @param models one per model revision that has any result, sorted by folder
 * @param unreadable what was passed over and why, one line each
 */
public record ResultTree(List<ModelResults> models, List<String> unreadable) {

    private static final int SHOWN_REVISION = 12;

    public ResultTree {
        models = List.copyOf(models);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Reads a folder, with or without the inner {@code results/}. A damaged file is passed over and named in
     * {@link #unreadable()}.
     *
     * @throws PlumblineException of kind RESULT if the folder is missing or cannot be listed
     */
    public static ResultTree read(Path folder) {
        Map<Path, List<ResultFile>> byFolder = new LinkedHashMap<>();
        for (ResultFile file : ResultFile.below(folder)) {
            byFolder.computeIfAbsent(file.path().getParent(), key -> new ArrayList<>())
                    .add(file);
        }
        List<ModelResults> models = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        byFolder.forEach((revision, files) -> {
            Map<String, TaskResult> tasks = new LinkedHashMap<>();
            for (ResultFile file : files) {
                try {
                    TaskResult result = TaskResultReader.read(file.path());
                    if (tasks.putIfAbsent(result.taskName(), result) != null) {
                        unreadable.add(file.path() + " holds " + result.taskName() + ", as another file beside it");
                    }
                } catch (PlumblineException e) {
                    unreadable.add(e.getMessage());
                }
            }
            if (!tasks.isEmpty()) {
                models.add(
                        new ModelResults(files.get(0).model(), files.get(0).revision(), Optional.of(revision), tasks));
            }
        });
        return new ResultTree(models, unreadable);
    }

    /** The main scores of every model, named by model, and by revision where a model has several. */
    public List<ModelScores> mainScores() {
        Map<String, Integer> revisions = new LinkedHashMap<>();
        models.forEach(model -> revisions.merge(model.name(), 1, Integer::sum));
        return models.stream()
                .map(model -> model.mainScores(
                        revisions.get(model.name()) == 1 ? model.name() : model.name() + "@" + shown(model.revision())))
                .toList();
    }

    private static String shown(String revision) {
        return revision.length() <= SHOWN_REVISION ? revision : revision.substring(0, SHOWN_REVISION);
    }
}
