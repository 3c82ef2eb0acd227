package dev.plumbline.tasks.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads result files of any mteb release, as {@code TaskResult.from_disk} of mteb 2.20.0 to 2.26.24. */
public final class TaskResultReader {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TaskResultReader() {}

    /**
     * Reads a file.
     *
     * @throws PlumblineException of kind RESULT if it is not a result file
     */
    public static TaskResult read(Path file) {
        JsonNode root;
        try {
            root = MAPPER.readTree(Files.readAllBytes(OrdinaryFiles.require(file)));
        } catch (JsonProcessingException e) {
            throw PlumblineException.result("result file " + file + " is not readable JSON: " + JsonObjection.of(e), e);
        } catch (IOException e) {
            throw PlumblineException.result("result file " + file + " cannot be read: " + e, e);
        }
        return fromJson(root, file.toString());
    }

    /** Today's name of a task whose old result files carry another; any other name as it is. */
    public static String currentName(String task) {
        return LegacyTaskResult.RENAMED_TASKS.getOrDefault(task, task);
    }

    /** A result from its parsed form; {@code origin} names it in errors. */
    public static TaskResult fromJson(JsonNode root, String origin) {
        if (!root.isObject()) {
            throw PlumblineException.result(origin + " is not a result file: no JSON object");
        }
        if (root.has("mteb_dataset_name")) {
            return LegacyTaskResult.convert(root, origin);
        }
        Map<String, List<SubsetResult>> scores = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> split : object(root, "scores", origin).properties()) {
            if (!split.getValue().isArray()) {
                throw PlumblineException.result(origin + ": scores." + split.getKey() + " must be a list");
            }
            List<SubsetResult> entries = new ArrayList<>();
            for (JsonNode entry : split.getValue()) {
                entries.add(entry(entry, origin + ": scores." + split.getKey() + "[" + entries.size() + "]"));
            }
            scores.put(split.getKey(), entries);
        }
        return new TaskResult(
                text(root, "dataset_revision", origin),
                taskName(text(root, "task_name", origin), origin),
                root.path("mteb_version").textValue(),
                scores,
                number(root.get("evaluation_time")),
                number(root.get("kg_co2_emissions")),
                number(root.get("date")),
                phases(root.get("evaluation_phases")));
    }

    /** It names files: a result may come from anybody. */
    static String taskName(String name, String origin) {
        FileNames.taskObjection(name).ifPresent(objection -> {
            throw PlumblineException.result(
                    origin + ": task_name '" + FileNames.shown(name) + "' is refused: it " + objection);
        });
        return name;
    }

    private static SubsetResult entry(JsonNode node, String origin) {
        if (!node.isObject() || !node.has(Scores.MAIN_SCORE)) {
            throw PlumblineException.result(origin + " has no main_score");
        }
        if (!node.path("languages").isArray()) {
            throw PlumblineException.result(origin + ": languages must be a list");
        }
        Scores.Builder scores = Scores.builder();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            switch (field.getKey()) {
                case "hf_subset", "languages", "mteb_version" -> {}
                default -> scores.putValue(field.getKey(), value(field.getValue()));
            }
        }
        List<String> languages = new ArrayList<>();
        node.get("languages").forEach(language -> languages.add(language.asText()));
        return new SubsetResult(
                text(node, "hf_subset", origin),
                languages,
                node.path("mteb_version").textValue(),
                scores.build());
    }

    /** A JSON value as {@link Scores} holds it. */
    static @Nullable Object value(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
            return map;
        }
        return node.isNull() ? null : node.asText();
    }

    static @Nullable Double number(@Nullable JsonNode node) {
        return node != null && node.isNumber() ? Double.valueOf(node.doubleValue()) : null;
    }

    private static @Nullable List<PhaseTiming> phases(@Nullable JsonNode list) {
        if (list == null || !list.isArray()) {
            return null;
        }
        List<PhaseTiming> phases = new ArrayList<>();
        for (JsonNode phase : list) {
            phases.add(new PhaseTiming(
                    phase.path("name").asText(),
                    phase.path("start").asDouble(),
                    phase.path("end").asDouble(),
                    phase.path("split").textValue(),
                    phase.path("subset").textValue()));
        }
        return phases;
    }

    private static JsonNode object(JsonNode node, String field, String origin) {
        JsonNode value = node.get(field);
        if (value == null || !value.isObject()) {
            throw PlumblineException.result(origin + " is not a result file: no object \"" + field + "\"");
        }
        return value;
    }

    private static String text(JsonNode node, String field, String origin) {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual()) {
            throw PlumblineException.result(origin + " is not a result file: no text \"" + field + "\"");
        }
        return value.textValue();
    }
}
