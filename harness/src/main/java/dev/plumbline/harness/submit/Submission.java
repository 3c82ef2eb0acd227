package dev.plumbline.harness.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model's results as a branch of a clone of the public results repository. What that repository's own checks would refuse is
 * refused here, before there is a branch: as of November 2026 its {@code tests/test_correct_folder_structure.py}, {@code
 * test_ensure_correct_metadata.py}, {@code test_no_languages_are_removed.py}, {@code test_task_name_matches_filename.py}, {@code test_duplicate_results.py}, {@code test_results_diff.py}, {@code
 * test_no_splits_are_removed.py}, {@code run_settings_check.py} and its limit of 10 MiB a file.
 */
public final class Submission {

    /** mteb writes NaN where a measure is not defined. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final String META = "model_meta.json";
    private static final String SETTINGS = "run_settings.jsonl";
    /** Of a main score that is handed in again. */
    private static final double MOST_CHANGE = 0.001;

    private final SubmittedModel model;
    private final ResultsClone clone;
    private final List<String> objections = new ArrayList<>();
    private final Map<String, String> files = new TreeMap<>();

    /**
     * What was made.
     *
     * @param branch of the clone
     * @param commit it ends in
     * @param files that it adds or changes, as paths in the repository
     * @param notes what was left out and why, and what to see to
     */
    public record Outcome(String branch, String commit, List<String> files, List<String> notes) {}

    private Submission(SubmittedModel model, ResultsClone clone) {
        this.model = model;
        this.clone = clone;
    }

    /**
     * Makes the branch; nothing of the clone changes but that there is one more.
     *
     * @param results a folder of results, as {@code plumbline run --results}
     * @param name the model, where the folder has several
     * @param repository the clone
     * @param branch its name, {@code plumbline/<model>} if empty
     * @throws PlumblineException of kind RESULT for results that the repository would not take, with everything that is wrong
     *     with them; of kind USAGE if the clone is none, or has the branch
     */
    public static Outcome make(Path results, Optional<String> name, Path repository, Optional<String> branch) {
        SubmittedModel model = SubmittedModel.of(results, name);
        ResultsClone clone = ResultsClone.at(repository);
        return new Submission(model, clone).make(branch.orElse("plumbline/" + model.directory()));
    }

    private Outcome make(String branch) {
        if (clone.hasBranch(branch)) {
            throw PlumblineException.usage("the clone has a branch " + branch
                    + "; delete it with git branch -D, or name another with --branch");
        }
        List<String> notes = new ArrayList<>(model.notes());
        String place = "results/" + model.directory() + "/" + model.revision();
        List<String> there = clone.list(place);
        model.results().forEach((task, result) -> add(place, task, result));
        duplicates();
        if (there.contains(META)) {
            notes.add("the repository has " + place + "/" + META + ", which stays as it is");
        } else {
            files.put(place + "/" + META, model.meta());
        }
        files.put(place + "/" + SETTINGS, settings(clone.file(place + "/" + SETTINGS)));
        if (!objections.isEmpty()) {
            throw PlumblineException.result(
                    "the repository would not take this:\n  " + String.join("\n  ", objections));
        }
        files.entrySet()
                .removeIf(file -> clone.file(file.getKey())
                        .filter(file.getValue()::equals)
                        .isPresent());
        if (files.isEmpty()) {
            throw PlumblineException.result("the repository has all of these results already");
        }
        String message = String.format(
                Locale.ROOT,
                "%s: %d tasks%n%nMade with Plumbline, which follows mteb %s.%n",
                model.name(),
                model.results().size(),
                String.join(", ", model.mtebVersions()));
        String commit = clone.branch(branch, message, files);
        return new Outcome(branch, commit, List.copyOf(files.keySet()), notes);
    }

    private void add(String place, String task, SubmittedModel.Result result) {
        String path = place + "/" + task + ".json";
        clone.file(path).map(before -> read(before, path)).ifPresent(before -> {
            compare(path, before, result.tree());
            compareLanguages(path, before, result.tree());
        });
        files.put(path, result.text());
    }

    /** A result that is there may be handed in again with as much as it has, and the same scores. */
    private void compare(String path, JsonNode before, JsonNode now) {
        Map<String, Double> scores = mainScores(now);
        mainScores(before).forEach((entry, old) -> {
            Double score = scores.get(entry);
            if (score == null) {
                objections.add(path + " of the repository has " + entry + ", which yours lacks; score it too");
            } else if (!old.isNaN() && !(Math.abs(score - old) <= MOST_CHANGE)) {
                objections.add(String.format(
                        Locale.ROOT,
                        "%s: the main score of %s is %.5f in the repository and %.5f here, more than %.3f apart; plumbline"
                                + " results diff says where they differ",
                        path,
                        entry,
                        old,
                        score,
                        MOST_CHANGE));
            }
        });
    }

    /** Nor may a subset lose a language. */
    private void compareLanguages(String path, JsonNode before, JsonNode now) {
        Map<String, Set<String>> ours = languages(now);
        languages(before).forEach((entry, there) -> {
            Set<String> missing = new TreeSet<>(there);
            missing.removeAll(ours.getOrDefault(entry, Set.of()));
            if (!missing.isEmpty()) {
                objections.add(path + " of the repository says that " + entry + " is in " + String.join(", ", missing)
                        + ", which yours does not say");
            }
        });
    }

    private static Map<String, Set<String>> languages(JsonNode result) {
        Map<String, Set<String>> languages = new TreeMap<>();
        result.path("scores")
                .properties()
                .forEach(split -> split.getValue()
                        .forEach(entry -> entry.path("languages")
                                .forEach(language -> languages
                                        .computeIfAbsent(
                                                split.getKey() + "/"
                                                        + entry.path("hf_subset")
                                                                .asText(),
                                                key -> new TreeSet<>())
                                        .add(language.asText()))));
        return languages;
    }

    static Map<String, Double> mainScores(JsonNode result) {
        Map<String, Double> scores = new TreeMap<>();
        result.path("scores")
                .properties()
                .forEach(split -> split.getValue().forEach(entry -> {
                    double score = entry.path("main_score").asDouble(Double.NaN);
                    // as old results have it
                    scores.put(
                            split.getKey() + "/" + entry.path("hf_subset").asText(), score > 1 ? score / 100 : score);
                }));
        return scores;
    }

    /** A task that another revision of the model has is not taken twice. */
    private void duplicates() {
        for (String revision : clone.list("results/" + model.directory())) {
            if (!revision.equals(model.revision())) {
                List<String> there = clone.list("results/" + model.directory() + "/" + revision);
                model.results().keySet().stream()
                        .filter(task -> there.contains(task + ".json"))
                        .forEach(task -> objections.add("the repository has " + task + " of " + model.name()
                                + " under the revision " + revision + ", and takes a task of a model once;"
                                + " --revision of run says which one yours is of"));
            }
        }
    }

    /** The repository's lines for other tasks, then ours. */
    private String settings(Optional<String> before) {
        StringBuilder lines = new StringBuilder();
        before.ifPresent(text -> text.lines()
                .filter(line -> !line.isBlank()
                        && !model.results()
                                .containsKey(read(line, SETTINGS).path("task").asText()))
                .forEach(line -> lines.append(line).append('\n')));
        model.settings().forEach(line -> lines.append(line).append('\n'));
        return lines.toString();
    }

    private static JsonNode read(String text, String path) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw PlumblineException.result(path + " of the repository is not JSON");
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw PlumblineException.result("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
