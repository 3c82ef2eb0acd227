package dev.plumbline.harness.cli.table;

import java.util.Locale;

/** Times as people read them. */
public final class Durations {

    private Durations() {}

    /** As in 2h05m, 3m12s or 8s. */
    public static String of(double seconds) {
        long whole = Math.round(seconds);
        if (whole >= 3600) {
            return String.format(Locale.ROOT, "%dh%02dm", whole / 3600, whole % 3600 / 60);
        }
        return whole >= 60 ? String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60) : whole + "s";
    }
}
