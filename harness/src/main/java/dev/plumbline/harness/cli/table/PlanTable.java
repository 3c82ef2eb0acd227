package dev.plumbline.harness.cli.table;

import dev.plumbline.trainer.loop.PeakMemory;
import dev.plumbline.trainer.loop.TrainingDevice;
import dev.plumbline.trainer.loop.TrainingPlan;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code train --dry-run} prints. */
public final class PlanTable {

    /** What of a matrix product's speed a whole step reaches; small networks reach less. */
    private static final double EFFICIENCY = 0.4;

    private PlanTable() {}

    /**
     * Rows, steps, memory and time of each stage.
     *
     * @param device that memory is estimated for
     * @param speed of a matrix product, operations per second; 0 if it is not known
     */
    public static String text(List<TrainingPlan.Stage> stages, TrainingDevice device, double speed) {
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
                    ByteSizes.of(Math.round(stage.memory().total())),
                    speed == 0 ? "unknown" : "about " + Durations.of(own));
        }
        text.append('\n').append(table);
        stages.forEach(stage -> text.append(memory(stage, device)));
        if (speed > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nabout %s of training on this machine (%.0f GFLOP/s in a matrix product); scoring is not counted%n",
                    Durations.of(seconds),
                    speed / 1e9));
        }
        return text.toString();
    }

    /** What the memory is for, and whether there is as much. */
    private static String memory(TrainingPlan.Stage stage, TrainingDevice device) {
        PeakMemory memory = stage.memory();
        String parts = Stream.of(
                        part("weights", memory.weights()),
                        part("gradients", memory.gradients()),
                        part("moments", memory.moments()),
                        part("rounded copies", memory.copies()),
                        part("a pass", memory.pass()),
                        part("vectors and loss", memory.vectors()),
                        part("the rest", memory.process()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("%nmemory of %s on %s: %s; %s with texts of full length%n"
                .formatted(
                        stage.name(),
                        device.label(),
                        parts,
                        ByteSizes.of(Math.round(stage.full().total()))));
        if (stage.fit() != TrainingPlan.Fit.YES_OR_UNKNOWN) {
            text.append(String.format(
                    "%s: the GPU has %s, which %s; %s%n",
                    stage.name(),
                    ByteSizes.of(device.memory().orElse(0)),
                    stage.fit() == TrainingPlan.Fit.NO
                            ? "is not enough for the batches looked at"
                            : "may not be enough for long texts",
                    stage.chunk().isPresent()
                            ? "chunk: " + stage.chunk().getAsInt() + " fits"
                            : "no chunk fits: take recompute: true, shorter texts or fewer of them"));
        }
        return text.toString();
    }

    private static String part(String name, double bytes) {
        return bytes == 0 ? "" : name + " " + ByteSizes.of(Math.round(bytes));
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
