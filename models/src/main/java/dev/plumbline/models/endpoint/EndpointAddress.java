package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an endpoint is, without anything secret: safe to print and to keep.
 *
 * @param base scheme, host, port and path, in one spelling, no slash at its end
 * @param query sent with every request, as given, without its question mark; empty for none
 */
record EndpointAddress(URI base, String query) {

    /** Azure OpenAI's, which wants {@code ?api-version=} and takes its key in another header. */
    private static final Pattern DEPLOYMENT = Pattern.compile(".*/openai/deployments/([^/]+)");

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
                    + (e.getIndex() + 1) + "; it has the form http(s)://HOST[:PORT][/PATH][?NAME=VALUE]");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw PlumblineException.usage("--model takes an address without user, password and #: command lines are"
                    + " seen by others. A key goes into an environment variable, see --api-key-env");
        }
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        if (!query.isEmpty()) {
            Arrays.stream(query.split("&", -1)).forEach(EndpointAddress::checkParameter);
        }
        if (uri.getHost() == null) {
            throw PlumblineException.usage(
                    "--model " + spec + " names no host; it has the form" + " http(s)://HOST[:PORT][/PATH]");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().replaceFirst("/+$", "");
        return new EndpointAddress(
                URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path), query);
    }

    private static void checkParameter(String parameter) {
        int equals = parameter.indexOf('=');
        // a name alone may be anything
        String name = equals < 1 ? "" : decoded(parameter.substring(0, equals));
        if (name.isEmpty() || SecretNames.name(name) || SecretNames.value(decoded(parameter.substring(equals + 1)))) {
            throw PlumblineException.usage("--model takes an address with parameters like ?api-version=..., not with"
                    + (name.isEmpty() ? " what is no NAME=VALUE" : " one that looks like a secret")
                    + ": command lines are seen by others, and addresses are recorded. A key goes into an environment"
                    + " variable, see --api-key-env, and is sent in the header that --api-key-header names");
        }
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // a stray percent sign: it is sent as it is
            return part;
        }
    }

    /** The name in Azure OpenAI's route to a deployment. */
    Optional<String> deployment() {
        Matcher route = DEPLOYMENT.matcher(base.getPath());
        return route.matches() ? Optional.of(route.group(1)) : Optional.empty();
    }

    /** Whether it has the form of an address at Azure OpenAI: a deployment's, or with an {@code api-version}. */
    boolean azure() {
        return deployment().isPresent()
                || Arrays.stream(query.split("&")).anyMatch(parameter -> parameter.startsWith("api-version="));
    }

    /** The address of something below it, which may have been given with it. */
    URI at(String path) {
        String root = base.toString();
        return URI.create((root.endsWith(path) ? root : root + path) + (query.isEmpty() ? "" : "?" + query));
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
        return at("").toString();
    }
}
