package dev.plumbline.hub;

import java.nio.file.Path;
import java.util.Objects;

/** The cache folder of {@code huggingface_hub}. */
public record HubCache(Path root) {

    public HubCache {
        Objects.requireNonNull(root, "root");
    }

    public CachedRepository repository(RepositoryType type, String name) {
        return new CachedRepository(this, new RepositoryId(type, name));
    }
}
