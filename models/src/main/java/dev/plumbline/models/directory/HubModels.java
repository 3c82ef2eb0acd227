package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubCache;
import dev.plumbline.hub.HubSnapshot;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryListing;
import dev.plumbline.hub.RepositoryType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Models of the hub, {@code org/name} or {@code org/name@revision}, as directories in its cache. */
public final class HubModels {

    private final HubCache cache;
    private final Optional<Hub> hub;

    /** @param hub empty when offline */
    public HubModels(HubCache cache, Optional<Hub> hub) {
        this.cache = cache;
        this.hub = hub;
    }

    /**
     * A model's directory.
     *
     * @param name as on the hub
     * @param commit its revision
     */
    public record Found(Path folder, String name, String commit) {
        public Found {
            Objects.requireNonNull(folder, "folder");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(commit, "commit");
        }
    }

    /** Whether a text has the form of a model on the hub; the few names without an organisation are not taken for one. */
    public static boolean looksLikeOne(String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        return name.contains("/")
                && RepositoryId.isName(name)
                && (at < 0 || RepositoryId.isRevision(text.substring(at + 1)));
    }

    /**
     * Finds a model in the cache, and fetches what is missing of it unless offline.
     *
     * @param form of weights that is wanted
     * @param alsoNative weights in safetensors as well as a graph
     * @throws PlumblineException of kind MODEL if it cannot be had or has no such weights
     */
    public Found find(String text, WeightsForm form, boolean alsoNative) {
        CachedRepository cached = cache.repository(RepositoryType.MODEL, name(text));
        if (hub.isEmpty()) {
            return found(cached, offline(cached, revision(text), form, alsoNative));
        }
        HubSnapshot snapshot;
        try {
            snapshot = open(text);
        } catch (PlumblineException e) {
            String commit = cached.commitOf(revision(text));
            if (e.kind() != PlumblineException.Kind.MODEL || !Files.isDirectory(cached.snapshot(commit))) {
                throw e;
            }
            hub.get().progress().warning(e.getMessage() + "; what the cache has of it is used as it is");
            return found(cached, offline(cached, commit, form, alsoNative));
        }
        if (form != WeightsForm.AUTO || alsoNative || !hasOneForm(snapshot)) {
            snapshot.fetch(files(snapshot, form, alsoNative));
        }
        return found(cached, snapshot.commit());
    }

    /** Whether the cache has all of one form: then the other need not be fetched. */
    private static boolean hasOneForm(HubSnapshot snapshot) {
        return Stream.of(WeightsForm.ONNX, WeightsForm.NATIVE).anyMatch(form -> {
            try {
                return files(snapshot, form, false).stream().allMatch(snapshot::has);
            } catch (PlumblineException e) {
                // it has no weights of this form
                return false;
            }
        });
    }

    /** A model's commit as the hub has it, of which nothing is fetched yet; only with a hub. */
    public HubSnapshot open(String text) {
        return hub.orElseThrow().open(new RepositoryId(RepositoryType.MODEL, name(text)), revision(text));
    }

    /**
     * The files of a commit that make a directory; none of them is kept.
     *
     * @throws PlumblineException of kind MODEL if it has no such weights
     */
    public static Set<String> plan(HubSnapshot snapshot, WeightsForm form) {
        return files(snapshot, form, false);
    }

    private static Set<String> files(HubSnapshot snapshot, WeightsForm form, boolean alsoNative) {
        Optional<String> modules = snapshot.paths().contains(ModelFileChoice.MODULES)
                ? Optional.of(snapshot.text(ModelFileChoice.MODULES))
                : Optional.empty();
        return ModelFileChoice.of(snapshot.id(), snapshot.paths(), modules).files(form, alsoNative);
    }

    /** The commit in the cache; what Python fetched is taken as it is, since nobody knows what it lacks. */
    private static String offline(
            CachedRepository cached, @Nullable String revision, WeightsForm form, boolean alsoNative) {
        String commit = cached.commitOf(revision);
        Path folder = cached.snapshot(commit);
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.model(cached.id() + " is not in the cache, at " + folder
                    + "; run 'plumbline data pull --model " + cached.id().name()
                    + "', or drop --offline and unset HF_HUB_OFFLINE");
        }
        Optional<RepositoryListing> listing = cached.listing(commit);
        if (listing.isPresent()) {
            Path modules = folder.resolve(ModelFileChoice.MODULES);
            Set<String> paths = new TreeSet<>(listing.get().files().keySet());
            if (paths.contains(ModelFileChoice.MODULES) && !Files.exists(modules)) {
                throw cached.missing(ModelFileChoice.MODULES);
            }
            if (form == WeightsForm.AUTO && paths.stream().anyMatch(path -> path.endsWith(".safetensors"))) {
                // either form will do: a graph that was not fetched is none
                paths.removeIf(path -> path.endsWith(".onnx") && !Files.exists(folder.resolve(path)));
            }
            Optional<String> text = Files.exists(modules) ? Optional.of(read(modules)) : Optional.empty();
            for (String path : ModelFileChoice.of(cached.id(), paths, text).files(form, alsoNative)) {
                if (!Files.exists(folder.resolve(path))) {
                    throw cached.missing(path);
                }
            }
        }
        return commit;
    }

    private static Found found(CachedRepository cached, String commit) {
        return new Found(cached.snapshot(commit), cached.id().name(), commit);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw PlumblineException.model(file + " cannot be read (" + e + "); fetch it again", e);
        }
    }

    private static String name(String text) {
        int at = text.indexOf('@');
        return at < 0 ? text : text.substring(0, at);
    }

    /** Null for the default branch. */
    private static @Nullable String revision(String text) {
        int at = text.indexOf('@');
        return at < 0 ? null : text.substring(at + 1);
    }
}
