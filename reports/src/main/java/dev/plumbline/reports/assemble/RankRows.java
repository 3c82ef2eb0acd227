package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.compare.ScoreError;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.report.RankRow;
import dev.plumbline.reports.statistics.PairedNoise;
import dev.plumbline.reports.statistics.RankCauses;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why ranks would be others, for the models shown. */
final class RankRows {

    private final Manifest manifest;
    private final List<Contender> sampled;
    private final Resampling resampling;

    /** @param sampled models whose samples may say how far scores move by the choice of queries */
    RankRows(Manifest manifest, List<Contender> sampled, Resampling resampling) {
        this.manifest = manifest;
        this.sampled = List.copyOf(sampled);
        this.resampling = resampling;
    }

    List<RankRow> of(List<ComparedTask> tasks, Collection<String> shown, Ranked ranked) {
        List<ComparedTask> counted =
                tasks.stream().filter(task -> !task.counted().isEmpty()).toList();
        List<Map<String, double[]>> moves = counted.stream().map(this::moves).toList();
        double[] noise = new double[counted.size()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = noise(counted.get(i), moves.get(i));
        }
        Map<String, RankCauses> causes = ranked.causes(noise, moves);
        if (causes.isEmpty()) {
            return List.of();
        }
        Map<String, Integer> byMean =
                ranked.ranksBy((Standing row) -> row.meanTask().orElseThrow());
        Map<String, Integer> byTypes =
                ranked.ranksBy((Standing row) -> row.meanTaskType().orElse(Double.NaN));
        List<RankRow> rows = new ArrayList<>();
        for (String model : ranked.byMean()) {
            RankCauses found = causes.get(model);
            if (shown.contains(model) && found != null) {
                rows.add(new RankRow(
                        model,
                        ranked.rank(model),
                        byMean.getOrDefault(model, 0),
                        byTypes.getOrDefault(model, 0),
                        Range.of(found.queries()),
                        Range.of(found.tasks()),
                        Range.of(found.aggregations()),
                        Range.of(found.together()),
                        most(found)));
            }
        }
        return rows;
    }

    private static RankRow.Cause most(RankCauses found) {
        double queries = width(Range.of(found.queries()));
        double tasks = width(Range.of(found.tasks()));
        double aggregations = width(Range.of(found.aggregations()));
        double most = Math.max(queries, Math.max(tasks, aggregations));
        if (most == 0) {
            return RankRow.Cause.NOTHING;
        }
        return tasks == most
                ? RankRow.Cause.TASKS
                : queries == most ? RankRow.Cause.QUERIES : RankRow.Cause.AGGREGATION;
    }

    private static double width(Range range) {
        return range.high() - range.low();
    }

    /** From the samples of a model given, else from the number of samples that the task has. */
    private double noise(ComparedTask task, Map<String, double[]> moves) {
        for (double[] moved : moves.values()) {
            double error = SampleScores.standardDeviation(moved);
            if (Double.isFinite(error)) {
                return error * PairedNoise.FAMILIES / Math.sqrt(2);
            }
        }
        return PairedNoise.guessed(number(task)) / Math.sqrt(2);
    }

    /** By model with samples, how far the same resamples move its score. */
    private Map<String, double[]> moves(ComparedTask task) {
        Map<String, TaskSamples> models = new LinkedHashMap<>();
        for (Contender model : sampled) {
            model.samples().apply(task.name()).found().ifPresent(samples -> models.put(model.name(), samples));
        }
        return ScoreError.moves(task, models, new Resampling(resampling.seed(), FEW, resampling.parallel()));
    }

    /** A standard deviation to one digit, or an interval to a rank, is enough here. */
    private static final int FEW = 200;

    private long number(ComparedTask task) {
        JsonNode stats = manifest.task(task.name()).expectedStats();
        long number = 0;
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                JsonNode part = stats == null
                        ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                        : stats.path(split).path(subset);
                number +=
                        part.path("num_queries").asLong(part.path("num_samples").asLong(0));
            }
        }
        return number;
    }
}
