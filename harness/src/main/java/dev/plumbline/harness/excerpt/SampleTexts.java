package dev.plumbline.harness.excerpt;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.ScoringContext;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds one text of each role that a task has: the first that it would have encoded, else a fixed one. */
public final class SampleTexts {

    private static final String SOURCE = "a fixed sample, the task's data were not found";
    private final Manifest manifest;
    private final DatasetSource data;

    public SampleTexts(Manifest manifest, DatasetSource data) {
        this.manifest = manifest;
        this.data = data;
    }

    /**
     * A query and a document, or one text where the task has no roles.
     *
     * @param selection the first split and subset of it are read
     * @throws PlumblineException of kind DATA if there are data and they are malformed
     */
    public List<SampleText> of(TaskSpec task, Selection selection) {
        if (task.kind() == TaskKind.AGGREGATE) {
            TaskSpec part = manifest.task(task.subtasks().get(0));
            return of(part, manifest.selection(part));
        }
        Optional<Map<Role, String>> found = isThere(task) ? Optional.of(first(task, selection)) : Optional.empty();
        List<Role> roles = task.kind() == TaskKind.RETRIEVAL ? List.of(Role.QUERY, Role.DOCUMENT) : List.of(Role.NONE);
        return roles.stream()
                .map(role -> found.map(texts -> texts.get(role))
                        .map(text -> new SampleText(
                                task,
                                role,
                                text,
                                "the first of split " + selection.splits().get(0) + ", subset "
                                        + selection.subsets().get(0)))
                        .orElseGet(() -> new SampleText(task, role, fixed(role), SOURCE)))
                .toList();
    }

    private static String fixed(Role role) {
        return switch (role) {
            case QUERY -> "How do bees find their way home?";
            case DOCUMENT ->
                "Bees remember landmarks and the position of the sun, and tell each other where flowers are.";
            case NONE -> "Bees remember landmarks and the position of the sun.";
        };
    }

    /** Only that the data are missing is told apart from data that are wrong: opening them is what fails then. */
    private boolean isThere(TaskSpec task) {
        try {
            data.open(task.dataset());
            return true;
        } catch (PlumblineException e) {
            if (e.kind() == PlumblineException.Kind.DATA) {
                return false;
            }
            throw e;
        }
    }

    private Map<Role, String> first(TaskSpec task, Selection selection) {
        String split = selection.splits().get(0);
        String subset = selection.subsets().get(0);
        Selection one = new Selection(List.of(split), List.of(subset));
        LoadedTask loaded = new TaskLoader(data).load(task, one);
        FirstTexts recorder = new FirstTexts(task.kind() == TaskKind.RETRIEVAL ? 2 : 1);
        try (Parallel parallel = Parallel.of(1)) {
            loaded.score(split, subset, recorder, new ScoringContext(parallel, warning -> {}));
        } catch (FirstTexts.Enough e) {
            // what it was for
        }
        return recorder.texts();
    }
}
