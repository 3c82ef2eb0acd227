package dev.plumbline.harness.cli.train;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.AvailableArguments;
import dev.plumbline.harness.cli.option.ChosenPlace;
import dev.plumbline.harness.cli.option.DataArguments;
import dev.plumbline.harness.cli.option.EngineArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.FolderWords;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.TaskSelection;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.harness.train.KnownTraining;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.decontaminate.Decontamination;
import dev.plumbline.trainer.decontaminate.Overlap;
import dev.plumbline.trainer.decontaminate.OverlapReport;
import dev.plumbline.trainer.decontaminate.OverlapSummary;
import dev.plumbline.trainer.decontaminate.SeenSamples;
import dev.plumbline.trainer.decontaminate.TestTexts;
import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.SourceRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "decontaminate",
        description = "Find the test texts of benchmarks in training files, and leave their rows out.",
        footer = {
            "",
            "exact: the same characters. normalised: the same words, whatever their case",
            "and what stands between them.",
            "near: at least the threshold of the test text's 13-grams are in the training",
            "text; grams of words, in Chinese of characters.",
            "Exit codes: 0 done, 1 overlaps were found and --check was given, 2 usage, 3",
            "data, 5 storage, 6 data of tasks are missing."
        },
        mixinStandardHelpOptions = true)
public final class DecontaminateCommand implements Callable<Integer> {

    private static final int EXCERPT = 60;

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Training files, or others, see --field. None are needed with --model.")
    private List<Path> files = List.of();

    @Mixin
    private TaskSelection selection;

    @Mixin
    private DataArguments data;

    @Mixin
    private AvailableArguments available;

    @Mixin
    private NetworkArguments network;

    @Option(
            names = {"--splits", "--eval-splits", "--eval_splits"},
            arity = "1..*",
            paramLabel = "SPLIT",
            description = "Texts of these splits instead of the selected ones.")
    private List<String> splits = List.of();

    @Option(names = "--report", paramLabel = "FILE", description = "Write every overlap there, as JSON.")
    private Path report;

    @Option(
            names = "--clean",
            paramLabel = "DIR",
            description = "Write copies of the files without the overlapping rows there, as JSON lines.")
    private Path clean;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description =
                    "Look at what is known of a published model's training too: the training splits of the tasks"
                            + " that mteb's registry says it was trained on, as far as they are at hand; of retrieval the queries.")
    private String model;

    @Option(
            names = "--samples",
            paramLabel = "FILE",
            description =
                    "Write the samples whose texts were found there, as report --seen and compare --seen read them.")
    private Path samples;

    @Option(
            names = "--threshold",
            paramLabel = "R",
            description = "Part of a test text's 13-grams from which on a text is near it (default: ${DEFAULT-VALUE}).")
    private double threshold = Decontamination.Settings.DEFAULT.threshold();

    @Option(
            names = "--fewest-words",
            paramLabel = "N",
            description = "Look for no test text of fewer words (Chinese: characters); such are the same by chance"
                    + " (default: ${DEFAULT-VALUE}).")
    private int fewestWords = 3;

    @Option(names = "--no-documents", description = "Leave out the corpora of retrieval tasks; look for queries alone.")
    private boolean noDocuments;

    @Option(names = "--no-negatives", description = "Do not look at the negatives of training rows.")
    private boolean noNegatives;

    @Option(
            names = "--field",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Look at these fields, for rows that are no training rows, such as text.")
    private List<String> fields = List.of();

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--check", description = "Exit with 1 if there is an overlap.")
    private boolean check;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description = "stop or skip at rows with errors; skipped rows are in no copy (default: ${DEFAULT-VALUE}).")
    private OnError onError = OnError.STOP;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        List<Path> named = FileWords.of(files);
        if (named.isEmpty() && model == null) {
            throw PlumblineException.usage("name training files, or --model NAME for those that are known of a model");
        }
        named.forEach(RowFile::require);
        Decontamination.Settings settings = settings();
        if (clean != null) {
            FolderWords.written("--clean", clean);
        }
        Map<Path, Path> copies = copies(named);
        copies.values().forEach(copy -> outputs.check("--clean", copy));
        outputs.check("--report", report, "{\n  \"overlaps\" : [");
        outputs.check("--samples", samples, "{\n  \"schema\" : \"plumbline-seen/");
        OptionalInt elsewhere = engine.elsewhere(command);
        if (elsewhere.isPresent()) {
            return elsewhere.getAsInt();
        }
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        Manifest manifest = selection.choice().manifest();
        DataPlaces places = data.places(selection.choice().taskFileFolders());
        List<RunItem> items = available.items(
                manifest,
                selection.choice().items(manifest, Words.of(splits), List.of()),
                places,
                network.offline(),
                progress);
        RowErrors errors = new RowErrors(onError, progress::warning);
        List<TestTexts.TestSet> sets = testSets(manifest, items);
        DatasetSource source =
                places.source(available.availableOnly() ? Optional.empty() : network.hub(progress), progress);
        Optional<KnownTraining> known = Optional.ofNullable(model)
                .map(name -> KnownTraining.of(ModelSources.published(name), manifest, source, progress::note));
        if (named.isEmpty() && known.isPresent() && known.get().names().isEmpty()) {
            throw nothing(known.get());
        }
        try (TestTexts tests = TestTexts.of(sets, source, fewestWords, !noDocuments, progress::note);
                Parallel parallel = Parallel.of(threads);
                ChosenPlace place = engine.place(progress)) {
            Decontamination search = new Decontamination(tests, settings, place.overlaps(tests, parallel), errors);
            SeenSamples seen = new SeenSamples();
            OverlapSummary summary = report == null
                    ? search(search, named, copies, known, seen::add)
                    : OverlapReport.write(
                            report, found -> search(search, named, copies, known, found.andThen(seen::add)));
            if (samples != null) {
                List<String> training = new ArrayList<>();
                named.forEach(file -> training.add(file.toString()));
                known.ifPresent(of -> training.addAll(of.names()));
                int count = seen.write(
                        samples,
                        sets,
                        source,
                        known.map(KnownTraining::model),
                        training,
                        known.map(KnownTraining::missing).orElse(List.of()));
                progress.note(count + " samples in " + samples);
            }
            command.commandLine().getOut().print(text(summary));
            command.commandLine().getOut().flush();
            return check && !summary.isClean() ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
    }

    /** That nothing was found where nothing was looked at would pass for clean. */
    private static PlumblineException nothing(KnownTraining known) {
        String what = "nothing can be said of what " + known.model() + " has seen: ";
        return known.missing().isEmpty()
                ? PlumblineException.usage(what + "mteb's registry names no training data of its that could be looked"
                        + " at; name files of its training data")
                : PlumblineException.absentData(what + "no training split is at hand of "
                        + String.join(", ", known.missing())
                        + "; have them fetched (without --offline and --available-only), or name files of its training"
                        + " data");
    }

    private Decontamination.Settings settings() {
        if (fewestWords < 1) {
            throw PlumblineException.usage("--fewest-words must be at least 1, not " + fewestWords);
        }
        try {
            return new Decontamination.Settings(threshold, !noNegatives, Words.of(fields));
        } catch (IllegalArgumentException e) {
            throw PlumblineException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** The chosen tasks; an average's sub-tasks in its place. */
    private static List<TestTexts.TestSet> testSets(Manifest manifest, List<RunItem> items) {
        Map<String, TestTexts.TestSet> sets = new LinkedHashMap<>();
        for (RunItem item : items) {
            if (item.task().subtasks().isEmpty()) {
                sets.put(item.task().name(), new TestTexts.TestSet(item.task(), item.selection()));
            }
            for (String subtask : item.task().subtasks()) {
                TaskSpec spec = manifest.task(subtask);
                Selection all = new Selection(item.selection().splits(), spec.allSubsets());
                sets.putIfAbsent(subtask, new TestTexts.TestSet(spec, all));
            }
        }
        return List.copyOf(sets.values());
    }

    /** Where each file's copy goes: under its own name, as JSON lines. */
    private Map<Path, Path> copies(List<Path> files) {
        Map<Path, Path> copies = new LinkedHashMap<>();
        Set<Path> taken = new HashSet<>();
        for (Path file : clean == null ? List.<Path>of() : files) {
            String name = file.getFileName().toString().replaceFirst("(?i)\\.(parquet|jsonl\\.zst)$", ".jsonl");
            Path copy = clean.resolve(name);
            if (!taken.add(copy)
                    || copy.toAbsolutePath()
                            .normalize()
                            .equals(file.toAbsolutePath().normalize())) {
                throw PlumblineException.usage("--clean " + clean + ": the copy of " + file
                        + " would replace another file, " + copy + "; name another folder");
            }
            copies.put(file, copy);
        }
        return copies;
    }

    private static OverlapSummary search(
            Decontamination search,
            List<Path> files,
            Map<Path, Path> copies,
            Optional<KnownTraining> known,
            Consumer<Overlap> found) {
        known.ifPresent(training -> training.forEachText(
                (place, text) -> search.check(place, "text", text).forEach(found)));
        for (Path file : files) {
            if (copies.containsKey(file)) {
                JsonLinesWriter.write(
                        copies.get(file),
                        out -> search.check(file, (row, overlaps) -> {
                            overlaps.forEach(found);
                            if (overlaps.isEmpty()) {
                                copy(row, out);
                            }
                        }));
            } else {
                search.check(file, (row, overlaps) -> overlaps.forEach(found));
            }
        }
        return search.summary();
    }

    private static void copy(SourceRow row, JsonLinesWriter out) {
        if (row.line().isPresent()) {
            out.line(row.line().get());
        } else {
            out.row(row.fields());
        }
    }

    private static String text(OverlapSummary summary) {
        StringBuilder text = new StringBuilder();
        if (!summary.isClean()) {
            TextTable counts = new TextTable("TASK", "SPLIT", "SUBSET", "PART", "KIND", "OVERLAPS");
            for (OverlapSummary.Count count : summary.counts()) {
                counts.add(
                        count.test().task(),
                        count.test().split(),
                        count.test().subset(),
                        count.test().part(),
                        label(count.kind()),
                        Long.toString(count.overlaps()));
            }
            text.append(counts).append('\n');
            for (Overlap overlap : summary.first()) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s, %s: %s %.2f of %s: %s%n",
                        overlap.place(),
                        overlap.part(),
                        label(overlap.kind()),
                        overlap.similarity(),
                        overlap.test(),
                        excerpt(overlap.text())));
            }
            text.append('\n');
        }
        return text.append(summary).append('\n').toString();
    }

    private static String label(Overlap.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String excerpt(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "...";
    }
}
