package dev.plumbline.harness.cli.train;

import dev.plumbline.harness.cli.table.Durations;
import dev.plumbline.harness.cli.table.StageTable;
import dev.plumbline.harness.train.TrainingCurves;
import dev.plumbline.trainer.run.StepRecord;
import dev.plumbline.trainer.run.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a training run on stderr: one line that changes on a terminal, else a line every few seconds and at each stage's
 * end.
 */
public final class TrainingDisplay implements TrainingListener {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration IN_LOG = Duration.ofSeconds(10);
    private static final int LINE = 130;

    private final PrintWriter err;
    private final TrainingCurves curves;
    private final boolean terminal;
    private long shown;
    private boolean open;

    /** @param curves kept up to date */
    TrainingDisplay(PrintWriter err, TrainingCurves curves) {
        this.err = err;
        this.curves = curves;
        // The launcher looks at stderr itself: Java cannot tell.
        this.terminal = "1".equals(System.getenv("PLUMBLINE_STDERR_TERMINAL"));
    }

    @Override
    public void began(String stage, long done, long steps) {
        shown = 0;
        line("== " + stage + ": " + steps + " steps" + (done > 0 ? ", going on after " + done : ""));
    }

    @Override
    public void stepped(String stage, StepRecord step, long steps) {
        long now = System.nanoTime();
        boolean last = step.step() == steps;
        if (!last && shown > 0 && now - shown < (terminal ? ON_TERMINAL : IN_LOG).toNanos()) {
            return;
        }
        shown = now;
        String text = String.format(
                Locale.ROOT,
                "%s %d/%d  loss %.4f  positive %.3f  negative %.3f  norm %.2f  lr %.2e  %,.0f tokens/s  %,d MB  %s left",
                stage,
                step.step(),
                steps,
                step.loss(),
                step.positive(),
                step.negative(),
                step.gradientNorm(),
                step.learningRate(),
                step.tokensPerSecond(),
                step.memoryMb(),
                Durations.of(step.secondsLeft()));
        if (terminal) {
            err.print("\r" + String.format("%-" + LINE + "s", text));
            err.flush();
            open = true;
            if (last) {
                endLine();
            }
        } else {
            line(text);
        }
    }

    @Override
    public void scored(String label, Map<String, Double> scores) {
        curves.scored(label, scores);
        line(String.format(
                Locale.ROOT, "scored %s: mean %.5f of %d tasks", label, StageTable.mean(scores), scores.size()));
    }

    @Override
    public void finished(String stage) {
        curves.draw();
    }

    @Override
    public void note(String message) {
        line(message);
    }

    @Override
    public void warning(String message) {
        line("warning: " + message);
    }

    private void line(String text) {
        endLine();
        err.println(text);
        err.flush();
    }

    private void endLine() {
        if (open) {
            err.println();
            open = false;
        }
    }
}
