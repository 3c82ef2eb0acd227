package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.TaskOutcome;
import java.util.List;

/** The exit codes scripts rely on. */
public final class ExitCode {

    public static final int DONE = 0;
    /**
     * Some tasks failed and others did not, or some results could not be read; or a gate's rule or a conformance case did not hold, lint found an error, two
     * results differ, a merge had conflicts.
     */
    public static final int SOME_FAILED = 1;

    public static final int USAGE = 2;
    public static final int DATA = 3;
    public static final int MODEL = 4;
    public static final int STORAGE = 5;
    /** Data of some tasks are not on this machine and could not be fetched; the others were scored, if there are any. */
    public static final int DATA_MISSING = 6;
    /** The program's own mistake, as sysexits has it. */
    public static final int MISTAKE = 70;

    private ExitCode() {}

    public static int of(PlumblineException e) {
        return switch (e.kind()) {
            case USAGE -> USAGE;
            case DATA -> e.isAbsentData() ? DATA_MISSING : DATA;
            case RESULT -> DATA;
            case MODEL, ENDPOINT -> MODEL;
            case STORAGE -> STORAGE;
        };
    }

    /** Done, some failed, or, where nothing could be done, whose turn it is: the user's if the model can do none of it. */
    public static int of(List<TaskOutcome> outcomes) {
        List<TaskOutcome> tried = outcomes.stream()
                .filter(outcome -> outcome.status() != TaskOutcome.Status.SKIPPED)
                .toList();
        if (tried.isEmpty()) {
            return USAGE;
        }
        List<TaskOutcome> without =
                tried.stream().filter(outcome -> outcome.error() != null).toList();
        List<TaskOutcome> failed = without.stream()
                .filter(outcome -> outcome.status() == TaskOutcome.Status.FAILED)
                .toList();
        if (failed.isEmpty()) {
            return without.isEmpty() ? DONE : DATA_MISSING;
        }
        return failed.size() < tried.size() ? SOME_FAILED : of(failed.get(0).reason());
    }
}
