package dev.plumbline.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server and to wherever it sends us: HTTP/1.1 through the proxies that the environment names. Redirects
 * are answers like others: whether a key may go along is for the caller to say. Safe for use by several threads.
 */
public final class HttpConnections {

    private static final Duration TO_CONNECT = Duration.ofSeconds(10);

    private final EnvironmentProxies proxies;
    private final boolean direct;
    private final Duration toConnect;
    private @Nullable HttpClient client;

    /**
     * Nothing is opened yet.
     *
     * @param environment variables, of which {@code HTTPS_PROXY} and its kin are read
     * @param server the server's address
     * @param direct without a proxy, as between this machine and itself
     * @param patience how long a connection may take to be made; ten seconds at most
     */
    public HttpConnections(Map<String, String> environment, URI server, boolean direct, Duration patience) {
        this.proxies = new EnvironmentProxies(environment);
        this.direct = direct;
        this.toConnect = patience.compareTo(TO_CONNECT) < 0 ? patience : TO_CONNECT;
        proxies.allowPasswords(server);
    }

    /** Made when the first request is sent: most runs find all they need on this machine. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .proxy(direct ? HttpClient.Builder.NO_PROXY : proxies)
                    // a connection per request: the streams of one HTTP/2 connection share what a lost packet costs,
                    // and
                    // some servers stumble over the offer of HTTP/2 on an unencrypted one
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(toConnect)
                    .build();
        }
        return client;
    }

    /** Sends a request. */
    public <T> CompletableFuture<HttpResponse<T>> send(
            HttpRequest.Builder request, URI target, HttpResponse.BodyHandler<T> body) {
        if (!direct) {
            proxies.authorization(target).ifPresent(user -> request.setHeader("Proxy-Authorization", user));
        }
        return client().sendAsync(request.uri(target).build(), body);
    }
}
