package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The index of a sharded checkpoint: {@code weight_map} from tensor to file, {@code metadata.total_size} in bytes. */
final class ShardIndex {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ShardIndex() {}

    /**
     * Reads which file holds which tensor.
     *
     * @return file by tensor; each a path below the index's folder
     * @throws PlumblineException of kind MODEL if it is not such an index or names a file elsewhere
     */
    static Map<String, String> read(Path index) {
        JsonNode map = json(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw wrong(index, "it has no weight_map");
        }
        Map<String, String> places = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : map.properties()) {
            if (!field.getValue().isTextual()
                    || FileNames.objectionToParts(field.getValue().textValue()).isPresent()) {
                throw wrong(
                        index,
                        "tensor '" + field.getKey() + "' is said to be in " + field.getValue()
                                + ", which is not a file of this folder");
            }
            places.put(field.getKey(), field.getValue().textValue());
        }
        return places;
    }

    /**
     * The type of all tensors by torch's name, where {@code metadata} says it.
     *
     * @throws PlumblineException of kind MODEL if it is no JSON
     */
    static Optional<String> dtype(Path index) {
        return Optional.ofNullable(json(index).path("metadata").path("dtype").textValue());
    }

    private static JsonNode json(Path index) {
        try {
            return JSON.readTree(Files.readAllBytes(OrdinaryFiles.require(index)));
        } catch (JsonProcessingException e) {
            throw wrong(index, JsonObjection.of(e));
        } catch (IOException e) {
            throw PlumblineException.model(index + " cannot be read: " + e, e);
        }
    }

    /** Writes it atomically. */
    static void write(Path index, Map<String, String> places, long totalBytes) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("metadata").put("total_size", totalBytes);
        ObjectNode map = root.putObject("weight_map");
        new TreeMap<>(places).forEach(map::put);
        AtomicFiles.write(index, root.toPrettyString() + "\n");
    }

    private static PlumblineException wrong(Path index, String message) {
        return PlumblineException.model(
                index + " is not a sound index of shards: " + message + "; fetch the folder again");
    }
}
