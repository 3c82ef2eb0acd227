package dev.plumbline.harness.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.lint.Finding;
import dev.plumbline.reports.lint.Lint;
import dev.plumbline.reports.read.ResultFile;
import dev.plumbline.tasks.result.ResultSeal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The results of one revision of a model that can be handed in, each looked at by itself. */
final class SubmittedModel {

    /** mteb writes NaN where a measure is not defined. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final long MOST_BYTES = 10L << 20;

    private final String name;
    private final String revision;
    private final String meta;
    private final Map<String, Result> results = new TreeMap<>();
    private final List<String> settings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> objections = new ArrayList<>();

    /** A result file as it is, and read. */
    record Result(String text, JsonNode tree) {}

    private SubmittedModel(String name, String revision, String meta) {
        this.name = name;
        this.revision = revision;
        this.meta = meta;
    }

    static SubmittedModel of(Path folder, Optional<String> wanted) {
        Map<Path, List<ResultFile>> models = ResultFile.below(folder).stream()
                .filter(file -> file.experiment().isEmpty() && !file.selfReported())
                .filter(file -> wanted.isEmpty() || file.model().equals(wanted.get()))
                .collect(Collectors.groupingBy(
                        file -> file.path().toAbsolutePath().getParent(), TreeMap::new, Collectors.toList()));
        if (models.size() != 1) {
            throw models.isEmpty()
                    ? PlumblineException.result("no results "
                            + wanted.map(name -> "of " + name + " ").orElse("") + "in " + folder)
                    : PlumblineException.usage(folder + " has results of several models or revisions; name one with"
                            + " --model, or give its own folder: "
                            + models.keySet().stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        Map.Entry<Path, List<ResultFile>> only = models.entrySet().iterator().next();
        Path revision = only.getKey();
        SubmittedModel model = described(revision);
        model.requireNames();
        only.getValue().forEach(model::add);
        if (!model.objections.isEmpty()) {
            throw PlumblineException.result(
                    "these results cannot be handed in:\n  " + String.join("\n  ", model.objections));
        }
        if (model.results.isEmpty()) {
            throw PlumblineException.result("there is nothing to hand in: " + String.join("; ", model.notes));
        }
        model.readSettings(revision.resolve("run_settings.jsonl"));
        model.see();
        return model;
    }

    private static SubmittedModel described(Path folder) {
        Path file = folder.resolve("model_meta.json");
        String text = Submission.text(file);
        JsonNode meta = read(text, file);
        SubmittedModel model = new SubmittedModel(
                meta.path("name").asText(), meta.path("revision").asText(), text);
        String expected = model.directory() + "/" + model.revision;
        if (!folder.endsWith(expected)) {
            throw PlumblineException.result(file + " describes " + model.name + ", revision " + model.revision
                    + ", whose folder is " + expected + "; --model-name and --revision of run write both");
        }
        return model;
    }

    private static JsonNode read(String text, Path file) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw PlumblineException.result(file + " is not JSON");
        }
    }

    private void add(ResultFile file) {
        String task = file.task();
        Manifest manifest = Manifest.bundled();
        if (!manifest.taskNames().contains(task)
                || manifest.benchmark(TaskChoice.MINI).selections().containsKey(task)) {
            notes.add(task + " is left out: it is no task of mteb's");
            return;
        }
        String text = Submission.text(file.path());
        JsonNode tree = read(text, file.path());
        Optional<ResultSeal> seal = ResultSeal.read(file.path());
        List<String> modified = new ArrayList<>();
        seal.ifPresent(made -> made.provenance().path("modified_data").forEach(place -> modified.add(place.asText())));
        if (!modified.isEmpty()) {
            notes.add(task + " is left out: its data are not mteb's (" + modified.get(0) + ")");
            return;
        }
        if (seal.filter(made -> made.provenance().path("made_with").has("limit"))
                .isPresent()) {
            notes.add(task + " is left out: it is the score of some rows (--limit)");
            return;
        }
        if (seal.filter(made -> !made.intact()).isPresent()) {
            objections.add(
                    file.path() + " was changed after it was written: its checksum does not hold; score it anew");
        }
        if (!task.equals(tree.path("task_name").asText())) {
            objections.add(
                    file.path() + " is a result of " + tree.path("task_name").asText());
        }
        if (!tree.path("mteb_version").asText().matches("([2-9]|\\d{2,})\\..*")) {
            objections.add(file.path() + " is of mteb "
                    + tree.path("mteb_version").asText() + ", and results of 2.0.0 and later are taken");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            objections.add(file.path() + " has " + bytes + " bytes, and 10 MiB are taken");
        }
        new Lint(manifest, Optional.empty())
                .check(file).stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .forEach(finding -> objections.add(file.path() + ": " + finding.place() + ": "
                                + finding.message() + " [" + finding.rule() + "]"));
        results.put(task, new Result(text, tree));
    }

    /** Lines of the tasks handed in; each split and subset has one. */
    private void readSettings(Path file) {
        Set<String> covered = new TreeSet<>();
        if (Files.exists(file)) {
            for (String line : Submission.text(file).split("\n", -1)) {
                if (line.isBlank()) {
                    continue;
                }
                JsonNode entry = read(line, file);
                String task = entry.path("task").asText();
                if (results.containsKey(task)) {
                    settings.add(line);
                    for (String split : each(entry, "split")) {
                        each(entry, "subset").forEach(subset -> covered.add(task + " " + split + "/" + subset));
                    }
                }
            }
        }
        List<String> missing = new ArrayList<>();
        results.forEach((task, result) -> Submission.mainScores(result.tree()).keySet().stream()
                .map(entry -> task + " " + entry)
                .filter(entry -> !covered.contains(entry))
                .forEach(missing::add));
        if (!missing.isEmpty()) {
            throw PlumblineException.result(
                    file + " has no line for " + missing.size() + " splits and subsets, such as " + missing.get(0)
                            + ", and the repository wants one for each; run again over these results, which writes it");
        }
    }

    private static List<String> each(JsonNode entry, String what) {
        List<String> all = new ArrayList<>();
        entry.path(what + "s").forEach(value -> all.add(value.asText()));
        if (all.isEmpty() && entry.has(what)) {
            all.add(entry.path(what).asText());
        }
        return all;
    }

    /** What the repository's checks ask of mteb, which is not here to be asked. */
    private void see() {
        if (FigureTable.published().model(name).isEmpty()) {
            notes.add("mteb's model registry must have " + name + " before this is taken, by a pull request to mteb");
        }
    }

    /** New results are of a model of an organisation and of a commit, or of an API's version of one character. */
    private void requireNames() {
        if (!name.contains("/")) {
            objections.add("the model is called " + name + ", and the repository wants organisation/name; score it with"
                    + " --model-name ORG/NAME");
        }
        if (!revision.matches("[0-9a-f]{40}|.")) {
            objections.add(
                    "the revision " + revision + " is neither a commit, 40 of 0-9a-f, nor one character, as an API's"
                            + " version has; score it with --revision COMMIT of the model on the hub");
        }
    }

    String name() {
        return name;
    }

    String revision() {
        return revision;
    }

    /** The folder's name below {@code results/}. */
    String directory() {
        return name.replace(' ', '_').replace("/", "__");
    }

    String meta() {
        return meta;
    }

    Map<String, Result> results() {
        return results;
    }

    List<String> settings() {
        return settings;
    }

    List<String> notes() {
        return notes;
    }

    Set<String> mtebVersions() {
        return results.values().stream()
                .map(result -> result.tree().path("mteb_version").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
