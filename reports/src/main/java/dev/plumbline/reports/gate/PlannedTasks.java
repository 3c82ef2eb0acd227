package dev.plumbline.reports.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.ScoreError;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.read.ResultFacts;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.PairedNoise;
import dev.plumbline.reports.statistics.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a plan knows of tasks: from a baseline's samples and the log of its runs. */
public final class PlannedTasks {

    /** Texts a second where nobody measured any. */
    private static final double USUAL_RATE = 100;

    private static final String ENCODED = "encoded_texts";
    private static final String ENCODE_SECONDS = "encode_seconds";

    private final Manifest manifest;
    private final Resampling resampling;
    private final Map<String, JsonNode> runs;
    private final double rate;
    private final boolean rateAssumed;

    /** How much faster the machine is than the one that made the runs. */
    private final double faster;

    /**
     * What the runs of a folder tell.
     *
     * @param folder of the baseline's results; empty where there is none, as of published figures
     * @param rate texts a second of the machine, over all tasks; if empty that of the runs
     */
    public PlannedTasks(Manifest manifest, Optional<Path> folder, Optional<Double> rate, Resampling resampling) {
        this.manifest = manifest;
        this.resampling = resampling;
        this.runs = folder.map(ResultFacts::runs).orElse(Map.of());
        Optional<Double> measured = measured(runs);
        this.rate = rate.or(() -> measured).orElse(USUAL_RATE);
        this.rateAssumed = rate.isEmpty() && measured.isEmpty();
        this.faster = measured.map(own -> this.rate / own).orElse(1.0);
    }

    /** Texts a second that times are computed with, over all tasks. */
    public double rate() {
        return rate;
    }

    /** Whether the rate is a guess: nobody gave one, and the runs encoded nothing, as where all vectors were stored. */
    public boolean rateAssumed() {
        return rateAssumed;
    }

    private static Optional<Double> measured(Map<String, JsonNode> runs) {
        double texts = 0;
        double seconds = 0;
        for (JsonNode run : runs.values()) {
            texts += run.path(ENCODED).asDouble(0);
            seconds += run.path(ENCODE_SECONDS).asDouble(0);
        }
        return texts > 0 && seconds > 0 ? Optional.of(texts / seconds) : Optional.empty();
    }

    /**
     * What a task takes: its texts at the rate they were encoded at, since long ones take many times as long as short ones,
     * and what its run took besides encoding, which a faster encoder does not shorten.
     */
    private double seconds(String task, long texts) {
        JsonNode run = runs.get(task);
        if (run == null) {
            return texts / rate;
        }
        double encoded = run.path(ENCODED).asDouble(0);
        double encoding = run.path(ENCODE_SECONDS).asDouble(0);
        double rest = Math.max(0, run.path("seconds").asDouble(0) - encoding);
        return rest + (encoded > 0 && encoding > 0 ? texts * encoding / encoded / faster : texts / rate);
    }

    /**
     * Tasks that a plan can tell of.
     *
     * @param tasks with how far a difference moves
     * @param omitted names of those that the gate will compare, but whose samples say nothing of that
     */
    public record Found(List<GatePlan.Task> tasks, List<String> omitted) {
        public Found {
            tasks = List.copyOf(tasks);
            omitted = List.copyOf(omitted);
        }
    }

    /** A difference to another model is taken to move half as far as the baseline's own scores do. */
    public Found alone(List<ComparedTask> tasks, Contender baseline) {
        return found(
                tasks.stream()
                        .filter(task -> baseline.figures().tasks().containsKey(task.name()))
                        .toList(),
                baseline,
                task -> error(task, baseline).map(error -> PairedNoise.SHARE * error));
    }

    /** The difference to a model like the one to come is taken to move as the one to this model does. */
    public Found like(Comparison comparison, Contender baseline) {
        Map<String, TaskComparison> compared = new LinkedHashMap<>();
        comparison
                .onlyComparable()
                .tasks()
                .forEach(task -> compared.put(task.task().name(), task));
        return found(
                compared.values().stream().map(TaskComparison::task).toList(),
                baseline,
                task -> Optional.ofNullable(compared.get(task.name()))
                        .flatMap(TaskComparison::difference)
                        .map(Difference::standardError)
                        .filter(Double::isFinite));
    }

    private Found found(List<ComparedTask> tasks, Contender baseline, Function<ComparedTask, Optional<Double>> error) {
        List<GatePlan.Task> planned = new ArrayList<>();
        List<String> omitted = new ArrayList<>();
        for (ComparedTask task : tasks) {
            Optional<Double> known = error.apply(task);
            if (known.isEmpty()) {
                omitted.add(task.name());
                continue;
            }
            long samples = 0;
            long texts = 0;
            double seconds = 0;
            for (ComparedTask part : parts(task)) {
                long own = baseline.samples()
                        .apply(part.name())
                        .found()
                        .map(kept -> size(part, kept))
                        .orElse(0L);
                samples += own;
                long ofPart = texts(part, own);
                texts += ofPart;
                seconds += seconds(part.name(), ofPart);
            }
            planned.add(new GatePlan.Task(task.name(), task.type(), samples, known.get(), texts, seconds));
        }
        return new Found(planned, omitted);
    }

    /** The tasks that one averages, or itself. */
    private List<ComparedTask> parts(ComparedTask task) {
        List<String> names = manifest.taskNames().contains(task.name())
                ? manifest.task(task.name()).subtasks()
                : List.of();
        return names.isEmpty()
                ? List.of(task)
                : names.stream()
                        .map(name -> new ComparedTask(name, task.type(), task.selection()))
                        .toList();
    }

    /** Of the mean of a task's parts, each of which is drawn by itself. */
    private Optional<Double> error(ComparedTask task, Contender baseline) {
        List<ComparedTask> parts = parts(task);
        double squares = 0;
        for (ComparedTask part : parts) {
            Optional<Double> error = baseline.samples()
                    .apply(part.name())
                    .found()
                    .flatMap(samples -> ScoreError.of(part, samples, resampling));
            if (error.isEmpty()) {
                return Optional.empty();
            }
            squares += error.get() * error.get();
        }
        return Optional.of(Math.sqrt(squares) / parts.size());
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
