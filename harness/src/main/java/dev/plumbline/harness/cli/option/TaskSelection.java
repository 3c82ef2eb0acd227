package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.select.TaskChoice;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that choose tasks, shared by the commands that take any; also under the names that mteb gives them. */
public final class TaskSelection {

    @Option(
            names = {"-b", "--benchmark", "--benchmarks"},
            arity = "1..*",
            paramLabel = "NAME",
            description =
                    "Tasks, splits and subsets of benchmarks, such as \"MTEB(eng, v2)\" (see plumbline benchmarks)."
                            + " With other options: those of them that fit.")
    private List<String> benchmarks = List.of();

    @Option(
            names = {"-t", "--task", "--tasks"},
            arity = "1..*",
            paramLabel = "NAME",
            description =
                    "Tasks by mteb's name; without --benchmark scored on what the three benchmarks select of them.")
    private List<String> tasks = List.of();

    @Option(
            names = {"--type", "--types", "--task-types"},
            arity = "1..*",
            paramLabel = "TYPE",
            description = "Tasks of these types, such as Retrieval or STS.")
    private List<String> types = List.of();

    @Option(
            names = {"-l", "--lang", "--languages"},
            arity = "1..*",
            paramLabel = "LANG",
            description = "Tasks of these languages, and their subsets in them: eng, cmn, or with a script, eng-Latn.")
    private List<String> languages = List.of();

    @Option(
            names = {"--category", "--categories"},
            arity = "1..*",
            paramLabel = "CATEGORY",
            description = "Tasks of these of mteb's categories: t2t (text to text) or t2c (text to class).")
    private List<String> categories = List.of();

    @Option(
            names = "--task-file",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Your own tasks, JSON or YAML in the manifest's format; all of them unless --task names some.")
    private List<Path> taskFiles = List.of();

    /** What the options say. */
    public TaskChoice choice() {
        return new TaskChoice(
                Words.of(benchmarks),
                Words.of(tasks),
                Words.of(types),
                Words.of(languages),
                Words.of(categories),
                FileWords.of(taskFiles));
    }
}
