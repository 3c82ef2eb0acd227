package dev.plumbline.manifest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.ground.WrongValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        if (root.isMissingNode()) {
            throw PlumblineException.usage(settings.name() + " is empty; it must be a task, or a list of tasks");
        }
        if (root.isArray()) {
            return all(settings, root, "");
        }
        if (!root.isObject()) {
            throw settings.wrong("", "must be a task, or a list of tasks", "{name: MyTask}");
        }
        JsonNode list = root.get("tasks");
        if (list == null && !root.has("name")) {
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                if (NearestNames.areNear(entry.getKey(), "tasks")) {
                    throw settings.unknown("", entry.getKey(), List.of("tasks"));
                }
            }
        }
        return list == null ? List.of(task(settings, root, "")) : all(settings, list, "tasks");
    }

    private static List<TaskSpec> all(SettingsFile settings, JsonNode list, String way) {
        List<TaskSpec> tasks = new ArrayList<>();
        if (list.isArray()) {
            for (int i = 0; i < list.size(); i++) {
                tasks.add(task(settings, list.get(i), way + "[" + i + "]"));
            }
        } else if (list.isObject()) {
            list.properties().forEach(entry -> tasks.add(task(settings, entry.getValue(), way + "." + entry.getKey())));
        } else {
            throw settings.wrong(way, "must be a list of tasks, not " + list, "[{name: MyTask}]");
        }
        if (tasks.isEmpty()) {
            throw settings.wrong(way, "describes no task", "[{name: MyTask}]");
        }
        return tasks;
    }

    private static TaskSpec task(SettingsFile settings, JsonNode task, String way) {
        if (!task.isObject()) {
            throw settings.wrong(way, "must be a task, not " + task, "{name: MyTask}");
        }
        TaskSpec spec = settings.bind(task, way, TaskSpec.class);
        try {
            TaskChecks.check(spec);
        } catch (WrongValueException e) {
            throw settings.wrong(way, e);
        }
        return spec;
    }

    /** One task from its JSON form; {@code origin} names it in errors. */
    public static TaskSpec parse(JsonNode task, String origin) {
        return SettingsFile.bind(task, TaskSpec.class, origin);
    }
}
