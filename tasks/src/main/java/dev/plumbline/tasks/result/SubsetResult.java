package dev.plumbline.tasks.result;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a result file: a subset of a split.
 *
 * @param hfSubset subset name, {@code default} for a task without configs
 * @param languages language-script codes
 * @param mtebVersion the protocol release the entry follows; null in files older than mteb 2
 * @param scores every score, the main score last
 */
public record SubsetResult(
        String hfSubset, List<String> languages, @Nullable String mtebVersion, Scores scores) {
    public SubsetResult {
        Objects.requireNonNull(hfSubset, "hfSubset");
        languages = List.copyOf(languages);
        Objects.requireNonNull(scores, "scores");
    }
}
