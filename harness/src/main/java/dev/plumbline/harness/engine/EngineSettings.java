package dev.plumbline.harness.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which cluster, and how it is used.
 *
 * @param master its address; empty where the process was started with one
 * @param conf the engine's own settings by key
 * @param shipsModel whether the model's folder is sent there, rather than found
 */
public record EngineSettings(Optional<String> master, Map<String, String> conf, boolean shipsModel) {
    public EngineSettings {
        Objects.requireNonNull(master, "master");
        conf = Collections.unmodifiableMap(new LinkedHashMap<>(conf));
    }
}
