package dev.plumbline.models.transformer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A {@code config.json}, read key by key; what is not as it must be is an error that names the file and the key. */
final class ConfigFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int MOST = 10_000;

    private final Path file;
    private final JsonNode root;

    private ConfigFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    static ConfigFile read(Path file) {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(OrdinaryFiles.require(file)));
            if (!root.isObject()) {
                throw PlumblineException.model(file + " is not a JSON object");
            }
            return new ConfigFile(file, root);
        } catch (JsonProcessingException e) {
            throw PlumblineException.model(file + " is not JSON: " + JsonObjection.of(e), e);
        } catch (IOException e) {
            throw PlumblineException.model(file + " cannot be read: " + e, e);
        }
    }

    /** The value of a key; of several keys given, a path into nested objects. Missing if it is null. */
    JsonNode at(String... path) {
        JsonNode node = root;
        for (String key : path) {
            node = node.path(key);
        }
        return node.isNull() ? node.path("") : node;
    }

    boolean has(String... path) {
        return !at(path).isMissingNode();
    }

    /** Whether the key is there, with null or a value. */
    boolean says(String key) {
        return root.has(key);
    }

    /** A whole number greater than 0. */
    int size(String key) {
        JsonNode node = at(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw wrong(key, has(key) ? "is " + node + ", not a whole number greater than 0" : "is missing");
        }
        return node.intValue();
    }

    /** A number of things that a network is made of, each of which is looked at: no published one has as many. */
    int count(String key) {
        int count = size(key);
        if (count > MOST) {
            throw wrong(key, "is " + count + ", and " + MOST + " are the most that are read");
        }
        return count;
    }

    int size(String key, int ifMissing) {
        return has(key) ? size(key) : ifMissing;
    }

    double number(double ifMissing, String... path) {
        JsonNode node = at(path);
        if (node.isMissingNode()) {
            return ifMissing;
        }
        if (!node.isNumber()) {
            throw wrong(String.join(".", path), "is " + node + ", not a number");
        }
        return node.doubleValue();
    }

    Optional<Boolean> flag(String key) {
        JsonNode node = at(key);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isBoolean()) {
            throw wrong(key, "is " + node + ", neither true nor false");
        }
        return Optional.of(node.booleanValue());
    }

    String text(String key, String ifMissing) {
        JsonNode node = at(key);
        if (node.isMissingNode()) {
            return ifMissing;
        }
        if (!node.isTextual()) {
            throw wrong(key, "is " + node + ", not a text");
        }
        return node.textValue();
    }

    Activation activation(String key, String ifMissing) {
        return Activation.named(text(key, ifMissing)).orElseThrow(() -> unsupported(key));
    }

    /** Refuses a switch that is on. */
    void refuse(String key) {
        if (flag(key).orElse(false)) {
            throw unsupported(key);
        }
    }

    PlumblineException unsupported(String... path) {
        return wrong(String.join(".", path), "is " + at(path) + ", which is not supported natively; an ONNX form is");
    }

    PlumblineException wrong(String key, String message) {
        return PlumblineException.model(file + ": " + key + " " + message);
    }
}
