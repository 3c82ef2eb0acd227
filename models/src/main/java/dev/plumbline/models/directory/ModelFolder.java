package dev.plumbline.models.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.AdapterBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A folder of a model and its JSON files. */
record ModelFolder(Path path) {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    boolean has(String name) {
        return Files.isRegularFile(file(name));
    }

    /** A file of the folder; an adapter's {@code config.json} may be its base's. */
    Path file(String name) {
        return AdapterBase.config(path.resolve(name));
    }

    /**
     * A file's JSON object, if there is such a file.
     *
     * @throws PlumblineException of kind MODEL if it cannot be read or is no JSON object
     */
    Optional<JsonNode> object(String name) {
        Optional<JsonNode> json = has(name) ? Optional.of(parse(name)) : Optional.empty();
        if (json.isPresent() && !json.get().isObject()) {
            throw wrong(name, "it must be a JSON object");
        }
        return json;
    }

    /** Any JSON of a file that must be there. */
    JsonNode parse(String name) {
        try {
            return MAPPER.readTree(Files.readAllBytes(OrdinaryFiles.require(file(name))));
        } catch (JsonProcessingException e) {
            throw wrong(name, "it is not JSON: " + JsonObjection.of(e));
        } catch (IOException e) {
            throw PlumblineException.model(file(name) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * A folder in this one.
     *
     * @param relative empty for this one
     * @param where the file that names it, for messages
     * @throws PlumblineException of kind MODEL if it lies elsewhere
     */
    ModelFolder sub(String relative, String where) {
        try {
            Path below = path.resolve(relative).normalize();
            if (!relative.startsWith("/") && !relative.contains("\\") && below.startsWith(path.normalize())) {
                return new ModelFolder(below);
            }
        } catch (InvalidPathException e) {
            throw wrong(where, "'" + relative + "' is not a path: " + e.getReason());
        }
        throw wrong(where, "the path '" + relative + "' leads out of the directory");
    }

    /** A failure in one of its files. */
    PlumblineException wrong(String name, String what) {
        return PlumblineException.model(file(name) + ": " + what);
    }

    /**
     * A whole number in a JSON object.
     *
     * @param where the file for messages
     * @return empty if it is missing or null
     * @throws PlumblineException of kind MODEL if it is something else, or less than 1
     */
    Optional<Integer> count(JsonNode object, String key, String where) {
        JsonNode node = object.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 1) {
            throw wrong(where, key + " must be a whole number of at least 1, not " + node);
        }
        return Optional.of(node.intValue());
    }

    /**
     * A switch in a JSON object.
     *
     * @throws PlumblineException of kind MODEL if it is neither true, false, null nor missing
     */
    boolean flag(JsonNode object, String key, boolean otherwise, String where) {
        JsonNode node = object.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrong(where, key + " must be true or false, not " + node);
        }
        return node.booleanValue();
    }
}
