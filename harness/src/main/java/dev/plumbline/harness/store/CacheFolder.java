package dev.plumbline.harness.store;

import java.nio.file.Path;
import java.util.Map;

/** Where Plumbline keeps what it can make again. */
public final class CacheFolder {

    private CacheFolder() {}

    /** {@code $PLUMBLINE_CACHE}, else {@code $XDG_CACHE_HOME/plumbline}, else {@code ~/.cache/plumbline}. */
    public static Path of(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("PLUMBLINE_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (shared.isEmpty() ? home.resolve(".cache") : Path.of(shared)).resolve("plumbline");
    }

    /** The vectors in it. */
    public static Path embeddings(Map<String, String> environment, Path home) {
        return of(environment, home).resolve("embeddings");
    }
}
