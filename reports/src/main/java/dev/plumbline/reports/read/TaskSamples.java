package dev.plumbline.reports.read;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleHeader;
import dev.plumbline.tasks.sample.SampleReader;
import dev.plumbline.tasks.sample.SampleStatistic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The samples of one task. */
public final class TaskSamples {

    /** Result files are rounded to six decimals, retrieval scores to five before that. */
    private static final double ROUNDING = 1.1e-5;

    /** What a file of samples is called after its task. */
    public static final String SUFFIX = ".samples.jsonl.gz";

    private final SampleHeader header;
    private final Map<String, Map<String, SubsetSamples>> bySplit;

    private TaskSamples(SampleHeader header, Map<String, Map<String, SubsetSamples>> bySplit) {
        this.header = header;
        this.bySplit = bySplit;
    }

    /** The file that lies beside a task's result, if it is there. */
    public static Optional<Path> beside(Path resultFile) {
        String name = resultFile.getFileName().toString();
        Path samples = resultFile.resolveSibling(name.substring(0, name.length() - ".json".length()) + SUFFIX);
        return Files.exists(samples) ? Optional.of(samples) : Optional.empty();
    }

    /**
     * Reads a file.
     *
     * @throws PlumblineException of kind RESULT if it is damaged, or an id occurs twice in a subset
     */
    public static TaskSamples read(Path file) {
        Reading reading = new Reading(file);
        SampleReader.read(file, reading);
        SampleHeader header = reading.header.orElseThrow();
        Map<String, Map<String, SubsetSamples>> bySplit = new LinkedHashMap<>();
        reading.samples.forEach((split, subsets) ->
                subsets.forEach((subset, samples) -> bySplit.computeIfAbsent(split, key -> new LinkedHashMap<>())
                        .put(subset, new SubsetSamples(header.statistic(), samples))));
        return new TaskSamples(header, bySplit);
    }

    public SampleHeader header() {
        return header;
    }

    /**
     * The same without the samples that training data hold; a subset of which it is not known, or of which fewer than two are
     * left, is not there any more.
     */
    public TaskSamples without(String task, List<SeenFile> seen) {
        Map<String, Map<String, SubsetSamples>> kept = new LinkedHashMap<>();
        bySplit.forEach((split, subsets) -> subsets.forEach((subset, samples) -> {
            Set<String> ids = new HashSet<>();
            boolean known = false;
            for (SeenFile file : seen) {
                Optional<Set<String>> found = file.ids(task, split, subset);
                known |= found.isPresent();
                found.ifPresent(ids::addAll);
            }
            SubsetSamples left = samples.without(ids);
            if (known && left.size() >= 2) {
                kept.computeIfAbsent(split, key -> new LinkedHashMap<>()).put(subset, left);
            }
        }));
        return new TaskSamples(header, kept);
    }

    /** Whether main scores can be computed from the samples. */
    public boolean decisive() {
        return header.statistic().kind() != SampleStatistic.Kind.NONE;
    }

    /** The samples of a subset; empty if the file has none of it. */
    public Optional<SubsetSamples> subset(String split, String subset) {
        return Optional.ofNullable(bySplit.getOrDefault(split, Map.of()).get(subset));
    }

    /**
     * Where the samples do not make the result's main scores, as after the result was changed by other means: one line each.
     * A subset without samples is no difference.
     */
    public List<String> differences(TaskResult result) {
        if (!decisive()) {
            return List.of();
        }
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            for (SubsetResult entry : split.getValue()) {
                Double stated = entry.scores().mainScore();
                Optional<String> version =
                        Optional.ofNullable(entry.mtebVersion()).or(() -> Optional.ofNullable(result.mtebVersion()));
                subset(split.getKey(), entry.hfSubset()).ifPresent(samples -> {
                    double computed = samples.scores(version).value();
                    if (stated == null
                            || !(Math.abs(stated - computed) <= ROUNDING
                                    || (Double.isNaN(stated) && Double.isNaN(computed)))) {
                        differences.add(split.getKey() + "/" + entry.hfSubset() + ": the result says " + stated
                                + ", its samples " + computed);
                    }
                });
            }
        }
        return differences;
    }

    private static final class Reading implements SampleReader.Listener {
        private final Path file;
        private final Map<String, Map<String, Map<String, Sample>>> samples = new LinkedHashMap<>();
        private Optional<SampleHeader> header = Optional.empty();

        Reading(Path file) {
            this.file = file;
        }

        @Override
        public void header(SampleHeader read) {
            header = Optional.of(read);
        }

        @Override
        public void sample(String split, String subset, Sample sample) {
            Sample other = samples.computeIfAbsent(split, key -> new LinkedHashMap<>())
                    .computeIfAbsent(subset, key -> new LinkedHashMap<>())
                    .put(sample.id(), sample);
            if (other != null) {
                throw PlumblineException.result(
                        file + ": sample \"" + sample.id() + "\" occurs twice in " + split + "/" + subset);
            }
        }
    }
}
