package dev.plumbline.harness.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.tasks.ModelCard;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a run prints to stdout at its end. */
final class RunSummary {

    private final ModelCard card;
    private final Path folder;
    private final Integer limit;
    private final List<TaskOutcome> outcomes;
    private final ProgressDisplay progress;

    /**
     * A run's end.
     *
     * @param folder where the results are
     * @param limit rows or queries scored of each subset; null for all
     */
    RunSummary(ModelCard card, Path folder, Integer limit, List<TaskOutcome> outcomes, ProgressDisplay progress) {
        this.card = card;
        this.folder = folder;
        this.limit = limit;
        this.outcomes = outcomes;
        this.progress = progress;
    }

    String toText() {
        TextTable table = new TextTable("TASK", " MAIN SCORE", " SAMPLES", " SECONDS", "NOTE");
        for (TaskOutcome outcome : outcomes) {
            table.add(
                    outcome.task(),
                    outcome.mainScore() == null ? "-" : String.format(Locale.ROOT, "%.5f", outcome.mainScore()),
                    outcome.samples() == 0 ? "-" : String.valueOf(outcome.samples()),
                    String.format(Locale.ROOT, "%.1f", outcome.seconds()),
                    note(outcome));
        }
        StringBuilder text = new StringBuilder(table.toString());
        if (progress.reusedTexts() > 0) {
            text.append(progress.reusedTexts())
                    .append(" of ")
                    .append(progress.reusedTexts() + progress.encodedTexts())
                    .append(" texts had their vectors in the store\n");
        }
        if (limit != null) {
            text.append("LIMITED to ").append(limit).append(" rows or queries: not the tasks' scores\n");
        }
        return text.append(card.name())
                .append(", results in ")
                .append(folder)
                .append('\n')
                .toString();
    }

    String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("model", card.name());
        root.put("revision", card.revision());
        root.put("limit", limit);
        root.put("results", folder.toString());
        root.put("texts_encoded", progress.encodedTexts());
        root.put("texts_from_store", progress.reusedTexts());
        ArrayNode tasks = root.putArray("tasks");
        for (TaskOutcome outcome : outcomes) {
            ObjectNode node = tasks.addObject();
            node.put("task", outcome.task());
            node.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
            node.put("main_score", outcome.mainScore());
            node.put("samples", outcome.samples());
            node.put("seconds", outcome.seconds());
            node.put("error", outcome.error() == null ? null : outcome.error().getMessage());
        }
        return root.toPrettyString() + "\n";
    }

    private static String note(TaskOutcome outcome) {
        return switch (outcome.status()) {
            case SCORED -> "";
            case REUSED -> "was there";
            case FAILED -> "FAILED";
            case SKIPPED -> "skipped";
        };
    }
}
