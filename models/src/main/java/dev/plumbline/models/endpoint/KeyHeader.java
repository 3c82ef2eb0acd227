package dev.plumbline.models.endpoint;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The request header that holds the key.
 *
 * @param name such as {@code Authorization} or {@code api-key}
 * @param scheme word before the key, such as {@code Bearer}; empty for the key alone
 */
record KeyHeader(String name, String scheme) {

    /** RFC 9110, 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Set by the client, or by us. */
    private static final Set<String> TAKEN = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    static final KeyHeader BEARER = new KeyHeader("Authorization", "Bearer");
    /** Azure OpenAI's. */
    static final KeyHeader AZURE = new KeyHeader("api-key", "");

    KeyHeader {
        name = checked(name);
        if (!scheme.isEmpty() && !TOKEN.matcher(scheme).matches()) {
            throw new IllegalArgumentException("--api-key-header: what stands after the colon is no word like Bearer;"
                    + " the key itself goes into an environment variable, see --api-key-env");
        }
    }

    /**
     * Reads {@code NAME} or {@code NAME: SCHEME}. {@code Authorization} alone has the scheme {@code Bearer}, every other name
     * alone none.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static KeyHeader parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            String name = text.strip();
            return new KeyHeader(name, name.equalsIgnoreCase(BEARER.name) ? BEARER.scheme : "");
        }
        return new KeyHeader(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    /**
     * A header's name, if it may be set.
     *
     * @throws IllegalArgumentException if it may not
     */
    static String checked(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("a header's name consists of letters, digits and - and is not '"
                    + (SecretNames.value(name) ? "***" : name) + "'");
        }
        if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " cannot be chosen");
        }
        return name;
    }

    String value(String key) {
        return scheme.isEmpty() ? key : scheme + " " + key;
    }
}
