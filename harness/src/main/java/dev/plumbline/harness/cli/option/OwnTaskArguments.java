package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Tasks of one's own beside the bundled ones, where results of them are compared. */
public final class OwnTaskArguments {

    @Option(
            names = "--task-file",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Your own tasks, as for plumbline run: their types, and names for rules.")
    private List<Path> files = List.of();

    /** The files named. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    /** The bundled tasks and those of the files. */
    public Manifest manifest() {
        return new TaskChoice(List.of(), List.of(), List.of(), List.of(), List.of(), FileWords.of(files)).manifest();
    }
}
