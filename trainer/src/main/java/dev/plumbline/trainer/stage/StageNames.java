package dev.plumbline.trainer.stage;

import dev.plumbline.ground.FileNames;
import java.util.Set;
import java.util.regex.Pattern;

/** What a stage may be called: it names a folder. */
final class StageNames {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Other folders of a run, and what the network before the first stage is called. */
    private static final Set<String> TAKEN = Set.of("initial", "results", "start", "tasks");

    private StageNames() {}

    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a stage's name is of letters, digits, '.', '_' and '-', not '" + name + "'");
        }
        FileNames.objection(name).ifPresent(objection -> {
            throw new IllegalArgumentException("the stage's name '" + FileNames.shown(name) + "' " + objection);
        });
        if (TAKEN.contains(name)) {
            throw new IllegalArgumentException("a stage cannot be called '" + name + "', which a run has a folder for");
        }
    }
}
