package dev.plumbline.harness.run;

import dev.plumbline.harness.folder.RunLog;
import dev.plumbline.harness.folder.StoredResult;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.evaluate.Entry;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.result.SubsetResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which entries of an earlier result may stand in a new one, as far as their random draws go.
 *
 * <p>In mteb one generator serves all entries of a fast clustering run, so an entry's score depends on which entries come
 * before it in the selection. When mteb completes a result, it starts a fresh generator at the first entry that is missing
 * ({@code evaluate.py}), and the score then tells of how often the run was interrupted. Here an entry is always drawn as if
 * its selection were scored whole and in one go, which is what mteb gives for that selection; an earlier entry stands if the
 * same entries came before it, else it is scored anew.
 */
final class Passes {

    private final TaskSpec task;
    private final List<Selection> made;
    private final List<Entry> there;

    /**
     * The entries of an earlier result.
     *
     * @param earlier empty if nothing is taken over
     * @param log beside it, for one that does not say itself how it was made
     */
    Passes(TaskSpec task, Optional<StoredResult> earlier, RunLog log) {
        this.task = task;
        this.made = earlier.isEmpty() ? List.of() : earlier.get().passes().orElseGet(() -> log.passesOf(task.name()));
        this.there = new ArrayList<>();
        // A result of ours that says nothing of its draws is of a time when they depended on what was scored before.
        boolean mtebs = earlier.isPresent()
                && earlier.get().provenance().isEmpty()
                && log.modelOf(task.name()).isEmpty();
        if (mtebs) {
            earlier.get().result().scores().forEach((split, entries) -> {
                for (SubsetResult entry : entries) {
                    there.add(new Entry(split, entry.hfSubset()));
                }
            });
        }
    }

    private boolean continuing() {
        return task.kind() == TaskKind.CLUSTERING_FAST;
    }

    /** Whether an entry of the earlier result is what a run of that selection gives for it. */
    boolean fits(Selection wanted, String split, String subset) {
        if (!continuing()) {
            return true;
        }
        List<Entry> before = LoadedTask.drawnAfter(task, wanted, split, subset);
        Entry entry = new Entry(split, subset);
        for (int i = made.size() - 1; i >= 0; i--) {
            if (Entry.of(made.get(i)).contains(entry)) {
                return Entry.before(made.get(i), split, subset).equals(before);
            }
        }
        // mteb's own result: taken for a run of exactly what it holds, in its order
        int place = there.indexOf(entry);
        return place >= 0 && there.subList(0, place).equals(before);
    }

    /** What has to be read to score a part of a selection: what is drawn before it too. */
    Selection read(Selection wanted, Selection missing) {
        return continuing() ? wanted : missing;
    }

    /** What is recorded once a selection was scored or completed. */
    List<Selection> with(Selection scored) {
        if (!continuing()) {
            return List.of();
        }
        List<Entry> entries = Entry.of(scored);
        List<Selection> passes = new ArrayList<>(made);
        passes.removeIf(pass -> entries.containsAll(Entry.of(pass)));
        passes.add(scored);
        return passes;
    }
}
