package dev.plumbline.harness.cli.results;

import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.submit.Submission;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "submit",
        description = "Make a branch of a clone of the public results repository that hands results in.",
        footer = {
            "",
            "The branch begins at the clone's origin/main and has one commit: the task",
            "files, model_meta.json and run_settings.jsonl. What the repository's own",
            "checks would refuse is refused here. Its files and its index stay as they are,",
            "and nothing is sent: pushing the branch and opening a pull request are yours.",
            "Exit codes: 0 the branch is there, 2 usage, 3 results that would not be taken."
        },
        mixinStandardHelpOptions = true)
public final class SubmitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "DIR", description = "A folder of results.")
    private Path folder;

    @Option(
            names = "--repo",
            required = true,
            paramLabel = "CLONE",
            description = "A clone of https://github.com/embeddings-benchmark/results, also one without files.")
    private Path repository;

    @Option(names = "--model", paramLabel = "NAME", description = "Of several models in DIR, this one.")
    private String model;

    @Option(names = "--branch", paramLabel = "NAME", description = "The branch (default: plumbline/<model>).")
    private String branch;

    @Override
    public Integer call() {
        Submission.Outcome made =
                Submission.make(folder, Optional.ofNullable(model), repository, Optional.ofNullable(branch));
        PrintWriter out = command.commandLine().getOut();
        made.files().forEach(out::println);
        made.notes().forEach(note -> out.println("note: " + note));
        out.println("branch " + made.branch() + " of " + repository + ": "
                + made.files().size() + " files, commit " + made.commit());
        out.println("next: git -C " + repository + " push origin " + made.branch() + ", and a pull request");
        out.flush();
        return ExitCode.DONE;
    }
}
