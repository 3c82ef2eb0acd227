package dev.plumbline.harness.engine;

import dev.plumbline.models.batching.EncodeProgress;
import java.util.Optional;
import java.util.ServiceLoader;

/** Computes on other machines. A module that has one names it in {@code META-INF/services}. */
public interface Engine {

    /** What {@code --engine} calls it. */
    String name();

    /** Whether the libraries it computes with are on the class path, or only the module itself. */
    boolean present();

    /**
     * Connects to the cluster that the settings name.
     *
     * @param progress told of every part of the work that has come back
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if the settings do not name a cluster, of kind ENDPOINT if
     *     it cannot be reached
     */
    Cluster connect(EngineSettings settings, EncodeProgress progress);

    /** The engine of that name on the class path. */
    static Optional<Engine> named(String name) {
        return ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(name))
                .findFirst();
    }
}
