package dev.plumbline.hub;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file as the hub lists it.
 *
 * @param path below the repository's root, with {@code /}
 * @param size in bytes; empty where a mirror does not say
 * @param etag SHA-256 of the content in 64 hex digits, or git's SHA-1 of it as a blob in 40; empty where a mirror does not
 *     say
 */
public record ListedFile(String path, OptionalLong size, Optional<String> etag) {
    public ListedFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(etag, "etag");
    }
}
