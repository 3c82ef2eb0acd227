package dev.plumbline.reports.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.result.ResultSeal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is recorded beside results of how they came about, as name to text: nested names are joined by points. Where nothing
 * is recorded there are no facts.
 */
public final class ResultFacts {

    /** Plumbline's record, below a model's folder. */
    public static final String RUN = "plumbline/run.json";

    static final String META = "model_meta.json";

    private static final Pattern NOT_COMPARED = Pattern.compile(
            "sha256|samples_sha256|made_with_sha256|made_with\\.(model|prompts|mteb|data\\.revision).*");

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private ResultFacts() {}

    /**
     * What Plumbline recorded of each task's run, by task. What a result's own file says counts before {@value #RUN}, which a
     * killed run leaves behind, and has what mteb dropped from files that it rewrote, and results of older versions.
     *
     * @throws PlumblineException of kind RESULT if the record is damaged, or the folder cannot be listed
     */
    public static Map<String, JsonNode> runs(Path modelFolder) {
        Map<String, JsonNode> runs = new TreeMap<>();
        read(modelFolder.resolve(RUN))
                .path("tasks")
                .properties()
                .forEach(task -> runs.put(task.getKey(), task.getValue()));
        for (ResultFile file : ResultFile.of(modelFolder)) {
            provenance(file.path()).ifPresent(found -> runs.put(file.task(), found));
        }
        return runs;
    }

    private static Optional<JsonNode> provenance(Path file) {
        try {
            return Files.isRegularFile(file) ? ResultSeal.read(file).map(ResultSeal::provenance) : Optional.empty();
        } catch (PlumblineException e) {
            // whoever reads the scores says that the file is damaged
            return Optional.empty();
        }
    }

    /**
     * What Plumbline recorded of a task's run: prompts, how the model was run, versions, machine. Hashes of the result itself,
     * and what is there twice, are left out.
     *
     * @throws PlumblineException of kind RESULT if the record is damaged
     */
    public static Map<String, String> ofTask(Path modelFolder, String task) {
        Map<String, String> facts = flat(provenance(modelFolder.resolve(task + ".json"))
                .orElseGet(() -> read(modelFolder.resolve(RUN)).path("tasks").path(task)));
        facts.keySet().removeIf(name -> NOT_COMPARED.matcher(name).matches());
        return facts;
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
            throw PlumblineException.result(file + " is damaged: " + JsonObjection.of(e), e);
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
