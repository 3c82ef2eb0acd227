package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.http.RetryAfter;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What an answer that is not a success means, by its status and the hub's {@code X-Error-Code}. */
final class HubRefusal {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final int SHOWN = 200;

    private final HubTransport transport;
    private final RepositoryId id;
    private final String revision;

    HubRefusal(HubTransport transport, RepositoryId id, String revision) {
        this.transport = transport;
        this.id = id;
        this.revision = revision;
    }

    /** A failure worth another attempt. */
    static Optional<TransientFailure> passing(HubReply reply) {
        if (!PASSING.contains(reply.status())) {
            return Optional.empty();
        }
        return Optional.of(TransientFailure.busy(
                reply.address().getScheme() + "://" + reply.address().getRawAuthority() + " answers " + reply.status()
                        + (reply.status() == 429 ? ", too many requests" : ""),
                RetryAfter.of(reply.headers(), Clock.systemUTC())));
    }

    /** The error for a revision that was asked for. */
    PlumblineException ofRevision(HubReply reply) {
        return id.type().problem(text(reply, "no revision " + revision + " of " + id));
    }

    /** The error for a file that was asked for. */
    PlumblineException ofFile(HubReply reply, String path) {
        return id.type().problem(text(reply, "no file " + path + " in " + id + " at revision " + revision));
    }

    /** The error for a hub that could not be asked. */
    PlumblineException unreachable(Exception cause) {
        return id.type()
                .problem(
                        id + " cannot be fetched: " + cause.getMessage()
                                + "; look at the connection, HF_ENDPOINT and HTTPS_PROXY, or bring the files and use"
                                + " --offline",
                        cause);
    }

    private String text(HubReply reply, String nothingThere) {
        String hub = transport.addresses().endpoint().toString();
        String code = reply.header("X-Error-Code").orElse("");
        String page = transport.addresses().page(id);
        if (code.equals("GatedRepo")) {
            return id + " is gated: accept its licence at " + page + ", then set HF_TOKEN to a token of that account ("
                    + reply.status() + said(reply) + ")";
        }
        if (code.equals("RevisionNotFound")) {
            return hub + " has no revision " + revision + " of " + id
                    + "; the commit may have been removed, and only a copy from elsewhere will do: name its parent folder"
                    + " with --data";
        }
        if (code.equals("RepoNotFound") && transport.hasToken()) {
            return hub + " has no " + id + ", or the token in HF_TOKEN may not see it (" + reply.status() + ")";
        }
        if (code.equals("RepoNotFound")) {
            return hub + " has no " + id + ", or it is private: set HF_TOKEN (" + reply.status() + ")";
        }
        return switch (reply.status()) {
            case 401 ->
                transport.hasToken()
                        ? hub + " does not accept the token in HF_TOKEN for " + id + " (401" + said(reply)
                                + "); set a valid one, or look whether the name is right"
                        : hub + " wants a token for " + id + " (401" + said(reply)
                                + "): set HF_TOKEN, or look whether the name is right";
            case 403 ->
                hub + " forbids " + id + " (403" + said(reply) + "): set HF_TOKEN to a token that may read it,"
                        + " or accept its licence at " + page;
            case 404 -> hub + " has " + nothingThere + " (404)";
            default -> reply.address() + " answers " + reply.status() + said(reply) + " for " + id;
        };
    }

    private static String said(HubReply reply) {
        String message = reply.header("X-Error-Message")
                .orElse("")
                .replaceAll("\\p{Cntrl}", " ")
                .strip();
        if (message.isEmpty()) {
            return "";
        }
        return ": " + (message.length() <= SHOWN ? message : message.substring(0, SHOWN) + "...");
    }
}
