package dev.plumbline.harness.cli.model;

import dev.plumbline.harness.cli.option.ChooseCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "model",
        description = "Look at a model before it is scored.",
        subcommands = {ListCommand.class, ExplainCommand.class, ProbeCommand.class},
        mixinStandardHelpOptions = true)
public final class ModelCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ChooseCommand(command.commandLine(), "choose what to do with the model");
    }
}
