package dev.plumbline.tasks.check;

import java.util.Locale;

/** How much an oddity matters. */
public enum Severity {
    /** Good to know; mteb's own data sets have plenty. */
    NOTE,
    /** Bends the score a little. */
    WARNING,
    /** The score would be of something else than the task. */
    SEVERE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
