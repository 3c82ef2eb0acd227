package dev.plumbline.harness.run;

import dev.plumbline.harness.folder.MadeWith;
import dev.plumbline.harness.folder.ResultFolder;
import dev.plumbline.harness.folder.RunLog;
import dev.plumbline.harness.folder.StoredResult;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.release.ScoringChange;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a task's results of earlier runs are good for now. */
final class EarlierResults {

    private final RunItem item;
    private final TaskSpec task;
    private final RunOptions options;
    private final RunListener listener;

    EarlierResults(RunItem item, RunOptions options, RunListener listener) {
        this.item = item;
        this.task = item.task();
        this.options = options;
        this.listener = listener;
    }

    /**
     * The result that is there, if it may be completed or taken over: one that was made with the same, as far as that is known.
     *
     * @param now what a result would be made with now; asked for only where the earlier one says what it was made with
     * @param warnings hears what a reader of a result that is taken over should know
     */
    Optional<StoredResult> usable(
            RunTarget target,
            Map<String, String> prompts,
            Supplier<MadeWith> now,
            ResultFolder folder,
            RunLog log,
            List<String> warnings) {
        Optional<StoredResult> found = folder.finished(
                task.name(), why -> listener.warning(task.name() + ": the result there " + why + "; scored anew"));
        if (found.isEmpty()) {
            return found;
        }
        Optional<MadeWith> recorded = found.get().madeWith().or(() -> log.madeWith(task.name()));
        if (recorded.isPresent()) {
            List<String> differences = recorded.get().differences(now.get());
            if (!differences.isEmpty()) {
                listener.warning(task.name() + ": the result there was made with " + String.join(", ", differences)
                        + "; scored anew");
                return Optional.empty();
            }
        } else if (!agrees(prompts, target.model(), log)) {
            return Optional.empty();
        }
        if (!options.allowModifiedData() && !found.get().modifiedData().isEmpty()) {
            listener.warning(task.name() + ": the result there was made with data that are not the benchmark's"
                    + " (--allow-modified-data); scored anew");
            return Optional.empty();
        }
        if (found.get().provenance().isEmpty()) {
            String warning =
                    task.name() + ": the result there has no record within of how it was made, as one of mteb's own"
                            + " or of an older Plumbline; taken over as it is, --fresh scores it anew";
            listener.warning(warning);
            warnings.add(warning);
            log.recordTakenOver(task.name(), warning);
        }
        return found;
    }

    /** Whether a result that does not say how it was made agrees with what the log beside it says. */
    private boolean agrees(Map<String, String> prompts, Model model, RunLog log) {
        Optional<Map<String, String>> made = log.promptsOf(task.name());
        if (made.isPresent() && !made.get().equals(prompts)) {
            listener.warning(task.name() + ": the result there was made with other prompts; scored anew");
            return false;
        }
        Map<String, String> then = log.modelOf(task.name()).orElse(Map.of());
        for (String key : Model.DECIDING) {
            String now = model.about().get(key);
            // a log that does not say how vectors were cut was made when they were scaled under mteb's name, and one
            // without the network's type when there was only float32
            boolean named = key.equals(Model.CUT) || key.equals(Model.DTYPE);
            boolean known = then.containsKey(key) || (named && made.isPresent());
            if (known && !Objects.equals(then.get(key), now)) {
                listener.warning(task.name() + ": the result there was made with " + key + " "
                        + then.getOrDefault(key, "unknown") + ", now it is " + now + "; scored anew");
                return false;
            }
        }
        return true;
    }

    /**
     * What of the selection a result lacks, empty if nothing: whole splits and subsets, as mteb's {@code evaluate.py}. Unlike
     * there, an entry of another release is none where its numbers can differ from this one's.
     */
    Optional<Selection> missing(Selection wanted, Optional<TaskResult> earlier, Passes passes) {
        if (earlier.isEmpty()) {
            return Optional.of(wanted);
        }
        BiPredicate<String, String> lacks =
                (split, subset) -> lacks(earlier.get(), split, subset) || !passes.fits(wanted, split, subset);
        List<String> splits = wanted.splits().stream()
                .filter(split -> wanted.subsets().stream().anyMatch(subset -> lacks.test(split, subset)))
                .toList();
        if (splits.isEmpty()) {
            return Optional.empty();
        }
        List<String> subsets = wanted.subsets().stream()
                .filter(subset -> splits.stream().anyMatch(split -> lacks.test(split, subset)))
                .toList();
        return Optional.of(new Selection(splits, subsets));
    }

    private boolean lacks(TaskResult result, String split, String subset) {
        return result.entry(split, subset)
                .filter(entry -> options.release().sameScores(task, entry.mtebVersion()))
                .isEmpty();
    }

    /** Whether a part of an average has the numbers of the release that is computed. */
    boolean ofThisRelease(TaskResult part) {
        return part.scores().values().stream()
                .flatMap(List::stream)
                .allMatch(entry -> options.release().sameScores(task, entry.mtebVersion()));
    }

    /** Says which entries are scored anew since they are another release's. */
    void warnOfOtherRelease(TaskResult earlier) {
        Set<String> said = new LinkedHashSet<>();
        for (String split : item.selection().splits()) {
            for (String subset : item.selection().subsets()) {
                earlier.entry(split, subset)
                        .map(SubsetResult::mtebVersion)
                        .filter(version -> !options.release().sameScores(task, version))
                        .ifPresent(said::add);
            }
        }
        for (String version : said) {
            listener.warning(task.name() + ": the result there is mteb " + version + "'s, which differs from "
                    + options.release().version() + " in "
                    + options.release().changes(task, version).stream()
                            .map(ScoringChange::text)
                            .collect(Collectors.joining(", "))
                    + "; scored anew");
        }
    }
}
