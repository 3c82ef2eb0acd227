package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.cli.table.ByteSizes;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.models.batching.EncodeProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on stderr: a line for each task that is done, for warnings and failures; below them on a terminal one that
 * changes, with rate and time left; in a log at most one a minute that says how far the work is.
 */
public final class ProgressDisplay implements RunListener, EncodeProgress, HubProgress {

    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration IN_LOG = Duration.ofMinutes(1);
    private static final long MEGABYTE = 1_000_000;

    private final StatusLine line;
    private final int verbosity;
    private final LongSupplier clock;
    private String heading = "";
    private int tasks;
    private int done;
    private @Nullable ProgressBar bar;
    private long shown;
    private long encoded;
    private long reused;

    public ProgressDisplay(PrintWriter err) {
        this(err, Verbosity.PROGRESS);
    }

    /** @param verbosity what of it is shown, as {@link Verbosity} has it */
    public ProgressDisplay(PrintWriter err, int verbosity) {
        this(StatusLine.of(err), verbosity);
    }

    /** @param line shared with who else shows something */
    public ProgressDisplay(StatusLine line, int verbosity) {
        this(line, verbosity, System::nanoTime);
    }

    ProgressDisplay(StatusLine line, int verbosity, LongSupplier clock) {
        this.line = line;
        this.verbosity = verbosity;
        this.clock = clock;
        this.shown = clock.getAsLong();
    }

    @Override
    public synchronized void started(String task, int position, int total) {
        heading = "[" + position + "/" + total + "] " + task;
        tasks = total;
        if (verbosity >= Verbosity.PROGRESS) {
            line.show(heading);
        }
    }

    @Override
    public synchronized void encoding(String task, int texts) {
        openBar(heading, texts, "texts", 1);
    }

    @Override
    public synchronized void downloading(String repository, int files, long bytes) {
        if (verbosity < Verbosity.PROGRESS) {
            return;
        }
        String what = "fetching " + repository + ", " + files + (files == 1 ? " file" : " files");
        if (!line.isTerminal()) {
            line.print(what + ", " + ByteSizes.of(bytes));
        }
        openBar(what, bytes, "MB", MEGABYTE);
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
        if (verbosity < Verbosity.PROGRESS) {
            return;
        }
        bar = new ProgressBar(title, total, unit, unitSize, clock.getAsLong());
        if (line.isTerminal()) {
            line.show(bar.line(line.room(), clock.getAsLong()));
        }
    }

    /** Texts are encoded of which nobody knows how many there are. */
    public synchronized void encodingAll(String what) {
        openBar(what, -1, "texts", 1);
    }

    @Override
    public synchronized void begun(String what, int parts) {
        openBar(heading.isEmpty() ? what : heading + " " + what, parts, "parts", 1);
    }

    @Override
    public synchronized void partDone() {
        step(1);
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

    /** How far a run is, for who interrupts it. */
    synchronized String state() {
        return done + " of " + tasks + (tasks == 1 ? " task is done" : done == 1 ? " tasks is done" : " tasks are done")
                + (done < tasks && !heading.isEmpty() ? "; " + heading + " was not" : "");
    }

    private void step(long units) {
        if (bar == null) {
            return;
        }
        bar.add(units);
        long now = clock.getAsLong();
        if (now - shown < (line.isTerminal() ? ON_TERMINAL : IN_LOG).toNanos()) {
            return;
        }
        shown = now;
        if (line.isTerminal()) {
            line.show(bar.line(line.room(), now));
        } else {
            line.print(bar.line(120, now));
        }
    }

    @Override
    public synchronized void note(String message) {
        if (verbosity >= Verbosity.PROGRESS) {
            line.print(message);
        }
    }

    @Override
    public synchronized void warning(String message) {
        if (verbosity >= Verbosity.WARNINGS) {
            line.print("warning: " + message);
        }
    }

    @Override
    public synchronized void finished(TaskOutcome outcome) {
        closeBar();
        done++;
        if (outcome.status() == TaskOutcome.Status.SKIPPED) {
            line.print("skipped: " + outcome.reason().getMessage());
        } else if (outcome.status() == TaskOutcome.Status.MISSING) {
            line.print("no data: " + outcome.task() + ": " + outcome.reason().getMessage());
        } else if (outcome.error() != null) {
            line.print("error: " + outcome.task() + ": " + outcome.error().getMessage());
        } else if (verbosity >= Verbosity.PROGRESS && outcome.mainScore() != null) {
            boolean scored = outcome.status() == TaskOutcome.Status.SCORED;
            String took = scored ? String.format(Locale.ROOT, "%.1f s", outcome.seconds()) : "was there";
            line.print(String.format(Locale.ROOT, "%s  %.5f  %s", heading, outcome.mainScore(), took));
            // a line just now is as good as one about the progress
            shown = clock.getAsLong();
        }
        heading = "";
    }

    private void closeBar() {
        bar = null;
        line.clear();
    }
}
