package dev.plumbline;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.excerpt.SampleTextReader;
import dev.plumbline.harness.folder.Versions;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.assemble.GivenModel;
import dev.plumbline.reports.assemble.ReportAssembly;
import dev.plumbline.reports.assemble.ReportRequest;
import dev.plumbline.reports.assemble.TrainingFolder;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.read.SeenFile;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.release.MtebRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a report is wanted of, as {@code plumbline report} is asked for it.
 *
 * @param folders of results, at least one
 * @param benchmark by name; if empty the one that the results have the most of
 * @param model that the report is about; chosen if empty
 * @param baseline that differences are taken from; chosen if empty
 * @param published whether published figures are compared with
 * @param peers names of models that are shown beside the two; chosen if empty
 * @param listed how many models are listed at most, at least 1; ranks are among all
 * @param taskFiles with tasks of one's own, which together are the benchmark {@value #OWN}
 * @param training output folder of the training that made the model
 * @param data folder of data sets, for the texts of samples
 * @param seen files of samples that training data hold, as {@code decontaminate --samples} writes them
 * @param words how the report was asked for; it says so
 */
public record ReportOrder(
        List<Path> folders,
        Optional<String> benchmark,
        Optional<String> model,
        Optional<String> baseline,
        boolean published,
        List<String> peers,
        int listed,
        List<Path> taskFiles,
        Optional<Path> training,
        Optional<Path> data,
        List<Path> seen,
        List<String> words) {

    /** What tasks of one's own are called together. */
    public static final String OWN = "own tasks";

    /** How many models are listed where nobody says. */
    public static final int LISTED = 60;

    public ReportOrder {
        Objects.requireNonNull(benchmark, "benchmark");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(data, "data");
        folders = List.copyOf(folders);
        peers = List.copyOf(peers);
        taskFiles = List.copyOf(taskFiles);
        seen = List.copyOf(seen);
        words = List.copyOf(words);
        if (listed < 1) {
            throw PlumblineException.usage("--models must be at least 1, not " + listed);
        }
    }

    /** Everything chosen as far as it can be, beside the published figures. */
    public static ReportOrder of(Path... folders) {
        return new ReportOrder(
                List.of(folders),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                LISTED,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("dev.plumbline.Plumbline"));
    }

    /** On a benchmark. */
    public ReportOrder on(String name) {
        return new ReportOrder(
                folders,
                Optional.of(name),
                model,
                baseline,
                published,
                peers,
                listed,
                taskFiles,
                training,
                data,
                seen,
                words);
    }

    /** About a model. */
    public ReportOrder about(String name) {
        return new ReportOrder(
                folders,
                benchmark,
                Optional.of(name),
                baseline,
                published,
                peers,
                listed,
                taskFiles,
                training,
                data,
                seen,
                words);
    }

    /** With differences from a model. */
    public ReportOrder against(String name) {
        return new ReportOrder(
                folders,
                benchmark,
                model,
                Optional.of(name),
                published,
                peers,
                listed,
                taskFiles,
                training,
                data,
                seen,
                words);
    }

    /** Beside some models: names as the published figures have them, the end is enough. */
    public ReportOrder beside(List<String> names) {
        return new ReportOrder(
                folders, benchmark, model, baseline, published, names, listed, taskFiles, training, data, seen, words);
    }

    /** With scores without the samples of some files. */
    public ReportOrder without(List<Path> files) {
        return new ReportOrder(
                folders, benchmark, model, baseline, published, peers, listed, taskFiles, training, data, files, words);
    }

    /** Among the models of the folders alone. */
    public ReportOrder withoutPublished() {
        return new ReportOrder(
                folders, benchmark, model, baseline, false, peers, listed, taskFiles, training, data, seen, words);
    }

    /**
     * The report.
     *
     * @param resampling how to draw
     * @param warnings hears of files that were passed over or changed, which the report says too, and of data that are there
     *     and cannot be used
     * @throws PlumblineException of kind RESULT if there are no results, or none of the benchmark; of kind USAGE if a
     *     benchmark or model named is not there
     */
    public Report assemble(Resampling resampling, Consumer<String> warnings) {
        List<TaskSpec> own = ownTasks();
        Manifest manifest = Manifest.bundled().withTasks(own);
        FigureTable figures = FigureTable.published();
        List<String> oddFiles = new ArrayList<>();
        List<GivenModel> given = GivenModel.of(folders, new HashSet<>(manifest.taskNames()), figures, problem -> {
            oddFiles.add(problem);
            warnings.accept(problem);
        });
        if (given.isEmpty()) {
            throw PlumblineException.result("no results in " + folders);
        }
        List<Path> beside = taskFiles.stream()
                .map(file -> file.toAbsolutePath().getParent())
                .distinct()
                .toList();
        return ReportAssembly.of(new ReportRequest(
                manifest,
                benchmark(manifest, own, given),
                given,
                published ? figures : new FigureTable(figures.origin(), List.of()),
                model,
                baseline,
                peers,
                listed,
                resampling,
                training.map(folder -> TrainingFolder.read(folder, manifest)),
                new SampleTextReader(manifest, new DataPlaces(data, beside).source(), warnings),
                new ReportRequest.Tool(
                        Versions.PLUMBLINE + " (" + Versions.COMMIT + ")",
                        MtebRelease.newest().version(),
                        words),
                oddFiles,
                seen.stream().map(SeenFile::read).toList()));
    }

    private List<TaskSpec> ownTasks() {
        Map<String, TaskSpec> own = new LinkedHashMap<>();
        taskFiles.forEach(file -> TaskFile.read(file).forEach(task -> own.put(task.name(), task)));
        training.ifPresent(
                folder -> TrainingFolder.ownTasks(folder).forEach(task -> own.putIfAbsent(task.name(), task)));
        return List.copyOf(own.values());
    }

    /** The benchmark named, else the one of which a model given has the most tasks. */
    private Benchmark benchmark(Manifest manifest, List<TaskSpec> own, List<GivenModel> given) {
        List<Benchmark> benchmarks = new ArrayList<>(manifest.benchmarks());
        if (!own.isEmpty()) {
            Benchmark ofOwn = Benchmark.own(OWN, own);
            benchmarks.add(ofOwn);
            if (benchmark.equals(Optional.of(OWN))) {
                return ofOwn;
            }
        }
        return benchmark
                .map(manifest::benchmark)
                .orElseGet(() -> benchmarks.stream()
                        .max(Comparator.comparingLong((Benchmark known) -> mostTasks(known, given))
                                .thenComparing(Benchmark::name, Comparator.reverseOrder()))
                        .orElseThrow());
    }

    private static long mostTasks(Benchmark known, List<GivenModel> given) {
        return given.stream()
                .mapToLong(one -> known.tasks().stream()
                        .filter(entry -> one.figures().tasks().containsKey(entry.task()))
                        .count())
                .max()
                .orElse(0);
    }
}
