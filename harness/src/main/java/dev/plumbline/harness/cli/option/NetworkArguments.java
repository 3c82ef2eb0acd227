package dev.plumbline.harness.cli.option;

import dev.plumbline.harness.select.HubAccess;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubProgress;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether anything may be fetched. */
public final class NetworkArguments {

    @Option(
            names = "--offline",
            description = "Fetch nothing: what is not on this machine is an error. HF_HUB_OFFLINE=1 says the same.")
    private boolean offline;

    public HubAccess access() {
        return HubAccess.of(offline);
    }

    public boolean offline() {
        return access().offline();
    }

    /** The hub, unless offline. */
    public Optional<Hub> hub(HubProgress progress) {
        return access().hub(progress);
    }
}
