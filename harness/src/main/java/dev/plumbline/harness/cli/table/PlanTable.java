package dev.plumbline.harness.cli.table;

import dev.plumbline.trainer.loop.TrainingPlan;
import java.util.List;
import java.util.Locale;

/** What {@code train --dry-run} prints. */
public final class PlanTable {

    /** What of a matrix product's speed a whole step reaches; small networks reach less. */
    private static final double EFFICIENCY = 0.4;

    private PlanTable() {}

    /**
     * Rows, steps, memory and time of each stage.
     *
     * @param speed of a matrix product, operations per second; 0 if it is not known
     */
    public static String text(List<TrainingPlan.Stage> stages, double speed) {
        StringBuilder text = new StringBuilder();
        for (TrainingPlan.Stage stage : stages) {
            text.append("== ").append(stage.name()).append('\n');
            stage.datasets().forEach(dataset -> text.append(dataset).append('\n'));
            stage.negatives().forEach(negatives -> text.append(negatives).append('\n'));
            text.append("dropout ").append(stage.dropout()).append('\n');
        }
        TextTable table =
                new TextTable("STAGE", " STEPS", " TOKENS/STEP", " PARAMETERS", " TRAINED", " MEMORY", " TIME");
        double seconds = 0;
        for (TrainingPlan.Stage stage : stages) {
            double own = speed == 0 ? 0 : stage.operations() / speed / EFFICIENCY;
            seconds += own;
            table.add(
                    stage.name(),
                    count(stage.steps()),
                    count(Math.round(stage.tokensPerStep())),
                    count(stage.parameters()),
                    count(stage.trained()) + share(stage),
                    ByteSizes.of(Math.round(stage.memory())),
                    speed == 0 ? "unknown" : "about " + Durations.of(own));
        }
        text.append('\n').append(table);
        if (speed > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nabout %s of training on this machine (%.0f GFLOP/s in a matrix product); scoring is not counted%n",
                    Durations.of(seconds),
                    speed / 1e9));
        }
        return text.toString();
    }

    private static String share(TrainingPlan.Stage stage) {
        return stage.trained() == stage.parameters()
                ? ""
                : String.format(Locale.ROOT, " (%.2f%%)", 100.0 * stage.trained() / stage.parameters());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
