package dev.plumbline.reports.compare;

import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.Clusters;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far a task's score would move by the choice of samples. */
public final class ScoreError {

    private ScoreError() {}

    /**
     * The standard error of the mean of a task's parts, each of which is drawn by itself but for those whose samples have the
     * same ids.
     *
     * @return empty if a part has no samples, or samples that have no standard error
     */
    public static Optional<Double> of(ComparedTask task, TaskSamples samples, Resampling resampling) {
        List<SubsetSamples> parts = parts(task, samples);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        List<DrawnTogether> drawn = drawn(task, parts);
        Map<String, List<SampleScores>> together = new LinkedHashMap<>();
        Map<String, Clusters> clusters = new LinkedHashMap<>();
        for (int i = 0; i < drawn.size(); i++) {
            together.computeIfAbsent(drawn.get(i).place(), key -> new ArrayList<>())
                    .add(parts.get(i).scores(Optional.empty()));
            clusters.put(drawn.get(i).place(), drawn.get(i).clusters());
        }
        double squares = 0;
        for (Map.Entry<String, Clusters> place : clusters.entrySet()) {
            List<SampleScores> scores = together.getOrDefault(place.getKey(), List.of());
            double error = scores.size()
                    * SampleScores.standardErrorOfMean(scores, place.getKey(), resampling, place.getValue());
            squares += error * error;
        }
        double error = Math.sqrt(squares) / drawn.size();
        return Double.isFinite(error) ? Optional.of(error) : Optional.empty();
    }

    /**
     * By how much the task's score of each model is another on the same resamples.
     *
     * @param models their samples by name
     * @return by name, the same resample at the same index; without models that have not the first one's samples in its order
     */
    public static Map<String, double[]> moves(
            ComparedTask task, Map<String, TaskSamples> models, Resampling resampling) {
        Map<String, double[]> moves = new LinkedHashMap<>();
        List<SubsetSamples> first = List.of();
        List<DrawnTogether> drawn = List.of();
        for (Map.Entry<String, TaskSamples> model : models.entrySet()) {
            List<SubsetSamples> parts = parts(task, model.getValue());
            if (parts.isEmpty()) {
                continue;
            }
            if (first.isEmpty()) {
                first = parts;
                drawn = drawn(task, parts);
            }
            if (ids(parts).equals(ids(first))) {
                moves.put(model.getKey(), moves(parts, drawn, resampling));
            }
        }
        return moves;
    }

    private static double[] moves(List<SubsetSamples> parts, List<DrawnTogether> drawn, Resampling resampling) {
        List<double[]> moved = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            moved.add(parts.get(i)
                    .scores(Optional.empty())
                    .moves(drawn.get(i).place(), resampling, drawn.get(i).clusters()));
        }
        return SampleScores.average(moved);
    }

    /** The samples of each split and subset of a task; empty unless all are there. */
    private static List<SubsetSamples> parts(ComparedTask task, TaskSamples samples) {
        List<SubsetSamples> parts = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                Optional<SubsetSamples> part = samples.subset(split, subset);
                if (part.isEmpty()) {
                    return List.of();
                }
                parts.add(part.get());
            }
        }
        return parts;
    }

    private static List<DrawnTogether> drawn(ComparedTask task, List<SubsetSamples> parts) {
        List<DrawnTogether.Subset> subsets = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                SubsetSamples part = parts.get(subsets.size());
                subsets.add(new DrawnTogether.Subset(
                        split, task.name() + "/" + split + "/" + subset, part.ids(), part.clusters()));
            }
        }
        return DrawnTogether.of(subsets);
    }

    private static List<List<String>> ids(List<SubsetSamples> parts) {
        return parts.stream().map(SubsetSamples::ids).toList();
    }
}
