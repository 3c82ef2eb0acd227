package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The part of a task that is scored: every named subset of every named split.
 *
 * @param splits in scoring order, at least one
 * @param subsets in scoring order, {@code default} for a task without configs; at least one
 */
public record Selection(
        @JsonProperty("splits") List<String> splits,
        @JsonProperty("subsets") List<String> subsets) {
    public Selection {
        splits = List.copyOf(splits);
        subsets = List.copyOf(subsets);
        if (splits.isEmpty() || subsets.isEmpty()) {
            throw new IllegalArgumentException("a selection needs at least one split and one subset");
        }
    }
}
