package dev.plumbline.harness.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The loss and the scores of a run over its steps, as {@code training.svg} in its folder. Scores are kept in
 * {@code scores.json}, so that a run that goes on draws those of before too.
 */
public final class TrainingCurves {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Map<String, Double>>> SCORES = new TypeReference<>() {};

    private final Path folder;
    private final List<String> stages;

    /**
     * Curves of a run.
     *
     * @param stages names in order
     */
    public TrainingCurves(Path folder, List<String> stages) {
        this.folder = folder;
        this.stages = List.copyOf(stages);
    }

    /** Keeps the scores of a checkpoint. */
    public void scored(String label, Map<String, Double> scores) {
        Map<String, Map<String, Double>> all = scores();
        all.put(label, new LinkedHashMap<>(scores));
        try {
            AtomicFiles.write(file(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers can be written", e);
        }
    }

    private Path file() {
        return folder.resolve("scores.json");
    }

    private Map<String, Map<String, Double>> scores() {
        try {
            return Files.exists(file()) ? JSON.readValue(file().toFile(), SCORES) : new LinkedHashMap<>();
        } catch (IOException e) {
            throw PlumblineException.storage(file() + " cannot be read: " + e + "; delete it", e);
        }
    }

    /** Draws everything there is. */
    public void draw() {
        List<CurvePlot.Point> losses = new ArrayList<>();
        Map<String, List<CurvePlot.Point>> scores = new LinkedHashMap<>();
        List<CurvePlot.Mark> marks = new ArrayList<>();
        Map<String, Map<String, Double>> known = scores();
        add(scores, 0, known.get("start"));
        double done = 0;
        for (String stage : stages) {
            List<CurvePlot.Point> own = losses(stage);
            double before = done;
            own.forEach(point -> losses.add(new CurvePlot.Point(before + point.x(), point.y())));
            known.forEach((label, values) -> {
                if (label.matches(Pattern.quote(stage) + "-\\d+")) {
                    add(scores, before + Long.parseLong(label.substring(stage.length() + 1)), values);
                }
            });
            boolean trained = !own.isEmpty();
            boolean there = trained || known.containsKey(stage);
            // a soup takes no steps, and needs some room all the same
            done += trained ? own.get(own.size() - 1).x() : there ? Math.max(1, done / 10) : 0;
            add(scores, done, known.get(stage));
            if (there) {
                marks.add(new CurvePlot.Mark(done, stage));
            }
        }
        CurvePlot loss = new CurvePlot("loss", Map.of("loss", losses), marks, done);
        CurvePlot score = new CurvePlot("main score", scores, marks, done);
        AtomicFiles.write(folder.resolve("training.svg"), CurvePlot.document(List.of(loss, score)));
    }

    private static void add(Map<String, List<CurvePlot.Point>> curves, double x, Map<String, Double> scores) {
        if (scores == null) {
            return;
        }
        scores.forEach((task, score) ->
                curves.computeIfAbsent(task, name -> new ArrayList<>()).add(new CurvePlot.Point(x, score)));
        double mean = scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        if (scores.size() > 1) {
            curves.computeIfAbsent("mean", name -> new ArrayList<>()).add(new CurvePlot.Point(x, mean));
        }
    }

    private List<CurvePlot.Point> losses(String stage) {
        Path log = folder.resolve(stage).resolve("log.jsonl");
        List<CurvePlot.Point> points = new ArrayList<>();
        if (!Files.exists(log)) {
            return points;
        }
        try {
            for (String line : Files.readAllLines(log)) {
                JsonNode node = JSON.readTree(line);
                if (node.path("loss").isNumber()) {
                    points.add(new CurvePlot.Point(
                            node.path("step").asDouble(), node.path("loss").asDouble()));
                }
            }
        } catch (IOException e) {
            throw PlumblineException.storage(log + " cannot be read: " + e, e);
        }
        return points;
    }
}
