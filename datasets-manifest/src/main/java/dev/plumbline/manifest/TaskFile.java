package dev.plumbline.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads manifest files and a user's own {@code --task-file}: JSON or YAML, one task or a {@code tasks} list. */
public final class TaskFile {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private TaskFile() {}

    /**
     * Reads the tasks of a file.
     *
     * @throws PlumblineException of kind USAGE if the file is missing, malformed or does not describe a task
     */
    public static List<TaskSpec> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw PlumblineException.usage("no task file " + file);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        JsonNode root;
        try {
            root = (yaml ? new YAMLMapper() : JSON).readTree(file.toFile());
        } catch (IOException e) {
            throw PlumblineException.usage(
                    "task file " + file + " is not " + (yaml ? "YAML" : "JSON") + ": " + summary(e));
        }
        JsonNode list = root.isArray() ? root : root.get("tasks");
        List<TaskSpec> tasks = new ArrayList<>();
        if (list == null) {
            tasks.add(parse(root, file.toString()));
        } else if (list.isArray()) {
            for (int i = 0; i < list.size(); i++) {
                tasks.add(parse(list.get(i), file + ", task " + i));
            }
        } else if (list.isObject()) {
            list.properties().forEach(entry -> tasks.add(parse(entry.getValue(), file + ", task " + entry.getKey())));
        } else {
            throw PlumblineException.usage("task file " + file + ": \"tasks\" must be a list of tasks");
        }
        if (tasks.isEmpty()) {
            throw PlumblineException.usage("task file " + file + " describes no task");
        }
        return tasks;
    }

    /** One task from its JSON form; {@code origin} names it in errors. */
    public static TaskSpec parse(JsonNode task, String origin) {
        try {
            return JSON.treeToValue(task, TaskSpec.class);
        } catch (JsonProcessingException e) {
            throw PlumblineException.usage(origin + ": " + summary(e));
        }
    }

    /** What Jackson says, without the source excerpt and stack of references that follow its first line. */
    private static String summary(IOException e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
