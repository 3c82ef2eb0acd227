package dev.plumbline.harness.inventory;

import java.util.Locale;

/** Where files are. */
public enum Place {
    /** In Plumbline itself. */
    BUNDLED,
    /** Under {@code --data} or beside a task file. */
    FOLDER,
    /** In the hub's cache. */
    CACHE,
    /** Nowhere on this machine. */
    MISSING;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
