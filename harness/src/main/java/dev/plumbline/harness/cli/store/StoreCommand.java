package dev.plumbline.harness.cli.store;

import dev.plumbline.harness.cli.option.ChooseCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "store",
        description = "List, check, compact and clean up the vectors that are kept between runs.",
        subcommands = {
            StoreListCommand.class,
            StoreVerifyCommand.class,
            StoreCompactCommand.class,
            StoreCollectCommand.class
        },
        footer = {"", "All of it may be done while runs use the store: what a run misses it encodes", "again."},
        mixinStandardHelpOptions = true)
public final class StoreCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ChooseCommand(command.commandLine(), "choose what to do with the kept vectors");
    }
}
