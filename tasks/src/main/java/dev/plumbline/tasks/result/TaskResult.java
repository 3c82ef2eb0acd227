package dev.plumbline.tasks.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One result file of mteb.
 *
 * @param datasetRevision revision of the data set
 * @param taskName mteb's task name
 * @param mtebVersion release the scores follow; null in some old files
 * @param scores split to its subsets' entries, in the file's order
 * @param evaluationTime seconds, or null
 * @param kgCo2Emissions kilograms, or null
 * @param date Unix time in seconds, or null
 * @param phases timings, or null
 */
public record TaskResult(
        String datasetRevision,
        String taskName,
        @Nullable String mtebVersion,
        Map<String, List<SubsetResult>> scores,
        @Nullable Double evaluationTime,
        @Nullable Double kgCo2Emissions,
        @Nullable Double date,
        @Nullable List<PhaseTiming> phases) {

    public TaskResult {
        Objects.requireNonNull(datasetRevision, "datasetRevision");
        Objects.requireNonNull(taskName, "taskName");
        Map<String, List<SubsetResult>> copy = new LinkedHashMap<>();
        scores.forEach((split, entries) -> copy.put(split, List.copyOf(entries)));
        scores = Collections.unmodifiableMap(copy);
        phases = phases == null ? null : List.copyOf(phases);
    }

    /** The entry of one subset of one split. */
    public Optional<SubsetResult> entry(String split, String subset) {
        return scores.getOrDefault(split, List.of()).stream()
                .filter(entry -> entry.hfSubset().equals(subset))
                .findFirst();
    }

    /**
     * This result completed by a newer one of the same task: what the newer one has replaces what this one has of the
     * same split and subset; times add up, as in mteb's {@code TaskResult.merge}.
     */
    public TaskResult mergedWith(TaskResult newer) {
        Map<String, List<SubsetResult>> merged = new LinkedHashMap<>(scores);
        newer.scores.forEach((split, entries) -> {
            List<SubsetResult> kept = new ArrayList<>(merged.getOrDefault(split, List.of()));
            kept.removeIf(old -> newer.entry(split, old.hfSubset()).isPresent());
            kept.addAll(entries);
            merged.put(split, kept);
        });
        return new TaskResult(
                newer.datasetRevision,
                newer.taskName,
                versionRange(merged, newer.mtebVersion),
                merged,
                sum(evaluationTime, newer.evaluationTime),
                sum(kgCo2Emissions, newer.kgCo2Emissions),
                newer.date,
                newer.phases);
    }

    private static @Nullable Double sum(@Nullable Double first, @Nullable Double second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first + second;
    }

    /** One version, or {@code low-high} where the entries differ. */
    private static @Nullable String versionRange(Map<String, List<SubsetResult>> scores, @Nullable String fallback) {
        List<String> versions = scores.values().stream()
                .flatMap(List::stream)
                .map(SubsetResult::mtebVersion)
                .filter(Objects::nonNull)
                .distinct()
                .sorted(TaskResult::compareVersions)
                .toList();
        if (versions.isEmpty()) {
            return fallback;
        }
        String low = versions.get(0);
        String high = versions.get(versions.size() - 1);
        return low.equals(high) ? low : low + "-" + high;
    }

    private static int compareVersions(String a, String b) {
        String[] left = a.split("\\.");
        String[] right = b.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = Integer.compare(part(left, i), part(right, i));
            if (order != 0) {
                return order;
            }
        }
        return a.compareTo(b);
    }

    private static int part(String[] version, int i) {
        return i < version.length && version[i].matches("\\d{1,9}") ? Integer.parseInt(version[i]) : 0;
    }
}
