package dev.plumbline.tasks.data;

import dev.plumbline.ground.HomePath;
import java.nio.file.Path;
import java.util.Map;

/** Plumbline's own cache; everything in it can be made again. */
public record CacheFolder(Path root) {

    /** The folder that this process's environment names. */
    public static CacheFolder ofEnvironment() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** {@code PLUMBLINE_CACHE}, else {@code $XDG_CACHE_HOME/plumbline}, else {@code ~/.cache/plumbline}. */
    public static CacheFolder of(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("PLUMBLINE_CACHE", "");
        if (!own.isEmpty()) {
            return new CacheFolder(Path.of(HomePath.expanded(own)));
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = shared.isEmpty() ? home.resolve(".cache") : Path.of(HomePath.expanded(shared));
        return new CacheFolder(caches.resolve("plumbline"));
    }

    /** Where data sets that come with Plumbline are laid out as files. */
    Path bundledDatasets() {
        return root.resolve("bundled-datasets");
    }

    /** Where native libraries are unpacked. */
    public Path nativeLibraries() {
        return root.resolve("native");
    }

    /** Where training files with a teacher's scores are kept. */
    public Path teachers() {
        return root.resolve("teachers");
    }

    /** Where vectors are kept between runs. */
    public Path embeddings() {
        return root.resolve("embeddings");
    }
}
