package dev.plumbline.reports.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what a merge will write. */
final class MergedFiles {

    private final List<MergePlan.Placed> results = new ArrayList<>();
    private final List<MergePlan.Aside> aside = new ArrayList<>();
    private final List<MergePlan.Conflict> conflicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void place(Path path, MergePlan.Content content) {
        results.add(new MergePlan.Placed(path, content));
    }

    /** Keeps a file that stands back, and says why. */
    void setAside(int source, Path path, Path from, String reason) {
        keep(source, path, from);
        conflicts.add(new MergePlan.Conflict(path, source, reason));
    }

    /** Keeps a file that belongs to one set aside. */
    void keep(int source, Path path, Path from) {
        aside.add(new MergePlan.Aside(source, path, from));
    }

    void note(String text) {
        notes.add(text);
    }

    MergePlan plan() {
        return new MergePlan(results, aside, conflicts, notes);
    }
}
