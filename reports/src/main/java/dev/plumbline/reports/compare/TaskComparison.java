package dev.plumbline.reports.compare;

import dev.plumbline.reports.statistics.Difference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Two models on one task.
 *
 * @param task the task
 * @param baseline score over its entries, fractions of 1; empty unless all are there
 * @param candidate likewise
 * @param marks why they are not the same measurement; empty if they are
 * @param notes what a reader should know besides
 * @param difference what the samples say; empty where they were not asked for or are not there
 */
public record TaskComparison(
        ComparedTask task,
        OptionalDouble baseline,
        OptionalDouble candidate,
        List<Mark> marks,
        List<String> notes,
        Optional<Difference> difference) {
    public TaskComparison {
        Objects.requireNonNull(task, "task");
        marks = List.copyOf(marks);
        notes = List.copyOf(notes);
    }

    /** Whether both have all of it. */
    public boolean both() {
        return baseline.isPresent() && candidate.isPresent();
    }

    /** Whether the two scores are the same measurement. */
    public boolean comparable() {
        return both() && marks.isEmpty();
    }

    /** Candidate less baseline; NaN unless both have it. */
    public double change() {
        return both() ? candidate.getAsDouble() - baseline.getAsDouble() : Double.NaN;
    }

    /** Why they are not the same measurement, in words; empty if they are. */
    public String unlike() {
        return marks.stream().map(Mark::text).distinct().collect(Collectors.joining(", "));
    }

    /** Whether one of them has nothing of it. */
    public boolean missing() {
        return marks.stream().anyMatch(mark -> mark.kind() == Mark.Kind.MISSING);
    }
}
