package dev.plumbline.trainer.stage;

import java.util.regex.Pattern;

/** What a stage may be called: it names a folder. */
final class StageNames {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private StageNames() {}

    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a stage's name is of letters, digits, '.', '_' and '-', not '" + name + "'");
        }
    }
}
