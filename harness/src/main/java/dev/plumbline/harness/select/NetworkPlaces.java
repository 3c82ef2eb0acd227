package dev.plumbline.harness.select;

import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubSnapshot;
import dev.plumbline.hub.RepositoryType;
import dev.plumbline.models.directory.HubModels;
import dev.plumbline.models.directory.ModelDirectory;
import dev.plumbline.models.directory.WeightsForm;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where the networks are that a training configuration names. */
public final class NetworkPlaces {

    private static final Set<String> DESCRIPTION = Set.of("config.json", "tokenizer.json");

    private final Path folder;
    private final Optional<Hub> hub;

    /**
     * Looks beside a file, then on the hub.
     *
     * @param folder that relative paths begin at
     * @param hub empty when offline
     */
    public NetworkPlaces(Path folder, Optional<Hub> hub) {
        this.folder = folder;
        this.hub = hub;
    }

    /**
     * The directory of a network, fetched if it is on the hub alone.
     *
     * @throws PlumblineException of kind USAGE if there is no such directory, of kind MODEL if the hub has none
     */
    public Path directory(String name) {
        Path local = local(name);
        if (Files.isDirectory(local)) {
            return local;
        }
        if (ModelDirectory.looksLikeOne(name) || !HubModels.looksLikeOne(name)) {
            throw PlumblineException.usage("network '" + name + "': there is no directory " + local
                    + ", and it is no hub name such as org/name");
        }
        return new HubModels(HubEnvironment.ofProcess().cache(), hub)
                .find(name, WeightsForm.NATIVE, false)
                .folder();
    }

    /**
     * A directory with the network's configuration and tokenizer, its weights perhaps not fetched.
     *
     * @throws PlumblineException as {@link #directory}
     */
    public Path description(String name) {
        Path local = local(name);
        if (Files.isDirectory(local) || !HubModels.looksLikeOne(name)) {
            return directory(name);
        }
        if (hub.isEmpty()) {
            CachedRepository cached = HubEnvironment.ofProcess().cache().repository(RepositoryType.MODEL, name);
            Path folder = cached.snapshot(cached.commitOf(null));
            return Files.exists(folder.resolve("config.json")) ? folder : directory(name);
        }
        HubSnapshot snapshot = new HubModels(HubEnvironment.ofProcess().cache(), hub).open(name);
        Set<String> files = new TreeSet<>(snapshot.paths());
        files.retainAll(DESCRIPTION);
        snapshot.fetch(files);
        return snapshot.folder();
    }

    private Path local(String name) {
        try {
            return HomePath.in(folder, name).normalize();
        } catch (InvalidPathException e) {
            throw PlumblineException.usage("network '" + name + "' is no path: " + e.getReason());
        }
    }
}
