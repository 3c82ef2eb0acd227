package dev.plumbline.tasks.data;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.hub.HubCache;
import dev.plumbline.manifest.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The shared folder's tasks, data sets and golden cases, for tests here and in {@code tasks.transform}. */
public final class SharedTasks {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private SharedTasks() {}

    public static Path root() {
        return Path.of(System.getProperty("plumbline.shared"));
    }

    public static JsonNode json(String path) {
        try {
            return JSON.readTree(Files.readString(root().resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A task of tasks.json or extra-tasks.json. */
    public static TaskSpec task(String name) {
        JsonNode task = json("tasks.json").path("tasks").path(name);
        if (task.isMissingNode()) {
            for (JsonNode extra : json("extra-tasks.json").path("tasks")) {
                if (extra.path("name").asText().equals(name)) {
                    task = extra;
                }
            }
        }
        return spec((ObjectNode) task);
    }

    private static TaskSpec spec(ObjectNode task) {
        try {
            return JSON.treeToValue(task, TaskSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A task that has nothing but a name, a kind and parameters. */
    public static TaskSpec minimal(String type, String kind, Map<String, ?> params) {
        ObjectNode task =
                JSON.createObjectNode().put("name", "Sample").put("type", type).put("kind", kind);
        task.putObject("dataset").put("path", "sample");
        task.putArray("eval_splits").add("test");
        task.put("main_score", "any").set("params", JSON.valueToTree(params));
        return spec(task);
    }

    /** Data sets under data/hf only, no hub cache and no download. */
    public static LocalDatasets realData() {
        return new LocalDatasets(
                Optional.of(root().resolve("data/hf")),
                List.of(),
                new HubCache(root().resolve("no-such-cache")),
                Optional.empty());
    }

    /** The data set of a golden case. */
    public static DatasetDirectory conformance(String name) {
        return DatasetDirectory.open(name, root().resolve("conformance/" + name + "/dataset"));
    }

    /** What the manifest of the real data says of each task: EXACT, CLOSE or DIFFERENT. */
    public static List<JsonNode> realDataManifest() {
        JsonNode manifest = json("data/MANIFEST.json");
        return StreamSupport.stream(manifest.spliterator(), false).toList();
    }
}
