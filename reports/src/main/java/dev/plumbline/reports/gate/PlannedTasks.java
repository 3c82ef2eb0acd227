package dev.plumbline.reports.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.ScoreError;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.PairedNoise;
import dev.plumbline.reports.statistics.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a plan knows of tasks: from a baseline's samples and the log of its runs. */
public final class PlannedTasks {

    private static final double USUAL_RATE = 100;

    private final Manifest manifest;
    private final Resampling resampling;
    private final Map<String, JsonNode> runs;
    private final double rate;

    /**
     * What the runs of a folder tell.
     *
     * @param folder of the baseline's results; empty where there is none, as of published figures
     * @param rate texts a second; if empty that of the runs
     */
    public PlannedTasks(Manifest manifest, Optional<Path> folder, Optional<Double> rate, Resampling resampling) {
        this.manifest = manifest;
        this.resampling = resampling;
        this.runs = folder.map(ResultFacts::runs).orElse(Map.of());
        this.rate = rate.orElseGet(() -> measured(runs));
    }

    /** Texts a second that times are computed with. */
    public double rate() {
        return rate;
    }

    private static double measured(Map<String, JsonNode> runs) {
        double texts = 0;
        double seconds = 0;
        for (JsonNode run : runs.values()) {
            texts += run.path("encoded_texts").asDouble(0);
            seconds += run.path("encode_seconds").asDouble(0);
        }
        return texts > 0 && seconds > 0 ? texts / seconds : USUAL_RATE;
    }

    /** Tasks with how far a difference to another model would move: half of what the baseline's own scores do. */
    public List<GatePlan.Task> alone(List<ComparedTask> tasks, Contender baseline) {
        List<GatePlan.Task> planned = new ArrayList<>();
        for (ComparedTask task : tasks) {
            baseline.samples()
                    .apply(task.name())
                    .found()
                    .ifPresent(samples -> ScoreError.of(task, samples, resampling)
                            .ifPresent(error ->
                                    planned.add(planned(task, size(task, samples), PairedNoise.SHARE * error))));
        }
        return planned;
    }

    /** Tasks with how far the difference to a model like the one to come moves. */
    public List<GatePlan.Task> like(Comparison comparison, Contender baseline) {
        List<GatePlan.Task> planned = new ArrayList<>();
        comparison
                .onlyComparable()
                .tasks()
                .forEach(task -> task.difference()
                        .filter(found -> Double.isFinite(found.standardError()))
                        .ifPresent(found -> planned.add(planned(
                                task.task(),
                                baseline.samples()
                                        .apply(task.task().name())
                                        .found()
                                        .map(samples -> size(task.task(), samples))
                                        .orElse(0L),
                                found.standardError()))));
        return planned;
    }

    private GatePlan.Task planned(ComparedTask task, long samples, double error) {
        long texts = texts(task, samples);
        return new GatePlan.Task(task.name(), task.type(), samples, error, texts, texts / rate);
    }

    /** As the baseline's run counted them, else as mteb's statistics of the data do, else the samples. */
    private long texts(ComparedTask task, long samples) {
        long logged = Optional.ofNullable(runs.get(task.name()))
                .map(run -> run.path("texts").asLong(0))
                .orElse(0L);
        if (logged > 0) {
            return logged;
        }
        long known = 0;
        JsonNode stats = manifest.taskNames().contains(task.name())
                ? manifest.task(task.name()).expectedStats()
                : null;
        if (stats != null) {
            for (String split : task.selection().splits()) {
                for (String subset : task.selection().subsets()) {
                    known += stats.path(split).path(subset).path("num_samples").asLong(0);
                }
            }
        }
        return Math.max(known, samples);
    }

    private static long size(ComparedTask task, TaskSamples samples) {
        long size = 0;
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                size += samples.subset(split, subset).map(SubsetSamples::size).orElse(0);
            }
        }
        return size;
    }
}
