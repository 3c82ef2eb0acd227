package dev.plumbline.reports.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.reports.read.ResultFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records of how one model folder's results came about, of every source that has one. */
final class RunFacts {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final String TASKS = "tasks";

    private static final String MADE_WITH = "made_with";

    /** What makes scores another measurement, as far as it is recorded. */
    private static final List<String> DECISIVE = List.of("prompts", "model", "modified_data");

    private final Map<Integer, JsonNode> bySource;
    private final Map<Integer, Path> files;
    private final Map<String, List<Integer>> standing = new LinkedHashMap<>();

    private RunFacts(Map<Integer, JsonNode> bySource, Map<Integer, Path> files) {
        this.bySource = bySource;
        this.files = files;
    }

    /** @param folders source to the model folder there */
    static RunFacts of(Map<Integer, Path> folders) {
        Map<Integer, JsonNode> bySource = new LinkedHashMap<>();
        Map<Integer, Path> files = new LinkedHashMap<>();
        folders.forEach((source, folder) -> {
            Path file = folder.resolve(ResultFacts.RUN);
            Map<String, JsonNode> runs = ResultFacts.runs(folder);
            if (Files.isRegularFile(file)) {
                bySource.put(source, record(file));
                files.put(source, file);
            } else if (!runs.isEmpty()) {
                bySource.put(source, MAPPER.createObjectNode());
            }
            if (bySource.get(source) instanceof ObjectNode root) {
                ObjectNode tasks = root.get(TASKS) instanceof ObjectNode there ? there : root.putObject(TASKS);
                runs.forEach(tasks::set);
            }
        });
        return new RunFacts(bySource, files);
    }

    private static JsonNode record(Path file) {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw ResultMerge.unreadable(file, e);
        }
    }

    /** What differs between the ways two sources came to a task's result; empty if nothing, or it is not recorded. */
    Optional<String> difference(String task, int first, int second) {
        JsonNode one = entry(task, first);
        JsonNode other = entry(task, second);
        if (!one.isObject() || !other.isObject()) {
            return Optional.empty();
        }
        return DECISIVE.stream()
                .filter(key -> !one.path(key).equals(other.path(key)))
                .findFirst()
                .map(key -> "another " + key.replace('_', ' '))
                .or(() -> otherFact(one.path(MADE_WITH), other.path(MADE_WITH)));
    }

    /** A fact that decides scores and that both name otherwise: other data, another limit. */
    private static Optional<String> otherFact(JsonNode one, JsonNode other) {
        return one.properties().stream()
                .filter(fact ->
                        other.has(fact.getKey()) && !other.path(fact.getKey()).equals(fact.getValue()))
                .map(fact -> "made with other " + fact.getKey())
                .findFirst();
    }

    /** Says whose result of a task stands; several where they were joined. */
    void stands(String task, List<Integer> sources) {
        standing.put(task, sources);
    }

    /** The joined record; empty if no source has one. */
    Optional<MergePlan.Content> content() {
        if (bySource.isEmpty()) {
            return Optional.empty();
        }
        if (bySource.size() == 1 && files.size() == 1) {
            return Optional.of(
                    new MergePlan.Content.Copy(files.values().iterator().next()));
        }
        Set<String> tasks = new LinkedHashSet<>();
        ObjectNode joined = MAPPER.createObjectNode();
        bySource.values().forEach(root -> {
            root.path(TASKS).fieldNames().forEachRemaining(tasks::add);
            root.properties().forEach(field -> joined.putIfAbsent(field.getKey(), field.getValue()));
        });
        ObjectNode entries = MAPPER.createObjectNode();
        for (String task : tasks) {
            List<JsonNode> known = new ArrayList<>();
            standing.getOrDefault(task, List.copyOf(bySource.keySet())).stream()
                    .map(source -> entry(task, source))
                    .filter(JsonNode::isObject)
                    .forEach(known::add);
            if (!known.isEmpty()) {
                entries.set(task, entry(known, standing.containsKey(task)));
            }
        }
        joined.set(TASKS, entries);
        return Optional.of(new MergePlan.Content.Text(joined.toPrettyString() + "\n"));
    }

    private static JsonNode entry(List<JsonNode> known, boolean joined) {
        if (known.size() == 1 || !joined) {
            return known.get(0);
        }
        ObjectNode first = known.get(0).deepCopy();
        ArrayNode others = first.putArray("joined_with");
        known.subList(1, known.size()).forEach(others::add);
        return first;
    }

    private JsonNode entry(String task, int source) {
        JsonNode root = bySource.get(source);
        return root == null ? MAPPER.missingNode() : root.path(TASKS).path(task);
    }
}
