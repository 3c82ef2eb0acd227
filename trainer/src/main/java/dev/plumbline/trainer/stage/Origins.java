package dev.plumbline.trainer.stage;

import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/** Where a stage's weights come from: a stage before it, a directory, or the hub. */
final class Origins {

    private final List<StageSettings> stages;
    private final int number;
    private final Settings node;

    /** @param node of the stage of that number, for errors */
    Origins(List<StageSettings> stages, int number, Settings node) {
        this.stages = stages;
        this.number = number;
        this.node = node;
    }

    /**
     * Holds what the stage names against what there is.
     *
     * @param evaluated whether anything is scored
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE that names file, key and line
     */
    void check(boolean evaluated) {
        if (stages.get(number) instanceof SoupStage soup) {
            soup.of().forEach(member -> check("of", member));
            if (soup.greedy() && !evaluated) {
                throw node.wrong("choose", "is greedy, which goes by scores, and there is no evaluation; add one");
            }
        } else if (stages.get(number) instanceof OptimisedStage stage) {
            stage.from().ifPresent(from -> check("from", from));
        }
    }

    private void check(String key, String origin) {
        List<String> before = new ArrayList<>();
        String stage = Origin.of(origin).stage();
        for (int i = 0; i < stages.size(); i++) {
            String name = stages.get(i).name();
            if (i < number) {
                before.add(name);
            } else if (name.equals(stage)) {
                throw node.wrong(
                        key,
                        "names '" + origin + "', which is " + (i == number ? "this stage itself" : "a later stage")
                                + "; name one before it" + (before.isEmpty() ? "" : ": " + String.join(", ", before)));
            }
        }
        if (before.contains(stage) && Origin.of(origin).best()) {
            requireBest(key, stages.get(before.indexOf(stage)));
            return;
        }
        if (before.contains(origin) || isDirectory(origin) || looksLikeHubName(origin)) {
            return;
        }
        throw node.wrong(
                key,
                "names '" + origin
                        + "', which is no stage before this one, no directory and no hub name such as org/name"
                        + (before.isEmpty() ? "" : "; nearest: " + String.join(", ", NearestNames.of(origin, before))));
    }

    private void requireBest(String key, StageSettings stage) {
        if (!(stage instanceof OptimisedStage optimised)
                || optimised.rhythm().best().isEmpty()) {
            throw node.wrong(
                    key,
                    "names the best of stage '" + stage.name()
                            + "', which keeps none; give it keep_best and score_steps");
        }
    }

    private boolean isDirectory(String name) {
        try {
            return Files.isDirectory(HomePath.in(node.folder(), name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** {@code org/name}; a path that is not there is no such name. */
    private static boolean looksLikeHubName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*(@.+)?");
    }
}
