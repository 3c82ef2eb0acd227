package dev.plumbline.harness.engine;

import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import java.util.Optional;
import java.util.ServiceLoader;

/** Computes on other machines. A module that has one names it in {@code META-INF/services}. */
public interface Engine {

    /** What {@code --engine} calls it. */
    String name();

    /** Whether the libraries it computes with are on the class path, or only the module itself. */
    boolean present();

    /**
     * Has an encoder's texts encoded by its like on the cluster. Vectors, fingerprint and card are the encoder's own.
     *
     * @param encoder opened here; closed with the other
     * @param recipe what it was opened from
     * @param progress told of every block that has come back
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if the settings do not name a cluster, of kind ENDPOINT if
     *     it cannot be reached
     */
    IncrementalEncoder distributed(
            IncrementalEncoder encoder, ModelRecipe recipe, EngineSettings settings, EncodeProgress progress);

    /** The engine of that name on the class path. */
    static Optional<Engine> named(String name) {
        return ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(name))
                .findFirst();
    }
}
