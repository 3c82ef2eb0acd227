package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A data set whose files are read, checked and indexed. */
final class Dataset implements AutoCloseable {

    private final DatasetSettings settings;
    private final DatasetSummary summary;
    private final List<RowGroup> groups;

    private Dataset(DatasetSettings settings, DatasetSummary summary, List<RowGroup> groups) {
        this.settings = settings;
        this.summary = summary;
        this.groups = groups;
    }

    /**
     * Opens a data set.
     *
     * @param warnings told of rows left out
     * @throws PlumblineException of kind DATA if a row has an error and the settings say stop, there is no good row, some
     *     rows are graded and others not, or a row would have nothing it is contrasted with
     */
    static Dataset open(DatasetSettings settings, Path work, Consumer<String> warnings) {
        List<IndexedFile> files = new ArrayList<>();
        for (Path path : settings.files()) {
            IndexedFile file = IndexedFile.open(path, work);
            checkErrors(settings, file, warnings);
            files.add(file);
        }
        DatasetSummary summary = summary(settings, files);
        check(settings, summary, files);
        return new Dataset(settings, summary, groups(settings, summary, files));
    }

    private static void checkErrors(DatasetSettings settings, IndexedFile file, Consumer<String> warnings) {
        FileCounts counts = file.counts();
        if (counts.bad() == 0) {
            return;
        }
        StringBuilder message = new StringBuilder("data set " + settings.name() + ": " + counts.bad() + " of "
                + (counts.bad() + counts.rows()) + " rows of " + file.path() + " have errors");
        counts.problems().forEach(problem -> message.append("\n  ").append(problem));
        if (counts.bad() > counts.problems().size()) {
            message.append("\n  ...");
        }
        if (settings.onError() == OnError.STOP) {
            throw PlumblineException.data(message + "\ncorrect them, or leave them out with on_error: skip");
        }
        warnings.accept(message + "\nthey are left out");
    }

    private static DatasetSummary summary(DatasetSettings settings, List<IndexedFile> files) {
        Map<String, String> hashes = new LinkedHashMap<>();
        files.forEach(file -> hashes.put(file.path().toString(), file.counts().sha256()));
        return new DatasetSummary(
                settings.name(),
                sum(files, FileCounts::rows),
                sum(files, FileCounts::bad),
                sum(files, FileCounts::withNegatives),
                sum(files, FileCounts::withTeacher),
                sum(files, FileCounts::graded),
                files.stream()
                        .mapToInt(file -> file.counts().fewestNegatives())
                        .filter(fewest -> fewest > 0)
                        .min()
                        .orElse(0),
                files.stream()
                        .mapToInt(file -> file.counts().mostNegatives())
                        .max()
                        .orElse(0),
                hashes);
    }

    private static long sum(List<IndexedFile> files, ToLongFunction<FileCounts> count) {
        return files.stream()
                .mapToLong(file -> count.applyAsLong(file.counts()))
                .sum();
    }

    private static void check(DatasetSettings settings, DatasetSummary summary, List<IndexedFile> files) {
        String name = "data set " + settings.name();
        if (summary.rows() == 0) {
            throw PlumblineException.data(name + " has no good row in "
                    + settings.files().stream().map(Path::toString).collect(Collectors.joining(", "))
                    + "; correct the path");
        }
        boolean graded = summary.graded() > 0;
        if (graded && summary.graded() < summary.rows()) {
            throw PlumblineException.data(name + ": " + summary.graded() + " of " + summary.rows()
                    + " rows have a 'score', " + first(files, FileCounts::firstUngraded)
                    + " has none; give every row one, or none");
        }
        boolean contrasted = graded || settings.inBatchNegatives() || settings.textsAlone();
        long alone = settings.negatives() == 0 ? summary.rows() : summary.rows() - summary.withNegatives();
        if (!contrasted && alone > 0) {
            String reason = settings.negatives() == 0
                    ? "negatives is 0"
                    : alone + " rows have no 'neg', the first is " + first(files, FileCounts::firstWithoutNegatives);
            throw PlumblineException.data(name + ": in_batch_negatives is false and " + reason
                    + ", so that nothing is contrasted; mine or label negatives, or set in_batch_negatives: true");
        }
    }

    private static String first(List<IndexedFile> files, Function<FileCounts, String> place) {
        return files.stream()
                .flatMap(file -> Optional.ofNullable(place.apply(file.counts())).stream())
                .findFirst()
                .orElse("one");
    }

    /** Rows with hard negatives and rows without do not fit into one batch. */
    private static List<RowGroup> groups(DatasetSettings settings, DatasetSummary summary, List<IndexedFile> files) {
        List<RowGroup> groups = new ArrayList<>();
        if (settings.negatives() == 0) {
            groups.add(RowGroup.open(settings, 0, files, List.of(true, false)));
            return groups;
        }
        if (summary.withNegatives() > 0) {
            groups.add(RowGroup.open(settings, settings.negatives(), files, List.of(true)));
        }
        if (summary.withNegatives() < summary.rows()) {
            groups.add(RowGroup.open(settings, 0, files, List.of(false)));
        }
        return groups;
    }

    DatasetSettings settings() {
        return settings;
    }

    DatasetSummary summary() {
        return summary;
    }

    boolean graded() {
        return summary.graded() > 0;
    }

    /** Batches are made of rows of one group; one or two. */
    List<RowGroup> groups() {
        return groups;
    }

    @Override
    public void close() {
        groups.forEach(RowGroup::close);
    }
}
