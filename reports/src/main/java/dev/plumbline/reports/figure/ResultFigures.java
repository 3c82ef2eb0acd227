package dev.plumbline.reports.figure;

import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The figures of a result file. */
public final class ResultFigures {

    /** What mteb and old files write where they do not know. */
    private static final Set<String> UNKNOWN =
            Set.of("", "None", "dataset revision not available", "mteb version not available");

    private ResultFigures() {}

    /** One figure per entry that has a main score, in the file's order. */
    public static List<Figure> of(TaskResult result, boolean selfReported) {
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            for (SubsetResult entry : split.getValue()) {
                Scores scores = entry.scores();
                Double score = scores.mainScore();
                if (score != null) {
                    String version = entry.mtebVersion() == null ? result.mtebVersion() : entry.mtebVersion();
                    figures.add(new Figure(
                            split.getKey(),
                            entry.hfSubset(),
                            score,
                            known(result.datasetRevision()),
                            known(version),
                            selfReported,
                            Measures.of(scores)));
                }
            }
        }
        return figures;
    }

    private static Optional<String> known(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !UNKNOWN.contains(value));
    }
}
