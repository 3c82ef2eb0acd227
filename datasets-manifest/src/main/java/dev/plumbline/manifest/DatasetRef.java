package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's data live on the hub.
 *
 * @param path repository name {@code org/name}, also the folder looked up under {@code --data}; blank for a task that only
 *     averages others
 * @param revision commit that mteb pins; null in a user's own task file
 */
public record DatasetRef(
        @JsonProperty("path") String path,
        @JsonProperty("revision") @Nullable String revision) {
    public DatasetRef {
        Objects.requireNonNull(path, "path");
    }
}
