package dev.plumbline.harness.cli.option;

import picocli.CommandLine.Option;

/** How executors of a cluster come by the model, for commands that have one. */
public final class ShippingArguments {

    @Option(
            names = "--ship-model",
            description =
                    "Send the folder that --model names to each executor, once. Default: executors find it where it"
                            + " is here.")
    private boolean shipModel;

    boolean ships() {
        return shipModel;
    }
}
