package dev.plumbline.reports.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * mteb 2.20.0's own aggregates: of made-up scores ({@code test/oracle/make_leaderboard.py}), and where {@code ../shared} is
 * there of its case and of the published leaderboards of 2026-08-20.
 */
final class LeaderboardConformanceTest {

    private static final Offset<Double> ROUNDING = within(1e-9);
    private static final Manifest MANIFEST = Manifest.bundled();

    @ParameterizedTest
    @CsvSource({"cmn_v1", "eng_v1", "eng_v2"})
    void equalsMtebOnMadeUpScores(String benchmark) throws IOException {
        JsonNode golden;
        try (InputStream json = getClass().getResourceAsStream("leaderboard.json")) {
            golden = new ObjectMapper().readTree(json).get(benchmark);
        }
        Map<String, Map<String, Map<String, Map<String, Double>>>> scores = new LinkedHashMap<>();
        golden.get("main_scores")
                .properties()
                .forEach(model -> model.getValue()
                        .properties()
                        .forEach(task -> task.getValue()
                                .forEach(entry -> put(
                                        scores,
                                        model.getKey(),
                                        task.getKey(),
                                        entry.get(0).textValue(),
                                        entry.get(1).textValue(),
                                        entry.get(2).doubleValue()))));
        List<Standing> standings = Standings.of(tasks(benchmark), models(scores));
        assertThat(standings).hasSize(golden.get("summary").size());
        for (Standing standing : standings) {
            JsonNode expected = golden.get("summary").get(standing.model());
            assertThat(standing.rank())
                    .as(standing.model())
                    .isEqualTo(expected.get("Rank (Borda)").intValue());
            assertMean(
                    standing, standing.meanTask(), expected.get("Mean (Task)").asText(""));
            assertMean(
                    standing,
                    standing.meanTaskType(),
                    expected.get("Mean (TaskType)").asText(""));
            assertThat(standing.typeMeans()).hasSize(expected.size() - 3);
            standing.typeMeans()
                    .forEach((type, mean) -> assertMean(
                            standing, mean, expected.get(type.label()).asText("")));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void equalsMtebOnTheConformanceCase() throws IOException {
        JsonNode root =
                new ObjectMapper().readTree(shared("conformance/benchmark.json").toFile());
        Map<String, Map<String, Map<String, Map<String, Double>>>> scores = new LinkedHashMap<>();
        root.get("main_scores")
                .properties()
                .forEach(model -> model.getValue()
                        .properties()
                        .forEach(task -> task.getValue()
                                .properties()
                                .forEach(split -> put(
                                        scores,
                                        model.getKey(),
                                        task.getKey(),
                                        split.getKey(),
                                        "default",
                                        split.getValue().doubleValue()))));
        List<Standing> standings = Standings.of(tasks(root.get("benchmark").textValue()), models(scores));
        assertThat(standings).hasSize(root.get("summary").size());
        for (Standing standing : standings) {
            Map<String, OptionalDouble> row = standing.toMteb();
            JsonNode expected = root.get("summary").get(standing.model());
            assertThat(row).hasSize(expected.size());
            expected.properties()
                    .forEach(figure -> assertThat(row.get(figure.getKey()).getAsDouble())
                            .as(standing.model() + " " + figure.getKey())
                            .isCloseTo(figure.getValue().doubleValue(), ROUNDING));
        }
    }

    @ParameterizedTest
    @CsvSource({"cmn_v1", "eng_v1", "eng_v2"})
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void equalsThePublishedLeaderboard(String benchmark) throws IOException {
        Map<String, Map<String, Map<String, Map<String, Double>>>> scores = new LinkedHashMap<>();
        for (CSVRecord row : csv("leaderboard/" + benchmark + ".csv")) {
            String perEntry = row.get("per_value");
            String single = row.get("split") + "/" + row.get("subset") + "=" + row.get("main_score");
            for (String entry : (perEntry.isEmpty() ? single : perEntry).split(";", -1)) {
                String score = entry.substring(entry.indexOf('=') + 1);
                String place = entry.substring(0, entry.indexOf('='));
                put(
                        scores,
                        row.get("model"),
                        row.get("task"),
                        place.substring(0, place.indexOf('/')),
                        place.substring(place.indexOf('/') + 1),
                        score.isEmpty() ? Double.NaN : Double.parseDouble(score));
            }
        }
        Map<String, Standing> standings = new HashMap<>();
        Standings.of(tasks(benchmark), models(scores)).forEach(row -> standings.put(row.model(), row));
        List<CSVRecord> summary = csv("leaderboard/summary_" + benchmark + ".csv");
        assertThat(standings).hasSize(summary.size());
        for (CSVRecord expected : summary) {
            Standing standing = standings.get(expected.get("model"));
            assertThat(standing.bordaPoints())
                    .as(standing.model())
                    .isEqualTo(Double.parseDouble(expected.get("borda_points")));
            assertThat(standing.rank()).as(standing.model()).isEqualTo(Integer.parseInt(expected.get("rank_borda")));
            assertMean(standing, standing.meanTask(), expected.get("mean_task"));
            assertMean(standing, standing.meanTaskType(), expected.get("mean_tasktype"));
            assertMean(standing, standing.meanOfComplete(), expected.get("mean_of_present"));
            for (Map.Entry<TaskType, OptionalDouble> type : standing.typeMeans().entrySet()) {
                assertMean(standing, type.getValue(), expected.get(type.getKey().label()));
            }
            assertThat(standing.completeTasks())
                    .as(standing.model())
                    .isEqualTo(Long.parseLong(expected.get("n_tasks_present")));
        }
    }

    private static void assertMean(Standing standing, OptionalDouble mean, String expected) {
        if (expected.isEmpty()) {
            assertThat(mean).as(standing.model()).isEmpty();
        } else {
            assertThat(mean.getAsDouble()).as(standing.model()).isCloseTo(Double.parseDouble(expected), ROUNDING);
        }
    }

    private static List<BenchmarkTask> tasks(String benchmark) {
        List<BenchmarkTask> tasks = new ArrayList<>();
        MANIFEST.benchmark(benchmark)
                .selections()
                .forEach((name, selection) ->
                        tasks.add(new BenchmarkTask(name, MANIFEST.task(name).type(), selection)));
        return tasks;
    }

    private static List<ModelScores> models(Map<String, Map<String, Map<String, Map<String, Double>>>> scores) {
        return scores.entrySet().stream()
                .map(model -> new ModelScores(model.getKey(), model.getValue()))
                .toList();
    }

    private static void put(
            Map<String, Map<String, Map<String, Map<String, Double>>>> scores,
            String model,
            String task,
            String split,
            String subset,
            double score) {
        scores.computeIfAbsent(model, key -> new LinkedHashMap<>())
                .computeIfAbsent(task, key -> new LinkedHashMap<>())
                .computeIfAbsent(split, key -> new LinkedHashMap<>())
                .put(subset, score);
    }

    private static List<CSVRecord> csv(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(shared(file))) {
            return CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(reader)
                    .getRecords();
        }
    }

    private static Path shared(String file) {
        return Path.of(System.getProperty("plumbline.shared"), file);
    }
}
