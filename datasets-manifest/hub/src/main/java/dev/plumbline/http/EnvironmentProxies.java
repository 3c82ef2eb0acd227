package dev.plumbline.http;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies named by {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in either case, the
 * lower one first; where none is, those of Java's own system properties.
 *
 * <p>{@code NO_PROXY} is a list of host names, each with the names below it, with or without a port; {@code *} is all.
 */
public final class EnvironmentProxies extends ProxySelector {

    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    /** Read once per JVM, when its client starts; Java forbids Basic for proxies that tunnel unless it is empty. */
    private static final String TUNNEL_PROPERTY = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> variables;

    /** The proxies that these environment variables, name to value, say. */
    public EnvironmentProxies(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** To be called before the first client is built that asks this address. */
    public void allowPasswords(URI address) {
        if (authorization(address).isPresent() && System.getProperty(TUNNEL_PROPERTY) == null) {
            System.setProperty(TUNNEL_PROPERTY, "");
        }
    }

    @Override
    public List<Proxy> select(URI address) {
        Optional<URI> proxy = proxy(address);
        if (proxy.isPresent()) {
            return List.of(
                    new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().getHost(), port(proxy.get()))));
        }
        ProxySelector ofJava = ProxySelector.getDefault();
        return excepted(address) || ofJava == null ? DIRECT : ofJava.select(address);
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException e) {
        // whoever asked gets the exception
    }

    /** The value of {@code Proxy-Authorization} where the proxy's address has a user and a password. */
    public Optional<String> authorization(URI address) {
        return proxy(address)
                .map(URI::getRawUserInfo)
                .map(user -> URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8))
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<URI> proxy(URI address) {
        if (excepted(address)) {
            return Optional.empty();
        }
        String scheme = scheme(address);
        return variable(scheme + "_proxy").or(() -> variable("all_proxy")).map(EnvironmentProxies::parse);
    }

    private Optional<String> variable(String lowerCase) {
        return Optional.ofNullable(variables.get(lowerCase))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(variables.get(lowerCase.toUpperCase(Locale.ROOT)))
                        .filter(value -> !value.isBlank()));
    }

    private boolean excepted(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        for (String entry :
                variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = entry.strip().replaceFirst("^\\*?\\.", "");
            if (name.equals("*")) {
                return true;
            }
            int colon = name.lastIndexOf(':');
            boolean withPort = colon >= 0 && name.indexOf(':') == colon;
            if (withPort && !name.substring(colon + 1).equals(String.valueOf(port(address)))) {
                continue;
            }
            String domain = withPort ? name.substring(0, colon) : name;
            if (!domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain))) {
                return true;
            }
        }
        return false;
    }

    private static String scheme(URI address) {
        return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return scheme(address).equals("https") ? 443 : 80;
    }

    private static URI parse(String proxy) {
        try {
            URI address = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
            if (scheme(address).equals("http") && address.getHost() != null) {
                return address;
            }
            throw PlumblineException.usage("the proxy " + withoutUser(proxy)
                    + " is not supported: HTTP_PROXY and HTTPS_PROXY must name an HTTP proxy, http://host:port");
        } catch (URISyntaxException e) {
            throw PlumblineException.usage(
                    "the proxy " + withoutUser(proxy) + " is not an address such as http://host:port");
        }
    }

    private static String withoutUser(String proxy) {
        return proxy.replaceFirst("//.*@", "//");
    }
}
