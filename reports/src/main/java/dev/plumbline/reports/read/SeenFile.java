package dev.plumbline.reports.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The samples that a model's training data hold, as {@code decontaminate --samples} writes them.
 *
 * @param model whose training data they are; empty if the file does not say
 * @param training what was looked at
 * @param missing what the model was trained on too, and was not looked at
 * @param tasks every task looked at: split to subset to ids
 */
public record SeenFile(
        Optional<String> model,
        List<String> training,
        List<String> missing,
        Map<String, Map<String, Map<String, Set<String>>>> tasks) {

    /** Training data that are named. */
    private static final int FEW = 5;

    private static final String SCHEMA = "plumbline-seen/1";

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    public SeenFile {
        Objects.requireNonNull(model, "model");
        training = List.copyOf(training);
        missing = List.copyOf(missing);
        tasks = Map.copyOf(tasks);
    }

    /**
     * Reads a file.
     *
     * @throws PlumblineException of kind RESULT if it is missing or is none
     */
    public static SeenFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw PlumblineException.result("no file " + file + "; decontaminate --samples " + file + " writes it");
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw PlumblineException.result(file + " is no JSON: " + JsonObjection.of(e), e);
        }
        if (!root.path("schema").asText().equals(SCHEMA) || !root.path("tasks").isObject()) {
            throw PlumblineException.result(file + " is no file of seen samples (\"schema\": \"" + SCHEMA
                    + "\"), which decontaminate --samples" + " writes");
        }
        Map<String, Map<String, Map<String, Set<String>>>> tasks = new LinkedHashMap<>();
        root.path("tasks").properties().forEach(task -> {
            Map<String, Map<String, Set<String>>> splits = new LinkedHashMap<>();
            task.getValue().properties().forEach(split -> {
                Map<String, Set<String>> subsets = new LinkedHashMap<>();
                split.getValue().properties().forEach(subset -> {
                    if (!subset.getValue().isArray()) {
                        throw PlumblineException.result(file + ": tasks." + task.getKey() + "." + split.getKey() + "."
                                + subset.getKey() + " must be a list of ids, not " + subset.getValue());
                    }
                    subsets.put(subset.getKey(), Set.copyOf(texts(subset.getValue())));
                });
                splits.put(split.getKey(), subsets);
            });
            tasks.put(task.getKey(), splits);
        });
        return new SeenFile(
                Optional.ofNullable(root.path("model").textValue()),
                texts(root.path("training")),
                texts(root.path("missing")),
                tasks);
    }

    private static List<String> texts(JsonNode list) {
        Set<String> texts = new LinkedHashSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return new ArrayList<>(texts);
    }

    /** What scores without these samples are, for a reader. */
    public String said() {
        int more = training.size() - FEW;
        return "without samples that are in the training data"
                + model.map(name -> " of " + name).orElse("")
                + (training.isEmpty()
                        ? ""
                        : ": " + String.join(", ", training.subList(0, Math.min(FEW, training.size()))))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** What a reader of scores without these samples must know; empty if everything known was looked at. */
    public Optional<String> gap() {
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("of " + model.orElse("the model") + "'s training was not looked at: "
                        + String.join(", ", missing) + "; samples that only these hold are still counted");
    }

    /** Ids of a subset; empty if it was not looked at. */
    Optional<Set<String>> ids(String task, String split, String subset) {
        return Optional.ofNullable(
                tasks.getOrDefault(task, Map.of()).getOrDefault(split, Map.of()).get(subset));
    }
}
