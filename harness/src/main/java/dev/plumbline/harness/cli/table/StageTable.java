package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.trainer.loop.Training;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a training run prints to stdout at its end: main scores, a row per task and a column per stage. */
public final class StageTable {

    private final List<Training.StageResult> stages;

    public StageTable(List<Training.StageResult> stages) {
        this.stages = List.copyOf(stages);
    }

    public String toText() {
        StringBuilder text = new StringBuilder();
        Set<String> tasks = new LinkedHashSet<>();
        stages.forEach(stage -> tasks.addAll(stage.scores().keySet()));
        if (!tasks.isEmpty()) {
            text.append(scores(tasks)).append('\n');
        }
        TextTable folders = new TextTable("STAGE", "WEIGHTS");
        stages.forEach(stage -> folders.add(stage.stage(), stage.folder().toString()));
        return text.append(folders).toString();
    }

    private String scores(Set<String> tasks) {
        List<String> heads = new ArrayList<>(List.of("TASK"));
        stages.forEach(stage -> heads.add(" " + stage.stage()));
        TextTable table = new TextTable(heads.toArray(String[]::new));
        for (String task : tasks) {
            List<String> row = new ArrayList<>(List.of(task));
            stages.forEach(stage -> row.add(score(stage.scores().get(task))));
            table.add(row.toArray(String[]::new));
        }
        List<String> means = new ArrayList<>(List.of("MEAN"));
        stages.forEach(stage -> means.add(score(stage.scores().isEmpty() ? null : mean(stage.scores()))));
        table.add(means.toArray(String[]::new));
        return table.toString();
    }

    private static String score(@Nullable Double score) {
        return score == null ? "-" : String.format(Locale.ROOT, "%.5f", score);
    }

    public String toJson() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Training.StageResult stage : stages) {
            ObjectNode node = array.addObject();
            node.put("stage", stage.stage());
            node.put("weights", stage.folder().toString());
            node.set("main_scores", Json.MAPPER.valueToTree(stage.scores()));
            node.put("mean", stage.scores().isEmpty() ? null : mean(stage.scores()));
        }
        return array.toPrettyString() + "\n";
    }

    /** NaN of no scores. */
    public static double mean(Map<String, Double> scores) {
        return scores.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
