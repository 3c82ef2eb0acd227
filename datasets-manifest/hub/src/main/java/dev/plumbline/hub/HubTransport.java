package dev.plumbline.hub;

import dev.plumbline.http.HttpConnections;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the endpoint, and to wherever it redirects them. The token goes to the endpoint's own server and to no other,
 * and no redirect leads from https to http.
 */
final class HubTransport {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 10;

    private final HubAddresses addresses;
    private final Optional<String> token;
    private final String userAgent;
    private final HttpConnections connections;

    HubTransport(HubEnvironment environment, String userAgent) {
        this.addresses = new HubAddresses(environment.endpoint());
        this.token = environment.token();
        this.userAgent = userAgent;
        this.connections =
                new HttpConnections(environment.variables(), environment.endpoint(), false, Duration.ofSeconds(10));
    }

    HubAddresses addresses() {
        return addresses;
    }

    boolean hasToken() {
        return token.isPresent();
    }

    /**
     * One request, redirects followed. A HEAD ends at the redirect that leads away from the endpoint: what it wants to know
     * stands there.
     *
     * @param patience how long headers may take, and how long a body may stand still
     * @throws TransientFailure if no connection is made or it breaks
     * @throws IOException for a certificate that does not hold, or a redirect that is refused
     */
    HubReply exchange(String method, URI address, Map<String, String> headers, Duration patience) throws IOException {
        URI current = address;
        HttpResponse<InputStream> fromHub = null;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = send(method, current, headers, patience);
            if (addresses.owns(current) || fromHub == null) {
                fromHub = response;
            }
            Optional<URI> next = redirect(current, response);
            if (next.isEmpty() || (method.equals("HEAD") && !addresses.owns(next.get()))) {
                return new HubReply(
                        response.statusCode(),
                        shown(current),
                        fromHub.headers(),
                        response.headers(),
                        new PatientBody(response.body(), patience));
            }
            response.body().close();
            current = next.get();
        }
        throw new IOException(shown(address) + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private HttpResponse<InputStream> send(String method, URI address, Map<String, String> headers, Duration patience)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(patience)
                .header("User-Agent", userAgent)
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (addresses.owns(address)) {
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        }
        CompletableFuture<HttpResponse<InputStream>> exchange =
                connections.send(request, address, HttpResponse.BodyHandlers.ofInputStream());
        try {
            return exchange.get();
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted");
            stopped.initCause(e);
            throw stopped;
        } catch (ExecutionException e) {
            throw failure(address, patience, e.getCause());
        }
    }

    private static IOException failure(URI address, Duration patience, @Nullable Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return TransientFailure.unreachable(server(address) + " cannot be reached (" + reason(cause) + ")", cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return TransientFailure.cut(
                    server(address) + " did not answer within " + patience.toSeconds() + " s", cause);
        }
        if (cause instanceof SSLException) {
            return new IOException(
                    "no safe connection to " + server(address) + " (" + cause.getMessage()
                            + "); a proxy that reads along needs its certificate in Java's trust store",
                    cause);
        }
        if (cause instanceof IOException) {
            return TransientFailure.cut(
                    "the connection to " + server(address) + " broke (" + reason(cause) + ")", cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    private static Optional<URI> redirect(URI from, HttpResponse<?> response) throws IOException {
        Optional<String> location = response.headers().firstValue("Location");
        if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
            return Optional.empty();
        }
        URI target;
        try {
            target = from.resolve(new URI(location.get()));
        } catch (URISyntaxException e) {
            throw new IOException(shown(from) + " redirects to what is no address", e);
        }
        String scheme = HubAddresses.scheme(target);
        boolean web = scheme.equals("https") || scheme.equals("http");
        boolean weaker = HubAddresses.scheme(from).equals("https") && !scheme.equals("https");
        if (!web || weaker || target.getHost() == null || target.getRawUserInfo() != null) {
            throw new IOException(shown(from) + " redirects to " + shown(target) + ", which is refused");
        }
        return Optional.of(target);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
            return "there is no host of that name, or no name server to ask";
        }
        String said = cause.getMessage();
        return said == null || said.isBlank()
                ? cause instanceof ClosedChannelException || cause instanceof ConnectException
                        ? "the connection is refused"
                        : "no reason is given"
                : said;
    }

    /** {@code https://host}, for messages. */
    private static String server(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** Without the query, in which storage servers carry signatures. */
    private static URI shown(URI address) {
        String text = address.toString();
        int end = text.indexOf('?');
        return end < 0 ? address : URI.create(text.substring(0, end));
    }
}
