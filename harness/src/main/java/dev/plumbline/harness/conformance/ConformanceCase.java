package dev.plumbline.harness.conformance;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One golden case on disk: {@code case.json} says which task with which parameters, {@code expected.json} what mteb made of
 * it.
 *
 * <p>A case with a {@code data} folder holds one of the manifest's tasks as it is there, by name: the folder is laid out as
 * {@code --data} is, so that the repository's path, its files and columns, the transform and the parameters are all put to
 * the test. A case without one brings a task of its own over {@code dataset_dirs}.
 *
 * @param folder the case's folder
 * @param definition {@code case.json}
 * @param expected {@code expected.json}
 */
record ConformanceCase(Path folder, JsonNode definition, JsonNode expected) {

    private static final String REVISION = "conformance";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** The cases of a folder of cases, or the one case that a folder is; sorted by name. */
    static List<ConformanceCase> readAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.usage("no folder of conformance cases: " + folder);
        }
        if (isCase(folder)) {
            return List.of(read(folder));
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<ConformanceCase> cases = entries.filter(ConformanceCase::isCase)
                    .sorted()
                    .map(ConformanceCase::read)
                    .toList();
            if (cases.isEmpty()) {
                throw PlumblineException.usage(
                        folder + " holds no case: a case is a folder with case.json and expected.json");
            }
            return cases;
        } catch (IOException e) {
            throw PlumblineException.data("cannot list " + folder + ": " + e, e);
        }
    }

    private static boolean isCase(Path folder) {
        return Files.isRegularFile(folder.resolve("case.json"));
    }

    private static ConformanceCase read(Path folder) {
        return new ConformanceCase(folder, parse(folder.resolve("case.json")), parse(folder.resolve("expected.json")));
    }

    private static JsonNode parse(Path file) {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw PlumblineException.data("conformance file " + file + ": " + JsonObjection.of(e), e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    Similarity similarity() {
        return Similarity.valueOf(definition.path("similarity").asText("cosine").toUpperCase(Locale.ROOT));
    }

    /**
     * The release of mteb that made the case; the newest if it does not say.
     *
     * @throws PlumblineException of kind USAGE if it is older or newer than those that are reproduced
     */
    MtebRelease release() {
        JsonNode version = definition.path("mteb_version");
        return version.isMissingNode()
                ? MtebRelease.newest()
                : MtebRelease.named(version.asText(), folder.resolve("case.json") + ", mteb_version");
    }

    Path embeddings() {
        return folder.resolve("embeddings.parquet");
    }

    /** True if the task is the manifest's own and its miniature data stand under {@link #data}. */
    boolean ofManifest() {
        return definition.has("data");
    }

    /** Where the case's data sets are, each under its path. */
    Path data() {
        return ofManifest() ? folder.resolve(definition.get("data").asText()) : folder;
    }

    /** The tasks that have to be known besides the bundled ones: an aggregate's parts. */
    List<TaskSpec> subtasks() {
        List<TaskSpec> subtasks = new ArrayList<>();
        if (!ofManifest() && kind() == TaskKind.AGGREGATE) {
            for (int i = 0; i < definition.get("subtasks").size(); i++) {
                ObjectNode task = shell(definition.get("subtasks").get(i).asText(), "retrieval");
                task.putObject("dataset")
                        .put("path", definition.get("dataset_dirs").get(i).asText())
                        .put("revision", REVISION);
                subtasks.add(TaskFile.parse(task, name()));
            }
        }
        return subtasks;
    }

    /** The task the case runs, with the part of it that is scored. */
    RunItem item(Manifest manifest) {
        TaskSpec task = ofManifest() ? manifest.task(definition.get("task").asText()) : task(manifest);
        JsonNode splits = definition.path("eval_splits");
        JsonNode subsets = definition.path("hf_subsets");
        Selection selection = new Selection(
                splits.isArray() ? texts(splits) : task.evalSplits(),
                subsets.isArray() ? texts(subsets) : task.allSubsets());
        return new RunItem(task, selection);
    }

    private TaskSpec task(Manifest manifest) {
        if (definition.path("real_class").asBoolean()) {
            TaskSpec real = manifest.task(definition.get("task").asText());
            ObjectNode task = MAPPER.valueToTree(real);
            task.putObject("dataset").put("path", dataset()).put("revision", REVISION);
            task.set("eval_splits", definition.get("eval_splits"));
            // The case's data are made up, so the published statistics do not hold for them.
            task.putNull("expected_stats");
            return TaskFile.parse(task, name());
        }
        ObjectNode task =
                shell(definition.get("task").asText(), definition.get("kind").asText());
        boolean aggregate = kind() == TaskKind.AGGREGATE;
        task.putObject("dataset").put("path", aggregate ? "" : dataset()).put("revision", aggregate ? "1" : REVISION);
        if (definition.path("params").isObject()) {
            task.set("params", definition.get("params"));
        }
        if (aggregate) {
            task.set("subtasks", definition.get("subtasks"));
        }
        return TaskFile.parse(task, name());
    }

    private ObjectNode shell(String taskName, String kind) {
        ObjectNode task = MAPPER.createObjectNode();
        task.put("name", taskName);
        task.put("kind", kind);
        task.set("type", definition.get("type"));
        task.set("main_score", definition.get("main_score"));
        task.set("eval_splits", definition.get("eval_splits"));
        JsonNode languages = definition.path("languages");
        if (languages.isObject()) {
            task.put("multilingual", true);
            task.set("languages", languages);
        } else {
            ObjectNode byDefault = task.putObject("languages");
            byDefault.set(
                    TaskSpec.DEFAULT_SUBSET,
                    languages.isArray() ? languages : MAPPER.createArrayNode().add("eng-Latn"));
        }
        return task;
    }

    private TaskKind kind() {
        return TaskKind.valueOf(definition.get("kind").asText().toUpperCase(Locale.ROOT));
    }

    private String dataset() {
        return definition.path("dataset_dirs").path(0).asText("dataset");
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
