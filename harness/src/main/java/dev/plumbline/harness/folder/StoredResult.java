package dev.plumbline.harness.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Selection;
import dev.plumbline.tasks.result.TaskResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A result that is there.
 *
 * @param result what its file holds
 * @param provenance how it was made, from its own file; empty if it was not sealed by Plumbline
 */
public record StoredResult(TaskResult result, Optional<ObjectNode> provenance) {
    public StoredResult {
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(provenance, "provenance");
    }

    /** What it was made with; empty if it was not sealed. */
    public Optional<MadeWith> madeWith() {
        return provenance.map(found -> MadeWith.ofJson(found.path(RunLog.MADE_WITH)));
    }

    /** The selections its entries were drawn in, see {@link RunLog.Facts}; empty if it was not sealed. */
    public Optional<List<Selection>> passes() {
        return provenance.map(RunLog::passes);
    }

    /** Where its data differ from mteb's published statistics, as far as that is recorded. */
    public List<String> modifiedData() {
        return provenance
                .map(found -> found.path("modified_data")
                        .valueStream()
                        .map(difference -> difference.asText())
                        .toList())
                .orElse(List.of());
    }
}
