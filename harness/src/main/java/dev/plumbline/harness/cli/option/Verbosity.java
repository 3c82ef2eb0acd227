package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import picocli.CommandLine.Option;

/** How much is said while a command works; what it is asked for it always says. */
public final class Verbosity {

    /** Failures alone. */
    public static final int FAILURES = 0;
    /** Warnings too. */
    public static final int WARNINGS = 1;
    /** Progress and notes too. */
    public static final int PROGRESS = 2;

    private static final int MOST = 3;

    @Option(
            names = {"-v", "--verbosity"},
            paramLabel = "N",
            description = "As in mteb: 0 says failures alone, 1 warnings too, 2 (the default) progress too; 3 is as 2,"
                    + " see --debug.")
    private int level = PROGRESS;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say warnings and failures alone.")
    private boolean quiet;

    /** From 0 to 2. */
    public int level() {
        if (level < 0 || level > MOST) {
            throw PlumblineException.usage("--verbosity must be 0, 1, 2 or 3, not " + level);
        }
        return Math.min(level, quiet ? WARNINGS : PROGRESS);
    }
}
