package dev.plumbline.harness.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.ModelScores;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A benchmark's standings as a person or a machine reads them on stdout. */
final class BenchmarkTable {

    private final List<Standing> standings;

    private BenchmarkTable(List<Standing> standings) {
        this.standings = standings;
    }

    static BenchmarkTable of(Manifest manifest, Benchmark benchmark, List<ModelScores> models) {
        List<BenchmarkTask> tasks = benchmark.tasks().stream()
                .map(entry -> new BenchmarkTask(
                        entry.task(), manifest.task(entry.task()).type(), entry.selection()))
                .toList();
        return new BenchmarkTable(Standings.of(tasks, models).stream()
                .sorted(Comparator.comparingInt(Standing::rank).thenComparing(Standing::model))
                .toList());
    }

    /** Best rank first. */
    List<Standing> standings() {
        return standings;
    }

    /** One line per model, then what each lacks. Figures times 100, as leaderboards show them. */
    String toText() {
        if (standings.isEmpty()) {
            return "no model has a result of this benchmark\n";
        }
        List<TaskType> types = List.copyOf(standings.get(0).typeMeans().keySet());
        List<String> headers = new ArrayList<>(List.of(" RANK", "MODEL", " MEAN(TASK)", " MEAN(TASKTYPE)"));
        types.forEach(type -> headers.add(" " + type.label().toUpperCase(Locale.ROOT)));
        headers.add(" TASKS");
        TextTable table = new TextTable(headers.toArray(String[]::new));
        for (Standing standing : standings) {
            List<String> cells = new ArrayList<>(List.of(
                    String.valueOf(standing.rank()),
                    standing.model(),
                    percent(standing.meanTask()),
                    percent(standing.meanTaskType())));
            types.forEach(type -> cells.add(percent(standing.typeMeans().get(type))));
            cells.add(standing.completeTasks() + " of " + standing.tasks().size());
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
        return text.toString();
    }

    /** One line per task, one column per model. */
    String tasksToText() {
        if (standings.isEmpty()) {
            return "";
        }
        List<String> headers = new ArrayList<>(List.of("TASK"));
        standings.forEach(standing -> headers.add(" " + standing.model()));
        TextTable table = new TextTable(headers.toArray(String[]::new));
        for (String task : standings.get(0).tasks().keySet()) {
            List<String> cells = new ArrayList<>(List.of(task));
            standings.forEach(
                    standing -> cells.add(percent(standing.tasks().get(task).mean())));
            table.add(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    ArrayNode toJson() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (Standing standing : standings) {
            ObjectNode node = list.addObject();
            node.put("model", standing.model());
            node.put("rank", standing.rank());
            node.put("borda_points", standing.bordaPoints());
            put(node, "mean_task", standing.meanTask());
            put(node, "mean_task_type", standing.meanTaskType());
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
