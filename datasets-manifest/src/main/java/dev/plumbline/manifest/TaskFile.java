package dev.plumbline.manifest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        if (!Files.exists(file)) {
            throw PlumblineException.usage("no task file " + file);
        }
        SettingsFile settings = SettingsFile.read(file, "task file " + file);
        JsonNode root = settings.root();
        if (root.isArray()) {
            return all(settings, root, "");
        }
        if (!root.isObject()) {
            throw settings.wrong("", "must be a task, or a list of tasks");
        }
        JsonNode list = root.get("tasks");
        return list == null ? List.of(settings.bind(root, "", TaskSpec.class)) : all(settings, list, "tasks");
    }

    private static List<TaskSpec> all(SettingsFile settings, JsonNode list, String way) {
        List<TaskSpec> tasks = new ArrayList<>();
        if (list.isArray()) {
            for (int i = 0; i < list.size(); i++) {
                tasks.add(settings.bind(list.get(i), way + "[" + i + "]", TaskSpec.class));
            }
        } else if (list.isObject()) {
            list.properties()
                    .forEach(entry ->
                            tasks.add(settings.bind(entry.getValue(), way + "." + entry.getKey(), TaskSpec.class)));
        } else {
            throw settings.wrong(way, "must be a list of tasks");
        }
        if (tasks.isEmpty()) {
            throw settings.wrong(way, "describes no task");
        }
        return tasks;
    }

    /** One task from its JSON form; {@code origin} names it in errors. */
    public static TaskSpec parse(JsonNode task, String origin) {
        try {
            return SettingsFile.bind(task, TaskSpec.class);
        } catch (SettingsFile.BindingException e) {
            throw PlumblineException.usage(origin + ": " + e.located());
        }
    }
}
