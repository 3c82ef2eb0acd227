package dev.plumbline.reports.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is recorded beside results of how they came about, as name to text: nested names are joined by points. Where nothing
 * is recorded there are no facts.
 */
public final class ResultFacts {

    /** Plumbline's record, below a model's folder. */
    public static final String RUN = "plumbline/run.json";

    static final String META = "model_meta.json";

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private ResultFacts() {}

    /**
     * What Plumbline recorded of a task's run: prompts, how the model was run, hashes, versions, machine.
     *
     * @throws PlumblineException of kind RESULT if the record is damaged
     */
    public static Map<String, String> ofTask(Path modelFolder, String task) {
        return flat(read(modelFolder.resolve(RUN)).path("tasks").path(task));
    }

    /**
     * mteb's description of the model.
     *
     * @throws PlumblineException of kind RESULT if it is damaged
     */
    public static Map<String, String> ofModel(Path modelFolder) {
        return flat(read(modelFolder.resolve(META)));
    }

    private static JsonNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return MAPPER.missingNode();
        }
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw PlumblineException.result(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> flat(JsonNode node) {
        Map<String, String> facts = new TreeMap<>();
        flatten("", node, facts);
        return facts;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey(), field.getValue(), into));
        } else if (!node.isMissingNode()) {
            into.put(prefix, node.isValueNode() ? node.asText() : node.toString());
        }
    }
}
