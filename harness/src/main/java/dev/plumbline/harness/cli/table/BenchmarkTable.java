package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.statistics.Interval;
import dev.plumbline.reports.statistics.RankBootstrap;
import dev.plumbline.reports.statistics.Resampling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A benchmark's standings as a person or a machine reads them on stdout. */
public final class BenchmarkTable {

    private static final double CONFIDENCE = 0.95;

    private final List<Standing> standings;
    private final boolean partial;
    private final Map<String, Stability> stability;

    private BenchmarkTable(List<Standing> standings, boolean partial, Map<String, Stability> stability) {
        this.standings = standings;
        this.partial = partial;
        this.stability = stability;
    }

    /** What tasks drawn anew make of a complete model's rank. */
    private record Stability(int rank, Interval ranks, Interval means, int group) {}

    public static BenchmarkTable of(Manifest manifest, Benchmark benchmark, List<ModelScores> models) {
        List<BenchmarkTask> tasks = benchmark.tasks().stream()
                .map(entry -> new BenchmarkTask(
                        entry.task(), manifest.task(entry.task()).type(), entry.selection()))
                .toList();
        return new BenchmarkTable(
                Standings.of(tasks, models).stream()
                        .sorted(Comparator.comparingInt(Standing::rank).thenComparing(Standing::model))
                        .toList(),
                false,
                Map.of());
    }

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return standings.isEmpty();
    }

    /** The same with a column for means over the tasks that are there. */
    public BenchmarkTable withPartialMeans() {
        return new BenchmarkTable(standings, true, stability);
    }

    /** The same with the ranks among complete models, their intervals and tie groups. */
    public BenchmarkTable withIntervals(Resampling resampling) {
        List<Standing> complete =
                standings.stream().filter(row -> row.meanTask().isPresent()).toList();
        if (complete.isEmpty()) {
            return this;
        }
        List<double[]> scores = complete.get(0).tasks().keySet().stream()
                .map(task -> complete.stream()
                        .mapToDouble(row -> row.score(task).mean().getAsDouble())
                        .toArray())
                .toList();
        RankBootstrap ranks = RankBootstrap.of(scores, CONFIDENCE, resampling);
        Map<String, Stability> found = new HashMap<>();
        for (int i = 0; i < complete.size(); i++) {
            found.put(
                    complete.get(i).model(),
                    new Stability(
                            ranks.ranks().get(i),
                            ranks.rankIntervals().get(i),
                            ranks.meanIntervals().get(i),
                            ranks.groups().get(i)));
        }
        return new BenchmarkTable(standings, partial, found);
    }

    /** Best rank first. */
    public List<Standing> standings() {
        return standings;
    }

    /** One line per model, then what each lacks. Figures times 100, as leaderboards show them. */
    public String toText() {
        if (standings.isEmpty()) {
            return "no model has a result of this benchmark\n";
        }
        List<TaskType> types = List.copyOf(standings.get(0).typeMeans().keySet());
        List<String> headers = new ArrayList<>(List.of(" RANK", "MODEL", " MEAN(TASK)", " MEAN(TASKTYPE)"));
        types.forEach(type -> headers.add(" " + type.label().toUpperCase(Locale.ROOT)));
        headers.add(" TASKS");
        if (partial) {
            headers.add(" MEAN OF THESE");
        }
        if (!stability.isEmpty()) {
            headers.addAll(List.of(" AMONG COMPLETE", " 95% OF RANKS", " 95% OF MEANS", " TIE GROUP"));
        }
        TextTable table = new TextTable(headers.toArray(String[]::new));
        for (Standing standing : standings) {
            List<String> cells = new ArrayList<>(List.of(
                    String.valueOf(standing.rank()),
                    standing.model(),
                    percent(standing.meanTask()),
                    percent(standing.meanTaskType())));
            types.forEach(type -> cells.add(percent(standing.typeMean(type))));
            cells.add(standing.completeTasks() + " of " + standing.tasks().size());
            if (partial) {
                cells.add(percent(standing.meanOfComplete()));
            }
            if (!stability.isEmpty()) {
                cells.addAll(stability(standing));
            }
            table.add(cells.toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder(table.toString());
        for (Standing standing : standings) {
            if (!standing.gaps().isEmpty()) {
                text.append(standing.model())
                        .append(" lacks ")
                        .append(String.join(", ", standing.gaps()))
                        .append('\n');
            }
        }
        if (partial) {
            text.append("MEAN OF THESE is over the tasks a model has; it compares only models with the same gaps\n");
        }
        if (!stability.isEmpty()) {
            text.append(
                    "intervals over tasks drawn anew; models of one tie group cannot be told from the first of it\n");
        }
        return text.toString();
    }

    private List<String> stability(Standing standing) {
        Stability found = stability.get(standing.model());
        if (found == null) {
            return List.of("-", "-", "-", "-");
        }
        return List.of(
                String.valueOf(found.rank),
                String.format(Locale.ROOT, "%.0f to %.0f", found.ranks.low(), found.ranks.high()),
                String.format(Locale.ROOT, "%.2f to %.2f", 100 * found.means.low(), 100 * found.means.high()),
                String.valueOf(found.group));
    }

    /** One line per task, one column per model. */
    public String tasksToText() {
        if (standings.isEmpty()) {
            return "";
        }
        List<String> headers = new ArrayList<>(List.of("TASK"));
        standings.forEach(standing -> headers.add(" " + standing.model()));
        TextTable table = new TextTable(headers.toArray(String[]::new));
        for (String task : standings.get(0).tasks().keySet()) {
            List<String> cells = new ArrayList<>(List.of(task));
            standings.forEach(standing -> cells.add(percent(standing.score(task).mean())));
            table.add(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    public ArrayNode toJson() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (Standing standing : standings) {
            ObjectNode node = list.addObject();
            node.put("model", standing.model());
            node.put("rank", standing.rank());
            node.put("borda_points", standing.bordaPoints());
            put(node, "mean_task", standing.meanTask());
            put(node, "mean_task_type", standing.meanTaskType());
            if (partial) {
                put(node, "mean_of_complete_tasks", standing.meanOfComplete());
            }
            Stability found = stability.get(standing.model());
            if (found != null) {
                node.put("rank_among_complete", found.rank);
                node.putArray("rank_interval_95").add(found.ranks.low()).add(found.ranks.high());
                node.putArray("mean_task_interval_95").add(found.means.low()).add(found.means.high());
                node.put("tie_group", found.group);
            }
            ObjectNode types = node.putObject("types");
            standing.typeMeans().forEach((type, mean) -> put(types, type.label(), mean));
            ObjectNode tasks = node.putObject("tasks");
            standing.tasks().forEach((task, score) -> put(tasks, task, score.mean()));
            node.set("gaps", Json.MAPPER.valueToTree(standing.gaps()));
        }
        return list;
    }

    private static void put(ObjectNode node, String field, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(field, value.getAsDouble());
        } else {
            node.putNull(field);
        }
    }

    private static String percent(OptionalDouble score) {
        return score.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * score.getAsDouble()) : "-";
    }
}
