package dev.plumbline.test;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of results of made-up models that have every task of the manifest: what mteb wrote of our own cases, for each
 * further model with other scores.
 */
final class MtebResults {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private MtebResults() {}

    /** Writes {@code results/made-up__<model>/r1/<Task>.json} below a folder; gives the folder {@code results}. */
    static Path write(Path folder, String... models) {
        Path results = folder.resolve("results");
        try (Stream<Path> cases = Files.list(TaskCasesTest.CASES)) {
            List<Path> files =
                    cases.sorted().map(one -> one.resolve("expected.json")).toList();
            for (int i = 0; i < models.length; i++) {
                Path model = Files.createDirectories(
                        results.resolve("made-up__" + models[i]).resolve("r1"));
                Files.writeString(
                        model.resolve("model_meta.json"),
                        "{\"name\": \"made-up/" + models[i] + "\", \"revision\": \"r1\", \"n_parameters\": 1000000}");
                for (Path file : files) {
                    ObjectNode result =
                            (ObjectNode) JSON.readTree(file.toFile()).get("result_file");
                    result.put("evaluation_time", 1.5);
                    scale(result.get("scores"), 1 - 0.1 * i);
                    JSON.writeValue(
                            model.resolve(result.get("task_name").asText() + ".json")
                                    .toFile(),
                            result);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }

    private static void scale(JsonNode node, double factor) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (field.getValue().isFloatingPointNumber()) {
                    field.setValue(object.numberNode(field.getValue().doubleValue() * factor));
                } else {
                    scale(field.getValue(), factor);
                }
            });
        } else if (node instanceof ArrayNode list) {
            list.forEach(inner -> scale(inner, factor));
        }
    }
}
