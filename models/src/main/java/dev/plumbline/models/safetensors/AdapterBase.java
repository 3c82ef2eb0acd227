package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.RepositoryId;
import dev.plumbline.hub.RepositoryType;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The model that a PEFT adapter changes: {@code base_model_name_or_path} names a folder, here or beside the adapter's, or a
 * model of the hub, which must be in its cache.
 */
public final class AdapterBase {

    private static final String CONFIG = "config.json";
    private static final String KEY = "base_model_name_or_path";

    private AdapterBase() {}

    /** Whether a folder holds an adapter; transformers then loads the base's weights, whatever else is there. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(LoraConfig.FILE));
    }

    /** A file of that path, or where an adapter's folder has no {@code config.json} the base's. */
    public static Path config(Path file) {
        Path folder = AtomicFiles.folderOf(file);
        boolean lacks = file.endsWith(CONFIG) && !Files.exists(file) && isIn(folder);
        return lacks ? of(folder).resolve(CONFIG) : file;
    }

    /**
     * The base's folder.
     *
     * @throws PlumblineException of kind MODEL if it is not named or not there
     */
    public static Path of(Path adapter) {
        Path file = adapter.resolve(LoraConfig.FILE);
        JsonNode config = LoraConfig.json(file);
        String name = config.path(KEY).asText("");
        if (name.isEmpty() || config.path(KEY).isNull()) {
            throw PlumblineException.model(file + ": " + KEY + " must name the model that the adapter changes");
        }
        List<Path> places = places(adapter.toAbsolutePath().normalize(), name);
        for (Path place : places) {
            if (Files.isRegularFile(place.resolve(CONFIG)) && !isIn(place)) {
                return place;
            }
        }
        return ofHub(config, name)
                .orElseThrow(() -> PlumblineException.model(file + ": " + KEY + " is '" + name
                        + "', which is no folder with a " + CONFIG
                        + " here or beside the adapter's, and no model in the"
                        + " hub's cache; put it beside the adapter, or fetch it with plumbline data pull --model "
                        + name));
    }

    private static List<Path> places(Path adapter, String name) {
        List<Path> places = new ArrayList<>();
        try {
            places.add(adapter.resolve(name).normalize());
            Path last = Path.of(name).getFileName();
            for (Path above = adapter.getParent(); above != null && places.size() < 5; above = above.getParent()) {
                places.add(above.resolve(name).normalize());
                if (last != null) {
                    places.add(above.resolve(last));
                }
            }
            places.add(Path.of(name).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return List.of();
        }
        return places;
    }

    private static Optional<Path> ofHub(JsonNode config, String name) {
        if (!RepositoryId.isName(name)) {
            return Optional.empty();
        }
        CachedRepository cached = HubEnvironment.ofProcess().cache().repository(RepositoryType.MODEL, name);
        JsonNode revision = config.path("revision");
        Path snapshot = cached.snapshot(cached.commitOf(revision.isTextual() ? revision.textValue() : "main"));
        return Optional.of(snapshot).filter(folder -> Files.isRegularFile(folder.resolve(CONFIG)));
    }
}
