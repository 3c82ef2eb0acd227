package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.models.batching.EncodeProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows a run on stderr: a bar with rate and time left on a terminal, else a line every few seconds. Warnings and failures
 * are lines of their own.
 */
public final class ProgressDisplay implements RunListener, EncodeProgress, HubProgress {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration IN_LOG = Duration.ofSeconds(10);

    private static final long MEGABYTE = 1_000_000;
    /** In a log, which has a line about a download anyway. */
    private static final long WORTH_WATCHING = 100 * MEGABYTE;

    private final PrintWriter err;
    private final int verbosity;
    private final boolean terminal;
    private String heading = "";
    private ProgressBar bar;
    private long encoded;
    private long reused;

    public ProgressDisplay(PrintWriter err) {
        this(err, Verbosity.PROGRESS);
    }

    /** @param verbosity what of it is shown, as {@link Verbosity} has it */
    public ProgressDisplay(PrintWriter err, int verbosity) {
        this.err = err;
        this.verbosity = verbosity;
        // The launcher looks at stderr itself: Java cannot tell.
        this.terminal = "1".equals(System.getenv("PLUMBLINE_STDERR_TERMINAL"));
    }

    @Override
    public synchronized void started(String task, int position, int total) {
        heading = "[" + position + "/" + total + "] " + task;
        if (!terminal && verbosity >= Verbosity.PROGRESS) {
            line(heading);
        }
    }

    @Override
    public synchronized void encoding(String task, int texts) {
        openBar(heading, texts, " texts", 1);
    }

    @Override
    public synchronized void downloading(String repository, int files, long bytes) {
        if (verbosity < Verbosity.PROGRESS) {
            return;
        }
        String what = "fetching " + repository + ", " + files + (files == 1 ? " file" : " files");
        if (!terminal) {
            line(what + ", " + ByteSizes.of(bytes));
        }
        if (terminal || bytes >= WORTH_WATCHING) {
            openBar(what, bytes, " MB", MEGABYTE);
        }
    }

    @Override
    public synchronized void received(long bytes) {
        step(bytes);
    }

    @Override
    public synchronized void downloaded() {
        closeBar();
    }

    private void openBar(String title, long total, String unit, long unitSize) {
        closeBar();
        if (verbosity < Verbosity.PROGRESS) {
            return;
        }
        bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(total)
                .setUnit(unit, unitSize)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) (terminal ? ON_TERMINAL : IN_LOG).toMillis())
                .setConsumer(
                        terminal
                                ? new ConsoleProgressBarConsumer(System.err)
                                : new DelegatingProgressBarConsumer(this::line, 120))
                .build();
    }

    @Override
    public synchronized void encoded(long texts, long tokens) {
        encoded += texts;
        step(texts);
    }

    @Override
    public synchronized void reused(long texts) {
        reused += texts;
        step(texts);
    }

    /** Distinct texts encoded so far. */
    public synchronized long encodedTexts() {
        return encoded;
    }

    /** Distinct texts so far whose vectors came from the store. */
    public synchronized long reusedTexts() {
        return reused;
    }

    private void step(long units) {
        if (bar != null) {
            bar.stepBy(units);
        }
    }

    @Override
    public synchronized void note(String message) {
        if (verbosity >= Verbosity.PROGRESS) {
            aside(message);
        }
    }

    @Override
    public synchronized void warning(String message) {
        if (verbosity >= Verbosity.WARNINGS) {
            aside("warning: " + message);
        }
    }

    /** A line of its own, below the bar as it was, which then goes on. */
    private void aside(String text) {
        if (bar != null && terminal) {
            err.println();
        }
        line(text);
    }

    @Override
    public synchronized void finished(TaskOutcome outcome) {
        closeBar();
        if (outcome.status() == TaskOutcome.Status.SKIPPED) {
            line("skipped: " + outcome.error().getMessage());
        } else if (outcome.status() == TaskOutcome.Status.MISSING) {
            line("no data: " + outcome.task() + ": " + outcome.error().getMessage());
        } else if (outcome.error() != null) {
            line("error: " + outcome.task() + ": " + outcome.error().getMessage());
        } else if (verbosity >= Verbosity.PROGRESS
                && outcome.mainScore() != null
                && outcome.status() == TaskOutcome.Status.SCORED) {
            line(String.format(Locale.ROOT, "%s  %.5f  %.1f s", heading, outcome.mainScore(), outcome.seconds()));
        }
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private void line(String text) {
        err.println(text);
        err.flush();
    }
}
