package dev.plumbline.reports.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every result below a folder.
 *
 * @param models one per model revision that has any result, sorted by folder
 * @param unreadable what was passed over and why, one line each
 */
public record ResultTree(List<ModelResults> models, List<String> unreadable) {

    private static final String META = "model_meta.json";
    private static final int SHOWN_REVISION = 12;
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    public ResultTree {
        models = List.copyOf(models);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Reads a folder, with or without the inner {@code results/}. A damaged file is passed over and named in
     * {@link #unreadable()}.
     *
     * @throws PlumblineException of kind RESULT if the folder is missing or cannot be listed
     */
    public static ResultTree read(Path folder) {
        Path root = Files.isDirectory(folder.resolve("results")) ? folder.resolve("results") : folder;
        if (!Files.isDirectory(root)) {
            throw PlumblineException.result("no results folder " + folder);
        }
        List<ModelResults> models = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Path model : list(root)) {
            for (Path revision : list(model)) {
                ModelResults results = revision(model, revision, unreadable);
                if (!results.tasks().isEmpty()) {
                    models.add(results);
                }
            }
        }
        return new ResultTree(models, unreadable);
    }

    /** The main scores of every model, named by model, and by revision where a model has several. */
    public List<ModelScores> mainScores() {
        Map<String, Integer> revisions = new LinkedHashMap<>();
        models.forEach(model -> revisions.merge(model.name(), 1, Integer::sum));
        return models.stream()
                .map(model -> model.mainScores(
                        revisions.get(model.name()) == 1 ? model.name() : model.name() + "@" + shown(model.revision())))
                .toList();
    }

    private static String shown(String revision) {
        return revision.length() <= SHOWN_REVISION ? revision : revision.substring(0, SHOWN_REVISION);
    }

    private static ModelResults revision(Path model, Path revision, List<String> unreadable) {
        Map<String, TaskResult> tasks = new LinkedHashMap<>();
        for (Path file : list(revision)) {
            String name = file.getFileName().toString();
            if (!name.endsWith(".json") || name.equals(META) || name.startsWith(".")) {
                continue;
            }
            try {
                TaskResult result = TaskResultReader.read(file);
                tasks.put(result.taskName(), result);
            } catch (PlumblineException e) {
                unreadable.add(e.getMessage());
            }
        }
        return new ModelResults(name(model, revision), revision.getFileName().toString(), tasks);
    }

    /** The name in the model's own description; without one, the folder's name read backwards. */
    private static String name(Path model, Path revision) {
        Path meta = revision.resolve(META);
        if (Files.isRegularFile(meta)) {
            try {
                String name = MAPPER.readTree(meta.toFile()).path("name").textValue();
                if (name != null && !name.isBlank()) {
                    return name;
                }
            } catch (IOException e) {
                // The scores do not depend on it; the folder says the name as well.
                return folderName(model);
            }
        }
        return folderName(model);
    }

    private static String folderName(Path model) {
        return model.getFileName().toString().replace("__", "/");
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw PlumblineException.result("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
