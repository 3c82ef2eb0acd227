package dev.plumbline.reports;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Result files as mteb wrote them for our own cases of the manifest's tasks ({@code test/oracle/make_task_cases.py}): one
 * model, a file a task, made-up scores.
 */
public final class MtebResults {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private MtebResults() {}

    /** The files of mteb. */
    public static List<JsonNode> files() {
        Path cases = Path.of(System.getProperty("plumbline.root"), "test/src/test/resources/task-cases");
        try (Stream<Path> folders = Files.list(cases)) {
            return folders.sorted()
                    .map(folder -> read(folder.resolve("expected.json")).get("result_file"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lays the files out as mteb's cache does. */
    public static Path writeBelow(Path folder) {
        try {
            Path model = Files.createDirectories(folder.resolve("results/conformance__lookup/1"));
            Files.writeString(model.resolve("model_meta.json"), "{\"name\": \"conformance/lookup\"}");
            for (JsonNode file : files()) {
                // golden.py leaves out what differs from run to run
                ((ObjectNode) file).put("evaluation_time", 1.5);
                JSON.writeValue(
                        model.resolve(file.get("task_name").asText() + ".json").toFile(), file);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
