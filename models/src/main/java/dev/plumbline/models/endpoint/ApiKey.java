package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secret an endpoint asks for. It leaves this class as a request's header only. */
final class ApiKey {

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer)\\s+[^\\s\"',;]+");
    private static final String MASK = "***";
    private static final String AZURE_VARIABLE = "AZURE_OPENAI_API_KEY";
    private static final List<String> HUGGING_FACE = List.of(".huggingface.co", ".huggingface.cloud");

    private final Optional<String> secret;
    private final String variable;
    private final KeyHeader header;

    private ApiKey(Optional<String> secret, String variable, KeyHeader header) {
        this.secret = secret;
        this.variable = variable;
        this.header = header;
    }

    /**
     * Reads the key from its environment variable. Without {@code --api-key-env}, it is the API's usual variable, and only
     * where a key is meant to go: an OpenAI key over an encrypted connection or to this machine, a Hugging Face token to
     * Hugging Face. It goes into the header that {@code --api-key-header} names: without it, as a bearer's, or as Azure
     * OpenAI wants it at an address of that form.
     *
     * @throws PlumblineException of kind USAGE if the variable that was named is not set, or a value is no key
     */
    static ApiKey of(EndpointAddress address, Api api, EndpointSettings settings) {
        boolean azure = api == Api.OPENAI && address.azure();
        KeyHeader header = settings.keyHeader().orElse(azure ? KeyHeader.AZURE : KeyHeader.BEARER);
        String usual = azure && settings.environment().containsKey(AZURE_VARIABLE) ? AZURE_VARIABLE : api.keyVariable();
        String variable = settings.keyVariable().orElse(usual);
        if (settings.keyVariable().isEmpty() && !expectsUsualKey(address, api)) {
            return new ApiKey(Optional.empty(), variable, header);
        }
        String value = settings.environment().get(variable);
        if (value == null || value.isBlank()) {
            if (settings.keyVariable().isPresent()) {
                throw PlumblineException.usage(
                        "--api-key-env " + variable + ": there is no such environment variable, or it is empty");
            }
            return new ApiKey(Optional.empty(), variable, header);
        }
        String key = value.strip();
        if (!VISIBLE.matcher(key).matches()) {
            throw PlumblineException.usage("the environment variable " + variable
                    + " holds no key: blanks, line breaks or characters beyond ASCII are in it");
        }
        return new ApiKey(Optional.of(key), variable, header);
    }

    private static boolean expectsUsualKey(EndpointAddress address, Api api) {
        return switch (api) {
            case OPENAI -> address.encrypted() || address.loopback();
            case TEI -> address.encrypted() && HUGGING_FACE.stream().anyMatch(address.host()::endsWith);
        };
    }

    boolean present() {
        return secret.isPresent();
    }

    /** The environment variable it is, or would be, read from. */
    String variable() {
        return variable;
    }

    /** The name of the header it is, or would be, sent in. */
    String header() {
        return header.name();
    }

    void authorise(HttpRequest.Builder request) {
        secret.ifPresent(key -> request.setHeader(header.name(), header.value(key)));
    }

    /** A text from outside without the key in it. */
    String mask(String text) {
        String masked = BEARER.matcher(text).replaceAll("$1 " + MASK);
        if (secret.isPresent()) {
            String key = secret.get();
            masked = masked.replace(key, MASK).replace(URLEncoder.encode(key, StandardCharsets.UTF_8), MASK);
        }
        return masked;
    }

    @Override
    public String toString() {
        return present() ? MASK : "none";
    }
}
