package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.HubCache;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.LocalDatasets;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.Scores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Odd data are scored where mteb scores them, to the same number and with a warning, and refused in words of ours where it
 * raises. The cases are made by {@code test/oracle/make_odd_cases.py} with mteb 2.20.0 and 2.26.24, datasets 5.2.0,
 * scikit-learn 1.9.1 and SciPy 1.17.1; {@code -Dplumbline.odd=FILE} takes others.
 */
final class OddDataTest {

    private static final double TOLERANCE = 1e-6;
    private static final String ODD = "split test, subset default: scored, but odd: ";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static JsonNode cases;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readCases() throws IOException {
        String other = System.getProperty("plumbline.odd");
        try (InputStream in = new GZIPInputStream(
                other == null
                        ? Objects.requireNonNull(OddDataTest.class.getResourceAsStream("/data/odd.json.gz"))
                        : Files.newInputStream(Path.of(other)))) {
            cases = JSON.readTree(in).get("cases");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sts",
                "pair_classification",
                "classification",
                "clustering_legacy",
                "clustering_fast",
                "summarization",
                "retrieval",
                "reranking",
                "old_reranking"
            })
    void scoresAndErrorsAreThoseOfMteb(String kind) throws IOException {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (JsonNode each : cases) {
            if (each.get("kind").asText().equals(kind)) {
                write(each);
                for (Map.Entry<String, JsonNode> release : each.get("expected").properties()) {
                    tried++;
                    check(each, MtebRelease.named(release.getKey(), "expected"), release.getValue())
                            .ifPresent(problem ->
                                    wrong.add(each.get("case").asText() + " as " + release.getKey() + ": " + problem));
                }
            }
        }
        assertThat(wrong).as("%s of %s", wrong.size(), tried).isEmpty();
        assertThat(tried).isGreaterThan(10);
    }

    private void write(JsonNode each) throws IOException {
        for (Map.Entry<String, JsonNode> file : each.get("files").properties()) {
            Path path = folder.resolve(dataset(each)).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            JsonNode content = file.getValue();
            Files.write(
                    path,
                    content.isTextual()
                            ? content.asText().getBytes(StandardCharsets.UTF_8)
                            : Base64.getDecoder().decode(content.get("base64").asText()));
        }
    }

    private static String dataset(JsonNode each) {
        return "odd-" + each.get("case").asText().replace('/', '-');
    }

    /** What is not as it should be. */
    private Optional<String> check(JsonNode each, MtebRelease release, JsonNode expected) {
        List<String> warnings = new ArrayList<>();
        Scores scores;
        try {
            scores = score(each, release, warnings);
        } catch (PlumblineException e) {
            return expected.has("scores")
                    ? Optional.of("mteb gives " + mainScore(expected) + ", here: " + e.getMessage())
                    : wording(each, e);
        } catch (RuntimeException e) {
            return Optional.of("an exception that is none of ours: " + e);
        }
        if (!expected.has("scores") && !each.get("anyway").asText().isEmpty()) {
            return warned(each.get("warns"), warnings);
        }
        if (!expected.has("scores")) {
            return Optional.of("mteb raises " + expected.get("raises").asText() + ", here: " + scores.mainScore());
        }
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, JsonNode> score : expected.get("scores").properties()) {
            Double found = scores.number(score.getKey());
            double wanted = score.getValue().doubleValue();
            boolean same = found != null
                    && (Double.isNaN(wanted) ? Double.isNaN(found) : Math.abs(found - wanted) <= TOLERANCE);
            if (!same) {
                differences.add(score.getKey() + " is " + found + ", not " + wanted);
            }
        }
        if (!differences.isEmpty()) {
            return Optional.of(
                    differences.size() + " scores differ: " + differences.subList(0, Math.min(4, differences.size())));
        }
        return warned(each.get("warns"), warnings);
    }

    private static String mainScore(JsonNode expected) {
        return expected.get("scores").get(Scores.MAIN_SCORE).toString();
    }

    /** Each warning that is due, and no other. */
    private static Optional<String> warned(JsonNode due, List<String> warnings) {
        List<String> left = new ArrayList<>(warnings);
        for (JsonNode words : due) {
            List<String> parts = List.of(words.asText().split(" @ "));
            Optional<String> found = left.stream()
                    .filter(warning -> warning.contains(ODD) && parts.stream().allMatch(warning::contains))
                    .findFirst();
            if (found.isEmpty()) {
                return Optional.of("no warning of '" + words.asText() + "' in " + left);
            }
            left.remove(found.get());
        }
        return left.isEmpty() ? Optional.empty() : Optional.of("warnings that are not due: " + left);
    }

    /** A message for people: of the data, naming them and the place, in no library's words. */
    private static Optional<String> wording(JsonNode each, PlumblineException e) {
        String message = String.valueOf(e.getMessage());
        List<String> foreign = List.of("Exception", "Error", "java.", "org.", "null pointer", "Index ", "at dev.");
        for (String word : foreign) {
            if (message.contains(word)) {
                return Optional.of("'" + word + "' in: " + message);
            }
        }
        List<String> due = new ArrayList<>();
        each.get("says").forEach(words -> due.add(words.asText()));
        for (String words : due) {
            if (!message.contains(words)) {
                return Optional.of("'" + words + "' is not in: " + message);
            }
        }
        if (e.kind() != PlumblineException.Kind.DATA) {
            return Optional.of("kind " + e.kind() + ": " + message);
        }
        String place = dataset(each);
        return message.contains(place) || message.contains(taskName(each))
                ? Optional.empty()
                : Optional.of("neither data set nor task are named: " + message);
    }

    private static String taskName(JsonNode each) {
        return "Odd" + each.get("case").asText().replaceAll("\\W|_", "");
    }

    private Scores score(JsonNode each, MtebRelease release, List<String> warnings) {
        TaskSpec task = task(each);
        LocalDatasets source = new LocalDatasets(
                Optional.of(folder), List.of(), new HubCache(folder.resolve("no-cache")), Optional.empty());
        LoadedTask loaded = new TaskLoader(source, OptionalInt.empty(), release).load(task, task.everything());
        Similarity similarity =
                Similarity.valueOf(each.get("similarity").asText().toUpperCase(Locale.ROOT));
        try (Parallel parallel = Parallel.of(1)) {
            return loaded.score(
                    "test",
                    TaskSpec.DEFAULT_SUBSET,
                    new WordEncoder(similarity),
                    new ScoringContext(parallel, warnings::add).as(release));
        }
    }

    private static TaskSpec task(JsonNode each) {
        String kind = each.get("kind").asText();
        boolean reranking = kind.endsWith("reranking");
        ObjectNode task = JSON.createObjectNode();
        task.put("name", taskName(each));
        task.put("kind", reranking ? "retrieval" : kind);
        task.put("type", type(kind));
        task.put("main_score", mainScore(kind));
        task.putArray("eval_splits").add("test");
        task.putObject("dataset").put("path", dataset(each)).put("revision", "odd");
        task.putObject("languages").putArray(TaskSpec.DEFAULT_SUBSET).add("eng-Latn");
        task.set("params", each.get("params"));
        return TaskFile.parse(task, each.get("case").asText());
    }

    private static String type(String kind) {
        return switch (kind) {
            case "sts" -> "STS";
            case "pair_classification" -> "PairClassification";
            case "classification" -> "Classification";
            case "clustering_legacy", "clustering_fast" -> "Clustering";
            case "summarization" -> "Summarization";
            case "retrieval" -> "Retrieval";
            default -> "Reranking";
        };
    }

    private static String mainScore(String kind) {
        return switch (kind) {
            case "sts", "summarization" -> "cosine_spearman";
            case "pair_classification" -> "max_ap";
            case "classification" -> "accuracy";
            case "clustering_legacy", "clustering_fast" -> "v_measure";
            case "retrieval" -> "ndcg_at_10";
            default -> "map_at_10";
        };
    }
}
