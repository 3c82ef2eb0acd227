package dev.plumbline.harness.train;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.decontaminate.Decontamination;
import dev.plumbline.trainer.decontaminate.OverlapReport;
import dev.plumbline.trainer.decontaminate.OverlapSummary;
import dev.plumbline.trainer.decontaminate.TestTexts;
import dev.plumbline.trainer.loop.TrainingListener;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for test texts of the tasks that a run is scored on in what it trains on, once for the same files and tasks: the
 * report is {@code overlaps.json} in the run's folder, {@code overlaps.seen} says what it is of.
 */
public final class TestTextCheck {

    /** Test texts of fewer words are the same by chance. */
    private static final int FEWEST_WORDS = 3;

    private final Manifest manifest;
    private final List<RunItem> items;
    private final DatasetSource data;
    private final Path folder;
    private final TrainingListener listener;

    /** @param folder of the run */
    public TestTextCheck(
            Manifest manifest, List<RunItem> items, DatasetSource data, Path folder, TrainingListener listener) {
        this.manifest = manifest;
        this.items = items;
        this.data = data;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * Looks through the files of every stage.
     *
     * @throws PlumblineException of kind DATA if there are overlaps and the settings refuse them
     */
    public void check(TrainingSettings settings) {
        Set<Path> files = new TreeSet<>();
        for (StageSettings stage : settings.stages()) {
            if (stage instanceof OptimisedStage optimised) {
                optimised.data().datasets().stream().map(DatasetSettings::files).forEach(files::addAll);
            }
        }
        String identity = identity(files);
        Path seen = folder.resolve("overlaps.seen");
        Path report = folder.resolve("overlaps.json");
        String outcome = outcome(seen, identity);
        if (outcome == null) {
            listener.note("looking for test texts of " + items.size() + " tasks in " + files.size() + " files");
            OverlapSummary summary = search(files, settings.threads(), report);
            outcome = summary.isClean() ? "" : summary.toString();
            AtomicFiles.write(seen, identity + "\n" + outcome);
        }
        if (outcome.isEmpty()) {
            return;
        }
        String message = outcome + ", see " + report;
        if (settings.contamination() == TrainingSettings.Contamination.REFUSE) {
            throw PlumblineException.data(
                    message
                            + ". Clean the files with plumbline decontaminate, or set decontaminate: warn to train all the same");
        }
        listener.warning(message + ": scores on these tasks say less");
    }

    private OverlapSummary search(Set<Path> files, int threads, Path report) {
        // rows with errors are told of, or refused, where they are trained on
        RowErrors errors = new RowErrors(OnError.SKIP, problem -> {});
        List<TestTexts.TestSet> sets = RunItem.withSubtasks(manifest, items).stream()
                .filter(item -> item.task().kind() != TaskKind.AGGREGATE)
                .map(item -> new TestTexts.TestSet(item.task(), item.selection()))
                .toList();
        try (TestTexts tests = TestTexts.of(sets, data, FEWEST_WORDS, true, note -> {});
                Parallel parallel = Parallel.of(threads)) {
            Decontamination search = new Decontamination(tests, Decontamination.Settings.DEFAULT, parallel, errors);
            return OverlapReport.write(report, found -> {
                files.forEach(file -> search.check(file, (row, overlaps) -> overlaps.forEach(found)));
                return search.summary();
            });
        }
    }

    /** What was found in the same files before; null if they were not looked at. */
    private static @Nullable String outcome(Path seen, String identity) {
        try {
            if (!Files.isRegularFile(seen)) {
                return null;
            }
            String text = Files.readString(seen);
            return text.startsWith(identity + "\n") ? text.substring(identity.length() + 1) : null;
        } catch (IOException e) {
            throw PlumblineException.storage(seen + " cannot be read: " + e, e);
        }
    }

    private String identity(Set<Path> files) {
        StringBuilder text = new StringBuilder();
        try {
            for (Path file : files) {
                text.append(file.toRealPath())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append('\n');
            }
        } catch (IOException e) {
            throw PlumblineException.data("a training file cannot be looked at: " + e, e);
        }
        items.forEach(item ->
                text.append(item.task().dataset()).append(' ').append(item).append('\n'));
        return Sha256.hex(text.toString());
    }
}
