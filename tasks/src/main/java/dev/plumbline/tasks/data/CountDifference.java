package dev.plumbline.tasks.data;

/**
 * A count that is not what mteb published for a data set.
 *
 * @param statistic key of {@code expected_stats}, with the label for {@code label_counts}
 */
public record CountDifference(String split, String subset, String statistic, String expected, String found) {

    @Override
    public String toString() {
        return "%s/%s %s: %s expected, %s found".formatted(split, subset, statistic, expected, found);
    }
}
