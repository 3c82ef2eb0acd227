package dev.plumbline.hub;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A model of the hub at one commit, as the folder that it lies in tells it.
 *
 * @param name such as {@code org/name}
 * @param commit of the repository
 */
public record ModelSnapshot(String name, String commit) {

    private static final String PREFIX = RepositoryType.MODEL.plural() + "--";

    public ModelSnapshot {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(commit, "commit");
    }

    /** What a folder is if it is a snapshot of a hub's cache, wherever that lies: {@code models--org--name/snapshots/COMMIT}. */
    public static Optional<ModelSnapshot> of(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        Path snapshots = place.getParent();
        if (snapshots == null || !snapshots.endsWith("snapshots") || snapshots.getParent() == null) {
            return Optional.empty();
        }
        Path repository = snapshots.getParent().getFileName();
        if (repository == null || !repository.toString().startsWith(PREFIX)) {
            return Optional.empty();
        }
        String name = repository.toString().substring(PREFIX.length()).replace("--", "/");
        return Optional.of(new ModelSnapshot(name, place.getFileName().toString()));
    }
}
