package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ModelRun;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.models.form.Cut;
import dev.plumbline.reports.gate.GateFiles;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.report.Robustness;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.perturb.Perturbation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run prints to stdout at its end. */
public final class RunSummary {

    private final List<ModelRun> parts;
    private final Integer limit;
    private final long encodedTexts;
    private final long reusedTexts;
    private final List<Robustness> robustness;
    private final Optional<SequentialGate.Outcome> gate;

    /**
     * A run's end.
     *
     * @param parts what each form scored, at least one, with the same tasks in the same order
     * @param limit rows or queries scored of each subset; null for all
     * @param encodedTexts texts that were encoded
     * @param reusedTexts texts whose vectors were in the store
     * @param robustness what changed texts cost; empty where none were scored
     * @param gate what a gate found that the run had; empty where it had none
     */
    public RunSummary(
            List<ModelRun> parts,
            Integer limit,
            long encodedTexts,
            long reusedTexts,
            List<Robustness> robustness,
            Optional<SequentialGate.Outcome> gate) {
        this.parts = List.copyOf(parts);
        this.limit = limit;
        this.encodedTexts = encodedTexts;
        this.reusedTexts = reusedTexts;
        this.robustness = List.copyOf(robustness);
        this.gate = gate;
    }

    public String toText() {
        StringBuilder text = new StringBuilder(parts.size() == 1 ? tasks() : scoresByForm());
        if (!robustness.isEmpty()) {
            text.append('\n').append(RobustnessTable.text(robustness)).append('\n');
        }
        if (reusedTexts > 0 && parts.size() == 1) {
            text.append(reusedTexts)
                    .append(" of ")
                    .append(reusedTexts + encodedTexts)
                    .append(" texts had their vectors in the store\n");
        }
        if (limit != null) {
            text.append("LIMITED to ").append(limit).append(" rows or queries: not the tasks' scores\n");
        }
        for (ModelRun part : parts) {
            text.append(part.model().name())
                    .append(part.experiment().map(name -> " " + name).orElse(""))
                    .append(", results in ")
                    .append(part.folder())
                    .append('\n');
        }
        gate.ifPresent(outcome -> text.append('\n').append(GateTable.text(outcome)));
        return text.toString();
    }

    private String tasks() {
        TextTable table = new TextTable("TASK", " MAIN SCORE", " SAMPLES", " SECONDS", "NOTE");
        for (TaskOutcome outcome : parts.get(0).outcomes()) {
            table.add(
                    outcome.task(),
                    score(outcome),
                    outcome.samples() == 0 ? "-" : String.valueOf(outcome.samples()),
                    String.format(Locale.ROOT, "%.1f", outcome.seconds()),
                    note(outcome));
        }
        return table.toString();
    }

    /** A row per task, a column per form: how the score falls with the size of the vectors. */
    private String scoresByForm() {
        List<String> heads = new ArrayList<>();
        heads.add("TASK");
        parts.forEach(part -> heads.add(" " + head(part)));
        TextTable table = new TextTable(heads.toArray(String[]::new));
        for (int task = 0; task < parts.get(0).outcomes().size(); task++) {
            List<String> row = new ArrayList<>();
            row.add(parts.get(0).outcomes().get(task).task());
            for (ModelRun part : parts) {
                TaskOutcome outcome = part.outcomes().get(task);
                row.add(outcome.mainScore() == null ? note(outcome) : score(outcome));
            }
            table.add(row.toArray(String[]::new));
        }
        return table.toString();
    }

    private static String head(ModelRun part) {
        int width = part.model().dimensions();
        boolean scaled = part.form().cut().filter(Cut::scaled).isPresent();
        return (width == 0 ? "" : width + " ")
                + (scaled ? "unit " : "")
                + part.form().type().label()
                + part.perturbation().map(change -> " " + change.label()).orElse("");
    }

    private static String score(TaskOutcome outcome) {
        return outcome.mainScore() == null ? "-" : String.format(Locale.ROOT, "%.5f", outcome.mainScore());
    }

    public String toJson() {
        ModelRun first = parts.get(0);
        ModelCard card = first.model();
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("model", card.name());
        root.put("revision", card.revision());
        root.put("limit", limit);
        root.put("texts_encoded", encodedTexts);
        root.put("texts_from_store", reusedTexts);
        if (parts.size() == 1) {
            write(first, root);
        } else {
            ArrayNode forms = root.putArray("forms");
            parts.forEach(part -> write(part, forms.addObject()));
        }
        if (!robustness.isEmpty()) {
            root.set("robustness", RobustnessTable.json(robustness));
        }
        gate.ifPresent(outcome -> root.set("gate", GateFiles.json(outcome)));
        return root.toPrettyString() + "\n";
    }

    private static void write(ModelRun part, ObjectNode node) {
        node.put("experiment", part.experiment().orElse(null));
        node.put("dimensions", part.model().dimensions());
        node.put("scaled", part.form().cut().filter(Cut::scaled).isPresent());
        node.put("vector_type", part.form().type().label());
        node.put("perturbation", part.perturbation().map(Perturbation::label).orElse(null));
        node.put("results", part.folder().toString());
        ArrayNode tasks = node.putArray("tasks");
        for (TaskOutcome outcome : part.outcomes()) {
            ObjectNode task = tasks.addObject();
            task.put("task", outcome.task());
            task.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
            task.put("main_score", outcome.mainScore());
            task.put("samples", outcome.samples());
            task.put("seconds", outcome.seconds());
            task.put("error", outcome.error() == null ? null : outcome.error().getMessage());
        }
    }

    private static String note(TaskOutcome outcome) {
        return switch (outcome.status()) {
            case SCORED -> "";
            case REUSED -> "was there";
            case FAILED -> "FAILED";
            case MISSING -> "no data";
            case SKIPPED -> "skipped";
        };
    }
}
