package dev.plumbline.harness.inventory;

import dev.plumbline.ground.PlumblineException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What pulling one repository came to.
 *
 * @param kind {@code dataset} or {@code model}
 * @param name as on the hub
 * @param revision the commit; what was asked for where it never came to that; null where none was
 * @param tasks that need it, empty for a model
 * @param place where its files are, or would be
 * @param files needed
 * @param bytes of those, as far as sizes are known
 * @param missingFiles of those, not here before
 * @param missingBytes of those
 * @param error why nothing could be done, or null
 */
public record PullOutcome(
        String kind,
        String name,
        @Nullable String revision,
        List<String> tasks,
        Place place,
        int files,
        long bytes,
        int missingFiles,
        long missingBytes,
        @Nullable PlumblineException error) {

    public PullOutcome {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        tasks = List.copyOf(tasks);
    }

    static PullOutcome here(NeededDataset needed, Place place) {
        return new PullOutcome(
                "dataset", needed.ref().path(), needed.ref().revision(), needed.tasks(), place, 0, 0, 0, 0, null);
    }

    static PullOutcome failed(
            String kind, String name, @Nullable String revision, List<String> tasks, PlumblineException error) {
        return new PullOutcome(kind, name, revision, tasks, Place.MISSING, 0, 0, 0, 0, error);
    }
}
