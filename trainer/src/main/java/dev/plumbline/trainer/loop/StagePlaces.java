package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.Origin;
import dev.plumbline.trainer.stage.SoupStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where a run's stages leave their weights, and where they take them from. */
final class StagePlaces {

    private final TrainingSettings settings;
    private final Path output;
    private final Function<String, Path> directories;

    /** @param directories finds the folder of a directory or hub name */
    StagePlaces(TrainingSettings settings, Path output, Function<String, Path> directories) {
        this.settings = settings;
        this.output = output;
        this.directories = directories;
    }

    CheckpointFolders folders(String stage) {
        return new CheckpointFolders(output.resolve(stage));
    }

    /**
     * The folder of weights.
     *
     * @param named a stage, its best, a directory or a hub name
     * @param otherwise if nothing is named
     */
    Path of(Optional<String> named, Path otherwise) {
        if (named.isEmpty()) {
            return otherwise;
        }
        Origin origin = Origin.of(named.get());
        for (StageSettings stage : settings.stages()) {
            if (stage.name().equals(origin.stage())) {
                return origin.best()
                        ? best((OptimisedStage) stage)
                        : folders(stage.name()).last();
            }
        }
        return directories.apply(named.get());
    }

    private Path best(OptimisedStage stage) {
        return stage.rhythm()
                .best()
                .flatMap(folders(stage.name())::bestFolder)
                .orElseThrow(() -> PlumblineException.usage(
                        "the best checkpoint of stage " + stage.name() + " is not there; run that stage first"));
    }

    /** The folders that a soup blends. */
    List<Path> members(SoupStage soup) {
        return soup.of().stream().map(member -> of(Optional.of(member), output)).toList();
    }
}
