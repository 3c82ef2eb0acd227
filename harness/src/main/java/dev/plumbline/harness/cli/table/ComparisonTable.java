package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Mark;
import dev.plumbline.reports.compare.RankAmong;
import dev.plumbline.reports.compare.TaskComparison;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.Holm;
import dev.plumbline.reports.statistics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison as a person or a machine reads it on stdout. */
public final class ComparisonTable {

    private static final double CONFIDENCE = 0.95;
    private static final int FEW = 3;

    private final Comparison shown;
    private final Comparison whole;
    private final Optional<RankAmong> ranks;
    private final Optional<Comparison> unseen;
    private final double[] corrected;
    private final Map<String, Long> common;

    /**
     * A table.
     *
     * @param shown the tasks to list
     * @param whole every task
     * @param unseen without the samples that training data hold; empty if nobody said which these are
     */
    public ComparisonTable(Comparison shown, Comparison whole, Optional<RankAmong> ranks, Optional<Comparison> unseen) {
        this.shown = shown;
        this.whole = whole;
        this.ranks = ranks;
        this.unseen = unseen;
        this.corrected = Holm.corrected(shown.tasks().stream()
                .mapToDouble(task -> task.difference().map(Difference::pValue).orElse(Double.NaN))
                .toArray());
        this.common = shown.tasks().stream()
                .flatMap(task -> task.notes().stream().distinct())
                .collect(Collectors.groupingBy(note -> note, TreeMap::new, Collectors.counting()));
        common.values()
                .removeIf(count -> count <= FEW || 2 * count <= shown.tasks().size());
    }

    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append("A  ").append(whole.baseline()).append('\n');
        text.append("B  ").append(whole.candidate()).append("\n\n");
        TextTable table = new TextTable("", "TASK", "TYPE", " A", " B", " B - A", " 95% INTERVAL", " P (HOLM)", "NOTE");
        for (int i = 0; i < shown.tasks().size(); i++) {
            TaskComparison task = shown.tasks().get(i);
            table.add(
                    task.marks().isEmpty() ? "" : "!",
                    task.task().name(),
                    task.task().type().map(Object::toString).orElse("-"),
                    points(task.baseline()),
                    points(task.candidate()),
                    task.both() ? change(task.change()) : "-",
                    interval(task.difference()),
                    task.difference().isPresent() ? String.format(Locale.ROOT, "%.4f", corrected[i]) : "-",
                    note(task));
        }
        text.append(table);
        common.forEach((note, count) -> text.append("on ")
                .append(count)
                .append(" of ")
                .append(shown.tasks().size())
                .append(" tasks: ")
                .append(note)
                .append('\n'));
        text.append('\n');
        means(text);
        unseen.ifPresent(found -> unseen(found, text));
        ranks.ifPresent(found -> ranks(found, text));
        return text.toString();
    }

    private void means(StringBuilder text) {
        TextTable table = new TextTable("MEAN", " TASKS", " A", " B", " B - A", " 95% INTERVAL", " P");
        List<TaskComparison> both =
                whole.tasks().stream().filter(TaskComparison::both).toList();
        List<TaskComparison> comparable = whole.onlyComparable().tasks();
        if (both.size() > comparable.size()) {
            mean("over what both have, of one kind or not", both, table);
        }
        mean("over what is comparable", comparable, table);
        whole.onlyComparable().byType().forEach((type, tasks) -> mean("  " + type, tasks, table));
        text.append(table);
        List<String> missing = whole.tasks().stream()
                .filter(task -> !task.both())
                .map(task -> task.task().name())
                .toList();
        if (!missing.isEmpty()) {
            text.append("not complete in both: ")
                    .append(String.join(", ", missing))
                    .append('\n');
        }
    }

    private static void mean(String name, List<TaskComparison> tasks, TextTable table) {
        OptionalDouble first = Comparison.mean(tasks, false);
        OptionalDouble second = Comparison.mean(tasks, true);
        Optional<Difference> difference = Comparison.difference(tasks);
        table.add(
                name,
                String.valueOf(tasks.size()),
                points(first),
                points(second),
                first.isPresent() ? change(second.getAsDouble() - first.getAsDouble()) : "-",
                interval(difference),
                difference
                        .map(found -> String.format(Locale.ROOT, "%.4f", found.pValue()))
                        .orElse("-"));
    }

    /** The tasks with samples, without those that training data hold. */
    private static void unseen(Comparison unseen, StringBuilder text) {
        TextTable table = new TextTable("", "UNSEEN SAMPLES ONLY", " A", " B", " B - A", " 95% INTERVAL", "NOTE");
        List<TaskComparison> both =
                unseen.tasks().stream().filter(TaskComparison::both).toList();
        both.forEach(task -> table.add(
                task.marks().isEmpty() ? "" : "!",
                task.task().name(),
                points(task.baseline()),
                points(task.candidate()),
                change(task.change()),
                interval(task.difference()),
                said(task).collect(Collectors.joining("; "))));
        text.append('\n');
        if (both.isEmpty()) {
            text.append("no task with samples of both was looked at for seen ones\n");
            return;
        }
        List<TaskComparison> comparable = unseen.onlyComparable().tasks();
        OptionalDouble first = Comparison.mean(comparable, false);
        OptionalDouble second = Comparison.mean(comparable, true);
        table.add(
                "",
                "mean of " + comparable.size() + (comparable.size() < both.size() ? " comparable" : ""),
                points(first),
                points(second),
                first.isPresent() ? change(second.getAsDouble() - first.getAsDouble()) : "-",
                interval(Comparison.difference(comparable)),
                "");
        text.append(table);
    }

    private static String interval(Optional<Difference> difference) {
        return difference
                .map(found -> GateTable.interval(found.interval(CONFIDENCE)))
                .orElse("-");
    }

    private static void ranks(RankAmong ranks, StringBuilder text) {
        text.append('\n');
        TextTable table = new TextTable("BORDA RANK", " TASKS", " MODELS", " A", " B");
        table.add(
                "on all tasks",
                String.valueOf(ranks.all().tasks()),
                String.valueOf(ranks.all().models()),
                rank(ranks.all().baseline()),
                rank(ranks.all().candidate()));
        ranks.comparable()
                .ifPresent(comparable -> table.add(
                        "on what is comparable",
                        String.valueOf(comparable.tasks()),
                        String.valueOf(comparable.models()),
                        rank(comparable.baseline()),
                        rank(comparable.candidate())));
        text.append(table)
                .append("among the published models that are complete on these tasks; in brackets 95% of the ranks over"
                        + " tasks drawn anew\n");
    }

    private static String rank(RankAmong.Place place) {
        return String.format(
                Locale.ROOT,
                "%d (%.0f to %.0f)",
                place.rank(),
                place.interval().low(),
                place.interval().high());
    }

    public ObjectNode toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema", "plumbline-compare/1");
        root.put("baseline", whole.baseline());
        root.put("candidate", whole.candidate());
        ArrayNode tasks = root.putArray("tasks");
        for (int i = 0; i < shown.tasks().size(); i++) {
            TaskComparison task = shown.tasks().get(i);
            ObjectNode node = tasks.addObject();
            node.put("task", task.task().name());
            node.put("type", task.task().type().map(Object::toString).orElse(null));
            put(node, "baseline", task.baseline());
            put(node, "candidate", task.candidate());
            node.put("comparable", task.comparable());
            ArrayNode marks = node.putArray("marks");
            for (Mark mark : task.marks()) {
                marks.addObject()
                        .put("kind", mark.kind().name().toLowerCase(Locale.ROOT))
                        .put("text", mark.text());
            }
            node.set("notes", Json.MAPPER.valueToTree(task.notes()));
            if (task.difference().isPresent()) {
                statistics(node, task.difference().get());
                node.put("p_holm", corrected[i]);
            }
        }
        mean(root.putObject("mean_comparable"), whole.onlyComparable().tasks());
        mean(
                root.putObject("mean_both"),
                whole.tasks().stream().filter(TaskComparison::both).toList());
        unseen.ifPresent(found -> {
            ArrayNode left = root.putArray("unseen");
            found.tasks().stream().filter(TaskComparison::both).forEach(task -> {
                ObjectNode node = left.addObject();
                node.put("task", task.task().name());
                put(node, "baseline", task.baseline());
                put(node, "candidate", task.candidate());
                node.put("comparable", task.comparable());
                task.difference().ifPresent(difference -> statistics(node, difference));
            });
        });
        ranks.ifPresent(found -> {
            ObjectNode node = root.putObject("ranks");
            field(node.putObject("all"), found.all());
            found.comparable().ifPresent(comparable -> field(node.putObject("comparable"), comparable));
        });
        return root;
    }

    private static void mean(ObjectNode node, List<TaskComparison> tasks) {
        node.put("tasks", tasks.size());
        put(node, "baseline", Comparison.mean(tasks, false));
        put(node, "candidate", Comparison.mean(tasks, true));
        Comparison.difference(tasks).ifPresent(difference -> statistics(node, difference));
    }

    private static void statistics(ObjectNode node, Difference difference) {
        Interval interval = difference.interval(CONFIDENCE);
        node.put("change", difference.value());
        node.putArray("interval_95").add(interval.low()).add(interval.high());
        node.put("standard_error", difference.standardError());
        node.put("p", difference.pValue());
    }

    private static void field(ObjectNode node, RankAmong.Field field) {
        node.put("tasks", field.tasks());
        node.put("models", field.models());
        place(node.putObject("baseline"), field.baseline());
        place(node.putObject("candidate"), field.candidate());
    }

    private static void place(ObjectNode node, RankAmong.Place place) {
        node.put("rank", place.rank());
        node.putArray("interval_95")
                .add(place.interval().low())
                .add(place.interval().high());
    }

    /** What is to be said of this task and not of most. */
    private String note(TaskComparison task) {
        return said(task).filter(said -> !common.containsKey(said)).collect(Collectors.joining("; "));
    }

    private static Stream<String> said(TaskComparison task) {
        return Stream.concat(task.marks().stream().map(Mark::text), task.notes().stream())
                .distinct();
    }

    private static String change(double value) {
        return String.format(Locale.ROOT, "%+.2f", 100 * value);
    }

    private static String points(OptionalDouble score) {
        return score.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * score.getAsDouble()) : "-";
    }

    private static void put(ObjectNode node, String field, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(field, value.getAsDouble());
        } else {
            node.putNull(field);
        }
    }
}
