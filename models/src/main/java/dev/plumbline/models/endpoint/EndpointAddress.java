package dev.plumbline.models.endpoint;

import dev.plumbline.error.PlumblineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where an endpoint is, without anything secret: safe to print and to keep.
 *
 * @param base scheme, host, port and path, in one spelling, no slash at its end
 */
record EndpointAddress(URI base) {

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Reads what {@code --model} says.
     *
     * @throws PlumblineException of kind USAGE, which does not repeat what may hold a secret
     */
    static EndpointAddress parse(String spec) {
        URI uri;
        try {
            uri = new URI(spec);
        } catch (URISyntaxException e) {
            // what it is may hold a password
            throw PlumblineException.usage("--model is not an address: " + e.getReason() + " at character "
                    + (e.getIndex() + 1) + "; it has the form http(s)://HOST[:PORT][/PATH]");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw PlumblineException.usage("--model takes an address without user, password, ? and #: command lines are"
                    + " seen by others. A key goes into an environment variable, see --api-key-env");
        }
        if (uri.getHost() == null) {
            throw PlumblineException.usage(
                    "--model " + spec + " names no host; it has the form" + " http(s)://HOST[:PORT][/PATH]");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().replaceFirst("/+$", "");
        return new EndpointAddress(URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path));
    }

    /** The address of something below it. */
    URI at(String path) {
        return URI.create(base + path);
    }

    boolean encrypted() {
        return base.getScheme().equals("https");
    }

    /** Whether it is this machine, as far as its name tells; no name is looked up. */
    boolean loopback() {
        String host = host();
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    String host() {
        return base.getHost();
    }

    /** Whether another address is the same server, spoken to in the same way. */
    boolean sameOrigin(URI other) {
        return base.getScheme().equalsIgnoreCase(other.getScheme())
                && host().equalsIgnoreCase(other.getHost())
                && port(base) == port(other);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
