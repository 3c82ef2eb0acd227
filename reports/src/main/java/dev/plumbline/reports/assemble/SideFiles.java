package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.figure.ResultFigures;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.report.FormRow;
import dev.plumbline.reports.report.Robustness;
import dev.plumbline.reports.report.RobustnessDifference;
import dev.plumbline.reports.report.SpeedRow;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies beside the results of the columns: other forms of their vectors, changed queries, and logs of runs. */
final class SideFiles {

    private static final String EXPERIMENTS = "experiments";

    private final List<BenchmarkTask> tasks;
    private final Set<String> names;
    private final List<GivenModel> models;
    private final RobustnessRows robustness;

    SideFiles(ReportRequest request, List<BenchmarkTask> tasks, Map<String, GivenModel> given, List<String> columns) {
        this.tasks = tasks;
        this.names = tasks.stream().map(BenchmarkTask::name).collect(Collectors.toSet());
        this.robustness = new RobustnessRows(request.manifest(), request.resampling());
        this.models = columns.stream()
                .filter(given::containsKey)
                .map(given::get)
                .filter(model -> model.revisions().size() == 1)
                .toList();
    }

    private static Optional<Path> folder(GivenModel model) {
        return model.revisions().get(0).folder();
    }

    /** The full vectors and every experiment that changed nothing but their form, widest first. */
    List<FormRow> forms() {
        List<FormRow> rows = new ArrayList<>();
        for (GivenModel model : models) {
            folder(model).ifPresent(folder -> rows.addAll(forms(model, folder)));
        }
        return rows;
    }

    /** Every experiment that changed what the model was asked, and maybe the form of its vectors too. */
    List<Robustness> robustness() {
        List<ComparedTask> compared = compared();
        List<Robustness> rows = new ArrayList<>();
        for (GivenModel model : models) {
            folder(model).ifPresent(folder -> {
                for (Path experiment : folders(folder.resolve(EXPERIMENTS))) {
                    JsonNode settings = settings(experiment);
                    String perturbation = RobustnessRows.perturbation(settings);
                    if (!perturbation.isEmpty()) {
                        Optional<Path> form = form(folder, settings);
                        form.flatMap(plain -> robustness.of(
                                        plain.equals(folder)
                                                ? model.name()
                                                : model.name() + " (" + plain.getFileName() + ")",
                                        perturbation,
                                        compared,
                                        plain,
                                        experiment))
                                .ifPresent(rows::add);
                    }
                }
            });
        }
        return rows;
    }

    /** Every such experiment with the usual form of the vectors that both models made, side by side. */
    List<RobustnessDifference> robustness(String baseline, String candidate) {
        Map<String, RobustnessRows.Asked> first = asked(baseline);
        Map<String, RobustnessRows.Asked> second = asked(candidate);
        List<RobustnessDifference> rows = new ArrayList<>();
        first.forEach((perturbation, asked) -> Optional.ofNullable(second.get(perturbation))
                .flatMap(other -> robustness.compared(perturbation, compared(), asked, other))
                .ifPresent(rows::add));
        return rows;
    }

    private List<ComparedTask> compared() {
        return tasks.stream()
                .map(task -> new ComparedTask(task.name(), Optional.of(task.type()), task.selection()))
                .toList();
    }

    /** By perturbation a model's experiment that changed nothing else. */
    private Map<String, RobustnessRows.Asked> asked(String name) {
        Map<String, RobustnessRows.Asked> asked = new TreeMap<>();
        models.stream()
                .filter(model -> model.name().equals(name))
                .flatMap(model -> folder(model).stream())
                .forEach(folder -> {
                    for (Path experiment : folders(folder.resolve(EXPERIMENTS))) {
                        JsonNode settings = settings(experiment);
                        String perturbation = RobustnessRows.perturbation(settings);
                        if (!perturbation.isEmpty()
                                && form(folder, settings).filter(folder::equals).isPresent()) {
                            asked.put(perturbation, new RobustnessRows.Asked(name, folder, experiment));
                        }
                    }
                });
        return asked;
    }

    /** The folder of the same form of the vectors, asked texts as they are; empty if that was not scored. */
    private static Optional<Path> form(Path folder, JsonNode settings) {
        ObjectNode form = settings.deepCopy();
        form.remove(settings.properties().stream()
                .map(Map.Entry::getKey)
                .filter(RobustnessRows::isPerturbation)
                .toList());
        return form.isEmpty()
                ? Optional.of(folder)
                : folders(folder.resolve(EXPERIMENTS)).stream()
                        .filter(experiment -> settings(experiment).equals(form))
                        .findFirst();
    }

    private static JsonNode settings(Path experiment) {
        return JsonFiles.readOrMissing(experiment.resolve("model_meta.json")).path("experiment_kwargs");
    }

    /** One form's figures. */
    private record Form(OptionalInt dimensions, boolean scaled, String type, ModelFigures figures) {}

    /** What {@code embed_dim} is called where vectors were scaled to length 1 after the cut. */
    private static final String SCALED = "unit_embed_dim";

    private List<FormRow> forms(GivenModel model, Path folder) {
        OptionalInt full = model.figures().facts().dimensions();
        List<Form> forms = new ArrayList<>();
        for (Path experiment : folders(folder.resolve(EXPERIMENTS))) {
            JsonNode settings = settings(experiment);
            boolean scaled = settings.has(SCALED);
            JsonNode width = settings.path(scaled ? SCALED : "embed_dim");
            long known = Stream.of(scaled ? SCALED : "embed_dim", "output_dtypes")
                    .filter(settings::has)
                    .count();
            if (known > 0 && known == settings.size()) {
                Set<String> scaledTasks = width.isInt() && !scaled ? scaledUnderMtebsName(experiment) : Set.of();
                Set<String> left = names.stream()
                        .filter(task -> !scaledTasks.contains(task))
                        .collect(Collectors.toSet());
                ModelFigures figures = figures(experiment, left);
                boolean old = figures.tasks().isEmpty() && !scaledTasks.isEmpty();
                forms.add(new Form(
                        width.isInt() ? OptionalInt.of(width.intValue()) : full,
                        scaled || old,
                        settings.path("output_dtypes").asText("f32"),
                        old ? figures(experiment, names) : figures));
            }
        }
        if (forms.isEmpty()) {
            return List.of();
        }
        forms.add(new Form(full, false, "f32", model.figures()));
        List<BenchmarkTask> shared = tasks.stream()
                .filter(task -> forms.stream()
                        .allMatch(form ->
                                !Choice.complete(List.of(task), form.figures()).isEmpty()))
                .toList();
        return shared.isEmpty() ? List.of() : rows(model, forms, shared);
    }

    private static List<FormRow> rows(GivenModel model, List<Form> forms, List<BenchmarkTask> shared) {
        double whole = mean(shared, model.figures());
        return forms.stream()
                .sorted(Comparator.comparing(
                                Form::type,
                                Comparator.comparingInt(SideFiles::bits).reversed())
                        .thenComparing(Form::scaled)
                        .thenComparing(form -> -form.dimensions().orElse(Integer.MAX_VALUE)))
                .map(form -> {
                    double mean = mean(shared, form.figures());
                    return new FormRow(
                            model.name(),
                            form.dimensions(),
                            form.scaled(),
                            form.type(),
                            form.dimensions().isPresent()
                                    ? OptionalLong.of((form.dimensions().getAsInt() * (long) bits(form.type()) + 7) / 8)
                                    : OptionalLong.empty(),
                            shared.size(),
                            mean,
                            mean / whole);
                })
                .toList();
    }

    private static int bits(String type) {
        return switch (type) {
            case "binary" -> 1;
            case "int8", "uint8" -> 8;
            case "f16", "float16" -> 16;
            default -> 32;
        };
    }

    private static double mean(List<BenchmarkTask> tasks, ModelFigures figures) {
        return Standings.of(tasks, List.of(figures.scores())).get(0).meanTask().orElseThrow();
    }

    /**
     * The tasks that an earlier Plumbline scored, which scaled what it cut but filed it under mteb's name; later ones say
     * how vectors were cut.
     */
    private static Set<String> scaledUnderMtebsName(Path experiment) {
        JsonNode tasks = JsonFiles.readOrMissing(experiment.resolve("plumbline/run.json"))
                .path("tasks");
        return tasks.properties().stream()
                .filter(task -> !task.getValue().path("model").has("cut"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private ModelFigures figures(Path experiment, Set<String> wanted) {
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        for (BenchmarkTask task : tasks) {
            Path file = experiment.resolve(task.name() + ".json");
            if (wanted.contains(task.name()) && Files.isRegularFile(file)) {
                TaskResult result = TaskResultReader.read(file);
                figures.put(result.taskName(), ResultFigures.of(result, false));
            }
        }
        return new ModelFigures(experiment.getFileName().toString(), ModelFacts.NONE, figures);
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw PlumblineException.result("cannot list " + parent + ": " + e.getMessage(), e);
        }
    }

    /** What the runs took, machine by machine. */
    List<SpeedRow> speed() {
        List<SpeedRow> rows = new ArrayList<>();
        for (GivenModel model : models) {
            Map<String, List<JsonNode>> byMachine = new TreeMap<>();
            folder(model)
                    .ifPresent(folder -> ResultFacts.runs(folder).forEach((task, run) -> {
                        if (names.contains(task) && run.has("os")) {
                            byMachine
                                    .computeIfAbsent(machine(run), key -> new ArrayList<>())
                                    .add(run);
                        }
                    }));
            byMachine.forEach((machine, runs) -> rows.add(speed(model.name(), machine, runs)));
        }
        return rows;
    }

    static String machine(JsonNode run) {
        return run.path("os").asText("?") + ", " + run.path("processors").asText("?") + " processors, Java "
                + run.path("java").asText("?");
    }

    /** Older runs did not tell texts that were encoded from those that were not: of them no speed is known. */
    private static SpeedRow speed(String model, String machine, List<JsonNode> runs) {
        List<JsonNode> counted = runs.stream()
                .filter(run -> run.path("encoded_texts").isNumber())
                .toList();
        long encoded = counted.stream()
                .mapToLong(run -> run.path("encoded_texts").asLong())
                .sum();
        double seconds = counted.stream()
                .mapToDouble(run -> run.path("encode_seconds").asDouble())
                .sum();
        boolean any = encoded > 0 && seconds > 0;
        return new SpeedRow(
                model,
                machine,
                runs.size(),
                runs.stream().mapToLong(run -> run.path("texts").asLong()).sum(),
                counted.isEmpty() ? OptionalLong.empty() : OptionalLong.of(encoded),
                tokens(runs),
                any ? OptionalDouble.of(seconds) : OptionalDouble.empty(),
                runs.stream().mapToDouble(run -> run.path("seconds").asDouble()).sum(),
                any ? OptionalDouble.of(encoded / seconds) : OptionalDouble.empty());
    }

    private static OptionalLong tokens(List<JsonNode> runs) {
        return runs.stream().allMatch(run -> run.path("tokens").isNumber())
                ? OptionalLong.of(runs.stream()
                        .mapToLong(run -> run.path("tokens").asLong())
                        .sum())
                : OptionalLong.empty();
    }
}
