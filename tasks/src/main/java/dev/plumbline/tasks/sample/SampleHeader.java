package dev.plumbline.tasks.sample;

import dev.plumbline.manifest.TaskSpec;
import java.util.Objects;

/**
 * What the samples of a file are of.
 *
 * @param task its name
 * @param datasetRevision as the result has it
 * @param mainScore the measure
 * @param statistic how the samples make it
 */
public record SampleHeader(String task, String datasetRevision, String mainScore, SampleStatistic statistic) {

    /** Files of another version are not read. */
    static final int VERSION = 1;

    public SampleHeader {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(datasetRevision, "datasetRevision");
        Objects.requireNonNull(mainScore, "mainScore");
        Objects.requireNonNull(statistic, "statistic");
    }

    public static SampleHeader of(TaskSpec task, String datasetRevision) {
        return new SampleHeader(task.name(), datasetRevision, task.mainScore(), SampleStatistic.of(task));
    }
}
