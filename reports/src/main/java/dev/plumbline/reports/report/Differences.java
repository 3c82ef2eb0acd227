package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The candidate less the baseline.
 *
 * @param baseline its name
 * @param chosen whether it was asked for, or is what the candidate was trained from; else it is the nearest
 * @param overall over the tasks that are the same measurement on both sides; empty if there is none
 * @param types likewise by task type, as far as there are at least two tasks
 * @param tasks every task compared
 * @param unlike number of tasks that are not the same measurement
 * @param tally of the other tasks
 */
public record Differences(
        String baseline,
        boolean chosen,
        Optional<Row> overall,
        List<Row> types,
        List<Row> tasks,
        int unlike,
        Tally tally) {
    public Differences {
        Objects.requireNonNull(tally, "tally");
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(overall, "overall");
        types = List.copyOf(types);
        tasks = List.copyOf(tasks);
    }

    /**
     * How tasks that are the same measurement came out.
     *
     * @param ahead the candidate is, beyond chance at 5% after the correction
     * @param behind likewise
     * @param even tested and not told apart
     * @param untested without samples of both
     */
    public record Tally(int ahead, int behind, int even, int untested) {
        static Tally of(List<Row> tasks) {
            int ahead = 0;
            int behind = 0;
            int even = 0;
            int untested = 0;
            for (Row row : tasks) {
                if (row.change().isPresent() && row.marks().isEmpty()) {
                    boolean told = row.significant();
                    ahead += told && row.change().getAsDouble() > 0 ? 1 : 0;
                    behind += told && row.change().getAsDouble() <= 0 ? 1 : 0;
                    even += !told && row.p().isPresent() ? 1 : 0;
                    untested += row.p().isEmpty() ? 1 : 0;
                }
            }
            return new Tally(ahead, behind, even, untested);
        }
    }

    /** With the tally of its tasks. */
    public Differences(
            String baseline, boolean chosen, Optional<Row> overall, List<Row> types, List<Row> tasks, int unlike) {
        this(baseline, chosen, overall, types, tasks, unlike, Tally.of(tasks));
    }

    /** What an interval was drawn from. */
    public enum Source {
        /** The samples of both models, paired by id. */
        SAMPLES,
        /** Tasks drawn anew, since there are no samples. */
        TASKS
    }

    /**
     * One difference.
     *
     * @param name of the task or type
     * @param type of a task; empty for a mean
     * @param count number of tasks in it
     * @param baseline score
     * @param candidate score
     * @param change candidate less baseline; empty where one is missing
     * @param range of the change
     * @param p of no difference; corrected by Holm over the tasks, or over the types
     * @param source what range and p are drawn from
     * @param marks why the two are not the same measurement
     * @param notes what a reader should know besides
     */
    public record Row(
            String name,
            Optional<String> type,
            int count,
            OptionalDouble baseline,
            OptionalDouble candidate,
            OptionalDouble change,
            Optional<Range> range,
            OptionalDouble p,
            Optional<Source> source,
            List<String> marks,
            List<String> notes) {
        public Row {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(range, "range");
            Objects.requireNonNull(source, "source");
            marks = List.copyOf(marks);
            notes = List.copyOf(notes);
        }

        /**
         * Whether the two scores differ beyond chance at 5%: by the test, and by the interval beside it, which few samples and
         * correlations may widen to both sides of 0.
         */
        public boolean significant() {
            return p.isPresent()
                    && p.getAsDouble() <= 0.05
                    && range.filter(found -> found.low() <= 0 && found.high() >= 0)
                            .isEmpty();
        }
    }
}
