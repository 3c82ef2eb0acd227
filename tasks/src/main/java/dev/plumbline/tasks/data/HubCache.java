package dev.plumbline.tasks.data;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.DatasetRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cache folder of {@code huggingface_hub}: {@code datasets--org--name/snapshots/<commit>/} holds links into
 * {@code datasets--org--name/blobs}, {@code refs/main} the newest commit known.
 */
public record HubCache(Path root) {

    /** {@code HF_HUB_CACHE}, else {@code $HF_HOME/hub}, else {@code ~/.cache/huggingface/hub}. */
    public static HubCache of(Map<String, String> environment, Path home) {
        String cache = environment.get("HF_HUB_CACHE");
        if (cache != null && !cache.isEmpty()) {
            return new HubCache(Path.of(cache));
        }
        String hub = environment.get("HF_HOME");
        return new HubCache(
                hub != null && !hub.isEmpty()
                        ? Path.of(hub, "hub")
                        : home.resolve(Path.of(".cache", "huggingface", "hub")));
    }

    /** Where the snapshot is, or would be. */
    Path snapshot(DatasetRef ref) {
        Path repository = root.resolve("datasets--" + ref.path().replace("/", "--"));
        return repository.resolve("snapshots").resolve(ref.revision() != null ? ref.revision() : main(repository));
    }

    private static String main(Path repository) {
        Path main = repository.resolve(Path.of("refs", "main"));
        if (!Files.isRegularFile(main)) {
            return "main";
        }
        try {
            String commit = Files.readString(main).strip();
            if (!commit.matches("[0-9a-zA-Z]+")) {
                throw PlumblineException.data(main + " does not hold a commit; remove it");
            }
            return commit;
        } catch (IOException e) {
            throw PlumblineException.data(main + " cannot be read (" + e + "); remove it", e);
        }
    }

    /** The blobs a snapshot's links lead to, if the folder is one. */
    static Optional<Path> blobsOf(Path folder) throws IOException {
        Path snapshots = folder.toAbsolutePath().normalize().getParent();
        if (snapshots == null || !snapshots.endsWith("snapshots")) {
            return Optional.empty();
        }
        Path blobs = snapshots.resolveSibling("blobs");
        return Files.isDirectory(blobs) ? Optional.of(blobs.toRealPath()) : Optional.empty();
    }
}
