package dev.plumbline.harness.cli.own;

import dev.plumbline.harness.cli.option.ChooseCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "task",
        description = "Make a task of your own data, and look at it.",
        subcommands = {TaskInitCommand.class, TaskCheckCommand.class},
        mixinStandardHelpOptions = true)
public final class TaskCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ChooseCommand(command.commandLine(), "choose what to do with the task");
    }
}
