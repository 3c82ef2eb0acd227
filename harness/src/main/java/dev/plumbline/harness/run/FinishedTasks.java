package dev.plumbline.harness.run;

import dev.plumbline.harness.folder.ResultFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tasks of a run whose results are those of this run, scored now or rightly taken over. */
final class FinishedTasks {

    private final Map<Path, Set<String>> byFolder = new HashMap<>();

    private final Set<String> withoutData = new HashSet<>();

    /** A task has no data. */
    void addWithoutData(String task) {
        withoutData.add(task);
    }

    boolean lacksData(String task) {
        return withoutData.contains(task);
    }

    void add(ResultFolder folder, String task) {
        byFolder.computeIfAbsent(folder.path(), path -> new HashSet<>()).add(task);
    }

    boolean contains(ResultFolder folder, String task) {
        return byFolder.getOrDefault(folder.path(), Set.of()).contains(task);
    }
}
