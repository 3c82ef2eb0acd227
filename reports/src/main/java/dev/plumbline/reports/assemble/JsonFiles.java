package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the JSON files that lie beside results. */
final class JsonFiles {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private JsonFiles() {}

    /**
     * A file's content; missing where there is no file.
     *
     * @throws PlumblineException of kind RESULT if it cannot be read or is no JSON
     */
    static JsonNode readOrMissing(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw PlumblineException.result(file + " cannot be read: " + JsonObjection.of(e) + "; move it away", e);
        }
    }
}
