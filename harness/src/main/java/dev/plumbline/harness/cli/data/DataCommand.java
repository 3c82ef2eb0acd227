package dev.plumbline.harness.cli.data;

import dev.plumbline.harness.cli.option.ChooseCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "data",
        description = "Fetch, list, check and clean up data sets and models; look at and convert training rows.",
        subcommands = {
            DataPullCommand.class,
            DataListCommand.class,
            DataVerifyCommand.class,
            DataCollectCommand.class,
            DataCheckCommand.class,
            DataPreviewCommand.class,
            DataConvertCommand.class
        },
        footer = {
            "",
            "Files of the hub lie in its own cache, which Python's libraries share:",
            "HF_HUB_CACHE, else HF_HOME/hub, else ~/.cache/huggingface/hub. HF_ENDPOINT",
            "names a mirror, HF_TOKEN a token, HTTPS_PROXY a proxy."
        },
        mixinStandardHelpOptions = true)
public final class DataCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ChooseCommand(command.commandLine(), "choose what to do with the data");
    }
}
