package dev.plumbline.harness.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.chart.Chart;
import dev.plumbline.reports.chart.ChartSheet;
import dev.plumbline.reports.chart.Ink;
import dev.plumbline.reports.chart.LineChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The loss and the scores of a run over its steps, as {@code training.svg} in its folder. Scores are kept in
 * {@code scores.json}, so that a run that goes on draws those of before too.
 */
public final class TrainingCurves {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Map<String, Double>>> SCORES = new TypeReference<>() {};

    private static final String MEAN = "mean";
    private static final double THIN = 1.2;
    private static final double HEAVY = 2.5;

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
            throw PlumblineException.storage(file() + " cannot be read: " + JsonObjection.of(e) + "; delete it", e);
        }
    }

    /** Draws everything there is. */
    public void draw() {
        List<LineChart.Point> losses = new ArrayList<>();
        Map<String, List<LineChart.Point>> scores = new LinkedHashMap<>();
        List<LineChart.Mark> marks = new ArrayList<>();
        Map<String, Map<String, Double>> known = scores();
        add(scores, 0, known.get("start"));
        double done = 0;
        for (String stage : stages) {
            List<LineChart.Point> own = losses(stage);
            double before = done;
            own.forEach(point -> losses.add(new LineChart.Point(before + point.x(), point.y())));
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
                marks.add(new LineChart.Mark(done, stage));
            }
        }
        Chart loss = LineChart.curves(List.of(new LineChart.Curve("loss", Ink.series(0), THIN, losses)), marks, done);
        Chart score = LineChart.curves(curves(scores), marks, done);
        AtomicFiles.write(
                folder.resolve("training.svg"),
                ChartSheet.document(
                        List.of(new ChartSheet.Part("loss", loss), new ChartSheet.Part("main score", score))));
    }

    private static List<LineChart.Curve> curves(Map<String, List<LineChart.Point>> scores) {
        List<LineChart.Curve> curves = new ArrayList<>();
        scores.forEach((name, points) -> {
            boolean mean = name.equals(MEAN);
            Ink ink = mean ? Ink.TEXT : Ink.series(curves.size());
            curves.add(new LineChart.Curve(name, ink, mean ? HEAVY : THIN, points));
        });
        return curves;
    }

    private static void add(Map<String, List<LineChart.Point>> curves, double x, @Nullable Map<String, Double> scores) {
        if (scores == null) {
            return;
        }
        scores.forEach((task, score) ->
                curves.computeIfAbsent(task, name -> new ArrayList<>()).add(new LineChart.Point(x, score)));
        double mean = scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        if (scores.size() > 1) {
            curves.computeIfAbsent(MEAN, name -> new ArrayList<>()).add(new LineChart.Point(x, mean));
        }
    }

    private List<LineChart.Point> losses(String stage) {
        Path log = folder.resolve(stage).resolve("log.jsonl");
        List<LineChart.Point> points = new ArrayList<>();
        if (!Files.exists(log)) {
            return points;
        }
        try {
            for (String line : Files.readAllLines(log)) {
                JsonNode node = JSON.readTree(line);
                if (node.path("loss").isNumber()) {
                    points.add(new LineChart.Point(
                            node.path("step").asDouble(), node.path("loss").asDouble()));
                }
            }
        } catch (IOException e) {
            throw PlumblineException.storage(log + " cannot be read: " + JsonObjection.of(e), e);
        }
        return points;
    }
}
