package dev.plumbline.trainer.stage;

import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.WrongValueException;
import java.util.Set;
import java.util.regex.Pattern;

/** What a stage may be called: it names a folder. */
final class StageNames {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Other folders of a run, and what the network before the first stage is called. */
    private static final Set<String> TAKEN = Set.of("initial", "results", "start", "tasks", "tensorboard");

    private StageNames() {}

    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new WrongValueException(
                    "name",
                    "must be of letters, digits, '.', '_' and '-', not '" + FileNames.shown(name) + "'",
                    "finetune");
        }
        FileNames.objection(name).ifPresent(objection -> {
            throw new WrongValueException("name", "'" + FileNames.shown(name) + "' " + objection, "finetune");
        });
        if (TAKEN.contains(name)) {
            throw new WrongValueException("name", "cannot be '" + name + "', which a run has a folder for", "finetune");
        }
    }
}
