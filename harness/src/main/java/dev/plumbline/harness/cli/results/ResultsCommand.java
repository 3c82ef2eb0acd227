package dev.plumbline.harness.cli.results;

import dev.plumbline.harness.cli.option.ChooseCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "results",
        description = "Work with result files.",
        subcommands = {
            AggregateCommand.class,
            ImportCommand.class,
            MergeCommand.class,
            DiffCommand.class,
            LintCommand.class,
            SubmitCommand.class
        },
        mixinStandardHelpOptions = true)
public final class ResultsCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ChooseCommand(command.commandLine(), "choose what to do with the results");
    }
}
