package dev.plumbline.hub;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Addresses below an endpoint, as {@code huggingface_hub} 2.4.0 forms them. */
record HubAddresses(URI endpoint) {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** What a revision is now: its commit, and the names of its files. */
    URI revision(RepositoryId id, String revision) {
        return URI.create(api(id) + "/revision/" + encoded(revision, "") + "?blobs=true");
    }

    /** The files of a commit, page by page. */
    URI tree(RepositoryId id, String commit, String query) {
        return URI.create(api(id) + "/tree/" + encoded(commit, "") + "?" + query);
    }

    URI file(RepositoryId id, String commit, String path) {
        return URI.create(page(id) + "/resolve/" + encoded(commit, "") + "/" + encoded(path, "/"));
    }

    /** Where people look at the repository, and accept its terms. */
    String page(RepositoryId id) {
        return endpoint + "/" + id.type().urlPrefix() + encoded(id.name(), "/");
    }

    private String api(RepositoryId id) {
        return endpoint + "/api/" + id.type().plural() + "/" + encoded(id.name(), "/");
    }

    /** Whether an address is of the endpoint's own server, which alone may see the token. */
    boolean owns(URI address) {
        return scheme(address).equals(scheme(endpoint))
                && String.valueOf(address.getHost()).equalsIgnoreCase(endpoint.getHost())
                && port(address) == port(endpoint);
    }

    static String scheme(URI address) {
        return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return scheme(address).equals("https") ? 443 : 80;
    }

    private static String encoded(String text, String alsoKept) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((UNRESERVED + alsoKept).indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }
}
