package dev.plumbline.models.hub;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.hub.RepositoryId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer that is not a success means, by its status and the hub's {@code X-Error-Code}. */
final class Refusal {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final Pattern RATE_LIMIT = Pattern.compile(";\\s*r\\s*=\\s*0\\s*;\\s*t\\s*=\\s*([0-9]{1,6})\\b");
    private static final int SHOWN = 200;

    private final HubTransport transport;
    private final RepositoryId id;
    private final String revision;

    Refusal(HubTransport transport, RepositoryId id, String revision) {
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
                wish(reply)));
    }

    /** {@code Retry-After} in seconds or as a date, else the hub's {@code ratelimit: "api";r=0;t=55}. */
    private static Optional<Duration> wish(HubReply reply) {
        Optional<String> given = reply.headers().firstValue("Retry-After").map(String::strip);
        if (given.isPresent() && given.get().matches("[0-9]{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(given.get())));
        }
        if (given.isPresent()) {
            try {
                Duration until = Duration.between(
                        Instant.now(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(given.get())));
                return Optional.of(until.isNegative() ? Duration.ZERO : until);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
        Matcher limit =
                RATE_LIMIT.matcher(reply.headers().firstValue("ratelimit").orElse(""));
        return limit.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(limit.group(1)))) : Optional.empty();
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
