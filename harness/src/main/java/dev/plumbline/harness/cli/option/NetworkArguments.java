package dev.plumbline.harness.cli.option;

import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubProgress;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether anything may be fetched. */
public final class NetworkArguments {

    @Option(
            names = "--offline",
            description = "Fetch nothing: what is not on this machine is an error. HF_HUB_OFFLINE=1 says the same.")
    private boolean offline;

    public boolean offline() {
        return offline || HubEnvironment.ofProcess().offline();
    }

    /** The hub, unless offline: without one no connection can be opened. */
    public Optional<Hub> hub(HubProgress progress) {
        return offline() ? Optional.empty() : Optional.of(Hub.of(HubEnvironment.ofProcess(), progress));
    }
}
