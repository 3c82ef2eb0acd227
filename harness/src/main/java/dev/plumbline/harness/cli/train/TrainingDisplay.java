package dev.plumbline.harness.cli.train;

import dev.plumbline.harness.cli.option.StatusLine;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.Durations;
import dev.plumbline.harness.cli.table.StageTable;
import dev.plumbline.harness.train.TrainingCurves;
import dev.plumbline.trainer.loop.StepRecord;
import dev.plumbline.trainer.loop.TrainingListener;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a training run on stderr: one line that changes on a terminal, as much of it as there is room for; else at most one a
 * minute and at each stage's end.
 */
public final class TrainingDisplay implements TrainingListener {

    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration IN_LOG = Duration.ofMinutes(1);

    private final StatusLine line;
    private final TrainingCurves curves;
    private final int verbosity;
    private long shown;

    /**
     * @param curves kept up to date
     * @param verbosity what is shown, as {@link Verbosity} has it
     */
    TrainingDisplay(StatusLine line, TrainingCurves curves, int verbosity) {
        this.line = line;
        this.curves = curves;
        this.verbosity = verbosity;
    }

    @Override
    public void began(String stage, long done, long steps) {
        // on a terminal the first step is shown at once: a stage of a second is seen too
        shown = System.nanoTime() - (line.isTerminal() ? ON_TERMINAL.toNanos() : 0);
        progress("== " + stage + ": " + steps + " steps" + (done > 0 ? ", going on after " + done : ""));
    }

    @Override
    public void stepped(String stage, StepRecord step, long steps) {
        long now = System.nanoTime();
        boolean last = step.step() == steps;
        if (verbosity < Verbosity.PROGRESS
                || (!last && now - shown < (line.isTerminal() ? ON_TERMINAL : IN_LOG).toNanos())) {
            return;
        }
        shown = now;
        if (line.isTerminal() && !last) {
            line.show(text(stage, step, steps, line.room()));
        } else {
            line.clear();
            line.print(text(stage, step, steps, line.isTerminal() ? line.room() : Integer.MAX_VALUE));
        }
    }

    /** What fits, in the order in which people look for it. */
    static String text(String stage, StepRecord step, long steps, int room) {
        StringBuilder text = new StringBuilder(stage + " " + step.step() + "/" + steps);
        List<String> facts = List.of(
                String.format(Locale.ROOT, "loss %.4f", step.loss()),
                Durations.of(step.secondsLeft()) + " left",
                String.format(Locale.ROOT, "%,.0f tokens/s", step.tokensPerSecond()),
                String.format(Locale.ROOT, "lr %.2e", step.learningRate()),
                step.skipped() ? "skipped" : String.format(Locale.ROOT, "norm %.2f", step.gradientNorm()),
                String.format(Locale.ROOT, "positive %.3f", step.positive()),
                String.format(Locale.ROOT, "negative %.3f", step.negative()),
                String.format(Locale.ROOT, "%,d MB", step.memoryMb()));
        for (String fact : facts) {
            if (text.length() + 2 + fact.length() > room) {
                break;
            }
            text.append("  ").append(fact);
        }
        return text.toString();
    }

    @Override
    public void scored(String label, Map<String, Double> scores) {
        curves.scored(label, scores);
        progress(String.format(
                Locale.ROOT, "scored %s: mean %.5f of %d tasks", label, StageTable.mean(scores), scores.size()));
    }

    @Override
    public void finished(String stage) {
        curves.draw();
    }

    @Override
    public void note(String message) {
        progress(message);
    }

    private void progress(String text) {
        if (verbosity >= Verbosity.PROGRESS) {
            line.clear();
            line.print(text);
        }
    }

    @Override
    public void warning(String message) {
        if (verbosity >= Verbosity.WARNINGS) {
            line.print("warning: " + message);
        }
    }
}
