package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.cli.table.Durations;
import java.util.Locale;

/** How far a piece of work is, in a line of any width. */
final class ProgressBar {

    private static final int SHORTEST = 6;

    private final String title;
    private final long total;
    private final String unit;
    private final long unitSize;
    private final long began;
    private long done;

    /**
     * Nothing is done yet.
     *
     * @param total as many as there are to do, in ones; negative if nobody knows
     * @param unitSize how many of them a unit is
     * @param now in nanoseconds
     */
    ProgressBar(String title, long total, String unit, long unitSize, long now) {
        this.title = title;
        this.total = total;
        this.unit = unit;
        this.unitSize = unitSize;
        this.began = now;
    }

    void add(long more) {
        done += more;
    }

    /** What is said first goes last where there is no room: title, part, time left, counts, rate, a bar in what is left. */
    String line(int room, long now) {
        double seconds = Math.max((now - began) / 1e9, 1e-9);
        if (total < 0) {
            return StatusLine.fit(
                    String.format(
                            Locale.ROOT,
                            "%s %d %s %.1f/s",
                            title,
                            done / unitSize,
                            unit,
                            (double) done / unitSize / seconds),
                    room);
        }
        double part = total == 0 ? 1 : Math.min(1, (double) done / total);
        String percent = String.format(Locale.ROOT, " %3d%%", (int) Math.floor(part * 100));
        String left = done == 0 || part >= 1 ? "" : " " + Durations.of(seconds / part * (1 - part)) + " left";
        String counts = String.format(Locale.ROOT, " %d/%d %s", done / unitSize, total / unitSize, unit);
        String rate = String.format(Locale.ROOT, " %.1f/s", (double) done / unitSize / seconds);
        String name =
                StatusLine.fit(title, Math.max(room / 2, room - percent.length() - left.length() - counts.length()));
        int free = room - TextWidth.of(name) - percent.length();
        left = left.length() <= free ? left : "";
        free -= left.length();
        counts = counts.length() <= free ? counts : "";
        free -= counts.length();
        rate = done == 0 || rate.length() > free ? "" : rate;
        free -= rate.length();
        return name + percent + bar(part, free) + counts + rate + left;
    }

    private static String bar(double part, int free) {
        int length = free - " []".length();
        if (length < SHORTEST) {
            return "";
        }
        int full = (int) Math.floor(part * length);
        return " [" + "#".repeat(full) + "-".repeat(length - full) + "]";
    }
}
