package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.report.TrainingRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stage's {@code log.jsonl}.
 *
 * @param steps done
 * @param tokens of all steps
 * @param seconds of all steps
 * @param losses means over stretches of equal length, at most 100
 * @param scores by step
 */
record StageLog(
        long steps,
        long tokens,
        double seconds,
        List<TrainingRun.Loss> losses,
        SortedMap<Long, Map<String, Double>> scores) {

    private static final int POINTS = 100;
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    /** Empty where there is no file, as of a stage that blends. */
    static StageLog read(Path file) {
        long steps = 0;
        long tokens = 0;
        double seconds = 0;
        List<TrainingRun.Loss> losses = new ArrayList<>();
        SortedMap<Long, Map<String, Double>> scores = new TreeMap<>();
        for (JsonNode line : lines(file)) {
            long step = line.path("step").asLong();
            if (line.has("scores")) {
                Map<String, Double> scored = new TreeMap<>();
                line.path("scores")
                        .properties()
                        .forEach(score ->
                                scored.put(score.getKey(), score.getValue().asDouble(Double.NaN)));
                scores.put(step, scored);
            } else {
                steps = Math.max(steps, step);
                tokens += line.path("tokens").asLong();
                seconds += line.path("seconds").asDouble();
                losses.add(new TrainingRun.Loss(step, line.path("loss").asDouble()));
            }
        }
        return new StageLog(steps, tokens, seconds, thinned(losses), scores);
    }

    private static List<TrainingRun.Loss> thinned(List<TrainingRun.Loss> losses) {
        int stretch = (losses.size() + POINTS - 1) / POINTS;
        List<TrainingRun.Loss> thinned = new ArrayList<>();
        for (int from = 0; from < losses.size(); from += stretch) {
            List<TrainingRun.Loss> part = losses.subList(from, Math.min(losses.size(), from + stretch));
            thinned.add(new TrainingRun.Loss(
                    part.get(part.size() - 1).step(),
                    part.stream().mapToDouble(TrainingRun.Loss::loss).average().orElseThrow()));
        }
        return thinned;
    }

    private static List<JsonNode> lines(Path file) {
        List<JsonNode> lines = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return lines;
        }
        int number = 0;
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (!line.isBlank()) {
                    lines.add(MAPPER.readTree(line));
                }
            }
        } catch (JsonProcessingException e) {
            // Training that goes on cuts off the last line that a kill left; a report of a running one reads up to it.
            return lines;
        } catch (IOException e) {
            throw PlumblineException.result(file + ", line " + number + ": " + e.getMessage(), e);
        }
        return lines;
    }
}
