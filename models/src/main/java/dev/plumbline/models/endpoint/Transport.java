package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.http.HttpConnections;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one endpoint, within its limits, and repeats them until they are answered. Every failure that leaves it
 * names the endpoint, says what happened and what to do, and holds no key. Safe from several threads.
 */
final class Transport {

    private static final Duration WORTH_A_NOTE = Duration.ofSeconds(5);
    private static final int ERROR_BYTES = 1 << 16;
    private static final int MOST_REDIRECTS = 3;

    private final EndpointAddress address;
    private final ApiKey key;
    private final EndpointSettings settings;
    private final RateLimits limits;
    private final Consumer<String> notes;
    private final Timekeeper time;
    private final Carrier connections;
    private volatile boolean answered;
    /** Of any request; when this was made, before the first. */
    private volatile long lastAnswer;
    /** A request was given up, and nothing was answered since: other tasks need not wait as long again. */
    private volatile boolean gaveUp;

    /**
     * A way to an endpoint; nothing is sent yet.
     *
     * @param notes told of pauses that take a while
     */
    Transport(EndpointAddress address, ApiKey key, EndpointSettings settings, Consumer<String> notes) {
        this.address = address;
        this.key = key;
        this.settings = settings;
        this.time = settings.time();
        this.lastAnswer = time.nanos();
        this.limits = new RateLimits(settings.requestsPerMinute(), settings.tokensPerMinute(), time);
        this.notes = notes;
        this.connections = settings.carrier().orElseGet(() -> connections(address, settings));
    }

    private static Carrier connections(EndpointAddress address, EndpointSettings settings) {
        // no proxy stands between this machine and itself
        HttpConnections connections =
                new HttpConnections(settings.environment(), address.base(), address.loopback(), settings.timeout());
        return connections::send;
    }

    /** Makes something of a body. */
    interface Reader<T> {
        T read(byte[] body) throws IOException;
    }

    /**
     * What is asked for.
     *
     * @param path below the endpoint's address
     * @param body sent by POST; asked for by GET if empty
     * @param tokens that count towards the limit
     * @param mostBytes in a good answer
     */
    record Query(String path, Optional<String> body, int tokens, long mostBytes) {}

    /**
     * Asks until there is a good answer.
     *
     * @throws OversizeException if the request is too large for the endpoint
     * @throws StoppedException if interrupted
     * @throws PlumblineException of kind ENDPOINT for every other failure
     */
    <T> T ask(Query query, Reader<T> reader) {
        try {
            return Patience.repeat(settings, () -> attempt(query, reader), this::pausing, () -> lastAnswer);
        } catch (Patience.GivenUpException e) {
            gaveUp = true;
            throw PlumblineException.endpoint(address + " " + e.getMessage());
        }
    }

    private void pausing(Setback setback, Duration pause) {
        // others need not find out for themselves
        setback.waitAsked().ifPresent(limits::hold);
        if (pause.compareTo(WORTH_A_NOTE) >= 0) {
            notes.accept(address + " " + setback.getMessage() + "; asking again in " + pause.toSeconds() + " s");
        }
    }

    private <T> T attempt(Query query, Reader<T> reader) {
        limits.acquire(query.tokens());
        try {
            T read = exchange(query, reader);
            answered = true;
            lastAnswer = time.nanos();
            gaveUp = false;
            return read;
        } catch (Setback e) {
            throw gaveUp ? e.soonGivenUp() : e;
        }
    }

    private <T> T exchange(Query query, Reader<T> reader) {
        URI target = address.at(query.path());
        for (int redirects = 0; ; redirects++) {
            int keys = key.number();
            HttpResponse<byte[]> response = send(target, query);
            int status = response.statusCode();
            if (status / 100 == 3) {
                target = redirected(response, redirects);
                continue;
            }
            if (status / 100 != 2) {
                throw refused(response, keys);
            }
            return read(response.body(), reader);
        }
    }

    /**
     * The failure that an answer stands for. A key that was good and is refused has been exchanged, or is about to be, where
     * it is in a file.
     *
     * @param keys there had been before the request
     */
    private RuntimeException refused(HttpResponse<byte[]> response, int keys) {
        int status = response.statusCode();
        if ((status == 401 || status == 403) && key.renewed(keys)) {
            return new Setback(
                    "answered HTTP " + status + " to a key that has been exchanged", Optional.of(Duration.ZERO), false);
        }
        if (status == 401 && key.renewable() && answered) {
            return new Setback(
                    "answered HTTP 401 and no longer accepts the key in " + key.place() + ", where no other is yet",
                    Optional.empty(),
                    false);
        }
        return Refusal.of(response, address, key, time.clock());
    }

    private <T> T read(byte[] body, Reader<T> reader) {
        if (body.length == 0) {
            throw new Setback("sent an empty answer", Optional.empty(), true);
        }
        try {
            return reader.read(body);
        } catch (JsonEOFException e) {
            throw new Setback("sent an answer that breaks off after " + body.length + " bytes", Optional.empty(), true);
        } catch (JsonProcessingException e) {
            throw PlumblineException.endpoint(address + " answered with something that is not JSON, beginning '"
                    + ServerMessage.of(body, key) + "'; is the address right, and --api?");
        } catch (BadReplyException e) {
            if (e.saysError() && SizeWords.sure(e.getMessage()) != SizeWords.Size.NONE) {
                throw new OversizeException(
                        "answered " + ServerMessage.clean(e.getMessage(), key),
                        SizeWords.sure(e.getMessage()) == SizeWords.Size.REQUEST);
            }
            throw PlumblineException.endpoint(address + " answered with something that cannot be used: "
                    + ServerMessage.clean(e.getMessage(), key));
        } catch (IOException e) {
            throw new IllegalStateException("a body in memory can be read", e);
        }
    }

    /** A redirect that keeps method and body and stays with the server is followed: the key goes nowhere else. */
    private URI redirected(HttpResponse<byte[]> response, int before) {
        String location = response.headers().firstValue("location").orElse("");
        int status = response.statusCode();
        Optional<URI> target = resolved(location);
        if ((status == 307 || status == 308)
                && before < MOST_REDIRECTS
                && target.isPresent()
                && address.sameOrigin(target.get())) {
            return target.get();
        }
        throw PlumblineException.endpoint(address + " sends elsewhere (HTTP " + status + ", to '"
                + ServerMessage.clean(location, key) + "'), which is not followed since the key would go there; give"
                + " --model the final address if you trust it");
    }

    private Optional<URI> resolved(String location) {
        try {
            return location.isEmpty()
                    ? Optional.empty()
                    : Optional.of(address.at("/").resolve(location));
        } catch (IllegalArgumentException e) {
            // no address: refused with the others
            return Optional.empty();
        }
    }

    private HttpResponse<byte[]> send(URI target, Query query) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .setHeader("Accept", "application/json")
                .setHeader("User-Agent", "plumbline");
        settings.headers().forEach(request::setHeader);
        key.authorise(request);
        if (query.body().isPresent()) {
            request.setHeader("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(query.body().get()));
        }
        long end = time.nanos() + settings.timeout().toNanos();
        return await(
                end,
                connections.send(
                        request,
                        target,
                        info -> info.statusCode() / 100 == 2
                                ? new BoundedBody(query.mostBytes(), false)
                                : new BoundedBody(ERROR_BYTES, true)));
    }

    /**
     * Waits for the whole answer, body included, which the client's own timeout does not cover. A request under way is
     * waited for although the thread is interrupted: its answer may have to be paid for.
     *
     * @param end when it is given up
     */
    private HttpResponse<byte[]> await(long end, CompletableFuture<HttpResponse<byte[]>> exchange) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return exchange.get(end - time.nanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new Setback(
                    "gave no whole answer within " + shown(settings.timeout()) + " (--api-timeout)",
                    Optional.empty(),
                    !answered);
        } catch (CancellationException e) {
            throw new StoppedException();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof BoundedBody.TooLongException) {
            return PlumblineException.endpoint(
                    address + " answered with something that cannot be used: " + cause.getMessage());
        }
        if (cause instanceof ConnectException && cause.getCause() instanceof UnresolvedAddressException) {
            return PlumblineException.endpoint(address + " cannot be reached: there is no host " + address.host()
                    + ", or no name server to ask; is the address right?");
        }
        if (cause instanceof IOException) {
            String said = ServerMessage.clean(String.valueOf(cause.getMessage()), key);
            boolean unreachable = cause instanceof ConnectException || cause instanceof SSLException;
            return new Setback(
                    unreachable
                            ? "cannot be reached ("
                                    + (cause.getMessage() == null ? "nothing listens at that port" : said) + ")"
                            : "broke the connection off (" + said + ")",
                    Optional.empty(),
                    // a server that has answered before will again; at an address that is wrong nobody ever does
                    !answered || cause instanceof ProtocolException);
        }
        if (cause instanceof RuntimeException runtime) {
            return runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    private static String shown(Duration time) {
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** What a server says of itself, which is kept with results, without the key. */
    byte[] masked(byte[] answer) {
        return key.mask(new String(answer, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    EndpointAddress address() {
        return address;
    }
}
