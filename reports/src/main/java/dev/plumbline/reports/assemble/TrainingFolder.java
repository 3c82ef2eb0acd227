package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.report.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A training run's folder. */
public final class TrainingFolder {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final String START = TrainingRun.START;

    private final Path folder;
    private final Manifest manifest;

    /** The folder of a run with the files of those tasks that are its user's own. */
    public static Path taskFiles(Path run) {
        return run.resolve("tasks");
    }

    /**
     * The tasks that a run was scored on and that are its user's own.
     *
     * @throws PlumblineException of kind USAGE if a file of them is damaged
     */
    public static List<TaskSpec> ownTasks(Path run) {
        Path files = taskFiles(run);
        return Files.isDirectory(files)
                ? entries(files).stream()
                        .filter(Files::isRegularFile)
                        .flatMap(file -> TaskFile.read(file).stream())
                        .toList()
                : List.of();
    }

    private TrainingFolder(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * Reads a run.
     *
     * @param manifest knows the tasks whose scores are wanted
     * @throws PlumblineException of kind RESULT if it is none, or a file of it is damaged
     */
    public static TrainingRun read(Path folder, Manifest manifest) {
        return new TrainingFolder(folder, manifest).read();
    }

    /** A stage as its files tell it. */
    private record Found(String name, JsonNode provenance, StageLog log, Map<String, Double> end, JsonNode gate) {}

    private TrainingRun read() {
        Map<String, Found> stages = new LinkedHashMap<>();
        Map<String, Double> start = scores(START);
        for (Path stage : entries(folder).stream().filter(Files::isDirectory).toList()) {
            String name = stage.getFileName().toString();
            JsonNode provenance = json(stage.resolve("final").resolve("provenance.json"));
            Path log = stage.resolve("log.jsonl");
            if (!provenance.isMissingNode() || Files.isRegularFile(log)) {
                stages.put(
                        name,
                        new Found(
                                name, provenance, StageLog.read(log), scores(name), json(stage.resolve("gate.json"))));
            }
        }
        if (stages.isEmpty()) {
            throw PlumblineException.result(
                    folder + " is no training run: no folder of it has a log.jsonl or a" + " final/provenance.json");
        }
        Set<String> tasks = new TreeSet<>(start.keySet());
        stages.values().forEach(stage -> {
            tasks.addAll(stage.end.keySet());
            stage.log.scores().values().forEach(scores -> tasks.addAll(scores.keySet()));
        });
        List<String> names = List.copyOf(tasks);
        Set<String> types = new TreeSet<>();
        names.forEach(task -> type(task).ifPresent(types::add));
        List<String> sorted = List.copyOf(types);
        List<TrainingRun.Stage> rows = new ArrayList<>();
        if (!start.isEmpty()) {
            rows.add(new TrainingRun.Stage(
                    START,
                    List.of(),
                    0,
                    0,
                    0,
                    OptionalLong.empty(),
                    List.of(scored(OptionalLong.empty(), start, names, sorted)),
                    Optional.empty(),
                    List.of()));
        }
        ordered(stages).forEach(stage -> rows.add(row(stage, names, sorted)));
        return new TrainingRun(names, sorted, rows, overlaps());
    }

    /** What the trainer found of test texts in its training files, in {@code overlaps.json}. */
    private Optional<TrainingRun.Overlaps> overlaps() {
        JsonNode summary = json(folder.resolve("overlaps.json")).path("summary");
        if (!summary.path("rows").isNumber()) {
            return Optional.empty();
        }
        Map<String, Long> byTask = new TreeMap<>();
        summary.path("counts")
                .forEach(count -> byTask.merge(
                        count.path("task").asText(), count.path("overlaps").asLong(), Long::sum));
        return Optional.of(new TrainingRun.Overlaps(
                summary.path("rows").longValue(),
                summary.path("overlapping_rows").longValue(),
                summary.path("test_texts").longValue(),
                byTask.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(entry -> new TrainingRun.TaskOverlaps(entry.getKey(), entry.getValue()))
                        .toList()));
    }

    private TrainingRun.Stage row(Found stage, List<String> tasks, List<String> types) {
        List<TrainingRun.Scored> scored = new ArrayList<>();
        stage.log.scores().forEach((step, scores) -> scored.add(scored(OptionalLong.of(step), scores, tasks, types)));
        if (!stage.end.isEmpty()) {
            scored.add(scored(OptionalLong.empty(), stage.end, tasks, types));
        }
        return new TrainingRun.Stage(
                stage.name,
                parents(stage).stream().map(TrainingFolder::shown).toList(),
                stage.log.steps(),
                stage.log.tokens(),
                stage.log.seconds(),
                stage.provenance.path("seed").isNumber()
                        ? OptionalLong.of(stage.provenance.path("seed").longValue())
                        : OptionalLong.empty(),
                scored,
                gate(stage.gate),
                stage.log.losses());
    }

    private static Optional<TrainingRun.Outcome> gate(JsonNode gate) {
        if (!gate.path("passed").isBoolean()) {
            return Optional.empty();
        }
        List<String> objections = new ArrayList<>();
        gate.path("checks").forEach(check -> {
            if (!check.path("passed").asBoolean(true)) {
                objections.add(check.path("name").asText() + ": "
                        + check.path("reason").asText());
            }
        });
        gate.path("objections").forEach(line -> objections.add(line.asText()));
        return Optional.of(new TrainingRun.Outcome(
                gate.path("passed").booleanValue(), gate.path("baseline").asText(""), objections));
    }

    private TrainingRun.Scored scored(
            OptionalLong step, Map<String, Double> scores, List<String> tasks, List<String> types) {
        return new TrainingRun.Scored(
                step,
                mean(tasks, scores),
                types.stream()
                        .map(type -> mean(
                                tasks.stream()
                                        .filter(task -> type(task).equals(Optional.of(type)))
                                        .toList(),
                                scores))
                        .toList(),
                tasks.stream().map(task -> value(scores, task)).toList());
    }

    private static OptionalDouble value(Map<String, Double> scores, String task) {
        Double score = scores.get(task);
        return score == null || score.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(score);
    }

    private static OptionalDouble mean(List<String> tasks, Map<String, Double> scores) {
        return tasks.stream().anyMatch(task -> value(scores, task).isEmpty())
                ? OptionalDouble.empty()
                : tasks.stream()
                        .mapToDouble(task -> value(scores, task).getAsDouble())
                        .average();
    }

    private Optional<String> type(String task) {
        return manifest.taskNames().contains(task)
                ? Optional.of(manifest.task(task).type().label())
                : Optional.empty();
    }

    /** The scores of a checkpoint, which is a model named {@code <run>/<label>}. */
    private Map<String, Double> scores(String label) {
        Path results = folder.resolve("results");
        Map<String, Double> scores = new TreeMap<>();
        if (Files.isDirectory(results)) {
            List<ModelResults> models = ResultTree.read(results).models().stream()
                    .filter(model ->
                            model.experiment().isEmpty() && model.name().endsWith("/" + label))
                    .toList();
            if (models.size() > 1) {
                throw PlumblineException.result(
                        results + " holds results of several weights of " + label + "; move the older ones away");
            }
            models.forEach(model -> model.tasks().keySet().stream()
                    .filter(manifest.taskNames()::contains)
                    .forEach(task -> {
                        BenchmarkTask counted = new BenchmarkTask(
                                task, manifest.task(task).type(), manifest.selection(manifest.task(task)));
                        Standings.of(List.of(counted), List.of(model.mainScores(label))).stream()
                                .flatMap(row -> row.meanTask().stream().boxed())
                                .forEach(score -> scores.put(task, score));
                    }));
        }
        return scores;
    }

    /** Each stage after those it began with; otherwise by name. */
    private static List<Found> ordered(Map<String, Found> stages) {
        List<Found> ordered = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>();
        while (done.size() < stages.size()) {
            List<Found> next = stages.values().stream()
                    .filter(stage -> !done.contains(stage.name))
                    .filter(stage -> parents(stage).stream()
                            .map(TrainingFolder::shown)
                            .allMatch(parent ->
                                    !stages.containsKey(parent) || done.contains(parent) || parent.equals(stage.name)))
                    .toList();
            // A ring of parents cannot come from training; then the names decide.
            List<Found> taken = next.isEmpty()
                    ? stages.values().stream()
                            .filter(stage -> !done.contains(stage.name))
                            .toList()
                    : next;
            taken.forEach(stage -> {
                done.add(stage.name);
                ordered.add(stage);
            });
        }
        return ordered;
    }

    private static List<String> parents(Found stage) {
        List<String> parents = new ArrayList<>();
        if (stage.provenance.path("parent").isTextual()) {
            parents.add(stage.provenance.path("parent").textValue());
        }
        stage.provenance.path("parents").fieldNames().forEachRemaining(parents::add);
        return parents;
    }

    /** The stage of a path {@code <stage>/final}, {@code start} for {@code initial}, else the path. */
    private static String shown(String path) {
        Path parent = Path.of(path);
        if (parent.endsWith("initial")) {
            return START;
        }
        return parent.endsWith("final") && parent.getNameCount() > 1
                ? parent.getName(parent.getNameCount() - 2).toString()
                : path;
    }

    private static JsonNode json(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw PlumblineException.result(file + " cannot be read: " + JsonObjection.of(e), e);
        }
    }

    private static List<Path> entries(Path parent) {
        if (!Files.isDirectory(parent)) {
            throw PlumblineException.result("no folder " + parent);
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw PlumblineException.result("cannot list " + parent + ": " + e.getMessage(), e);
        }
    }
}
