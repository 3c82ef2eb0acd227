package dev.plumbline.harness.select;

import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubProgress;
import java.util.Optional;

/**
 * Whether anything may be fetched.
 *
 * @param offline nothing may
 */
public record HubAccess(boolean offline) {

    /** What was asked for, or what the environment says. */
    public static HubAccess of(boolean offline) {
        return new HubAccess(offline || HubEnvironment.ofProcess().offline());
    }

    /** The hub, unless offline: without one no connection can be opened. */
    public Optional<Hub> hub(HubProgress progress) {
        return offline ? Optional.empty() : Optional.of(Hub.of(HubEnvironment.ofProcess(), progress));
    }
}
