package dev.plumbline.harness.conformance;

import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.harness.run.ExistingResults;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs golden cases. */
public final class Conformance {

    private final int threads;
    private final Optional<Path> kept;
    private final Optional<MtebRelease> release;
    private final Consumer<MtebRelease> derived;

    /**
     * @param kept where each case leaves its results in a folder of its own; empty to leave nothing
     * @param release as which every case is scored; empty for the one that each names
     * @param derived hears of each release between the known ones as which a case is scored, once
     */
    public Conformance(int threads, Optional<Path> kept, Optional<MtebRelease> release, Consumer<MtebRelease> derived) {
        this.threads = threads;
        this.kept = kept;
        this.release = release;
        Set<MtebRelease> heard = new HashSet<>();
        this.derived = used -> {
            if (used.derived() && heard.add(used)) {
                derived.accept(used);
            }
        };
    }

    /**
     * Runs every case under a folder.
     *
     * @param each hears of each case as it ends
     * @throws PlumblineException of kind USAGE if there is no case
     */
    public List<CaseReport> run(Path folder, Consumer<CaseReport> each) {
        List<CaseReport> reports = new ArrayList<>();
        for (ConformanceCase golden : ConformanceCase.readAll(folder)) {
            CaseReport report = run(golden);
            reports.add(report);
            each.accept(report);
        }
        return reports;
    }

    private CaseReport run(ConformanceCase golden) {
        Path temporary = null;
        try {
            if (kept.isPresent()) {
                return run(golden, kept.get().resolve(golden.name()));
            }
            temporary = TemporaryFiles.tracked(() -> Files.createTempDirectory("plumbline-conformance"));
            return run(golden, temporary);
        } catch (PlumblineException e) {
            return new CaseReport(golden.name(), Map.of(), e.getMessage());
        } catch (IOException e) {
            throw PlumblineException.storage("no temporary folder: " + e, e);
        } finally {
            delete(temporary);
        }
    }

    private CaseReport run(ConformanceCase golden, Path results) {
        Manifest manifest = Manifest.bundled().withTasks(golden.subtasks());
        DatasetSource data =
                dataset -> DatasetDirectory.open(dataset.path(), golden.data().resolve(below(golden, dataset.path())));
        List<TaskResult> scored = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void scored(TaskResult result) {
                scored.add(result);
            }
        };
        ModelOptions options = ModelOptions.defaults()
                .withThreads(threads)
                .withSimilarity(golden.similarity())
                .withName("conformance/lookup")
                .withRevision("1");
        try (Model model = Models.open("embeddings:" + golden.embeddings(), options)) {
            MtebRelease as = release.orElseGet(golden::release);
            derived.accept(as);
            RunOptions run = options(results, as);
            Runner runner = new Runner(manifest, data, run, listener);
            List<TaskOutcome> outcomes = runner.run(model, List.of(golden.item(manifest)));
            for (TaskOutcome outcome : outcomes) {
                if (outcome.error() != null) {
                    return new CaseReport(
                            golden.name(), Map.of(), outcome.error().getMessage());
                }
            }
        }
        return new CaseReport(golden.name(), CaseComparison.of(golden.expected(), scored.get(scored.size() - 1)), null);
    }

    /** A case may come from anybody. */
    private static String below(ConformanceCase golden, String path) {
        FileNames.objectionToParts(path).ifPresent(objection -> {
            throw PlumblineException.data(golden.name() + ": the data set's folder '" + FileNames.shown(path)
                    + "' is refused: it " + objection);
        });
        return path;
    }

    /** The cases' data are made up, so the published statistics of a task of the manifest do not hold for them. */
    private RunOptions options(Path results, MtebRelease release) {
        return new RunOptions(results, ExistingResults.COMPLETE, true, OptionalInt.empty(), threads, true, release);
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot remove " + folder + ": " + e, e);
        }
    }
}
