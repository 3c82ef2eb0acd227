package dev.plumbline.models.endpoint;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * The secret an endpoint asks for. It leaves this class as a request's header only. One that is in a file may be exchanged
 * while requests are made; one in an environment variable stays what it was when the process began. Safe from several threads.
 */
final class ApiKey {

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer)\\s+[^\\s\"',;]+");
    private static final String MASK = "***";
    private static final String AZURE_VARIABLE = "AZURE_OPENAI_API_KEY";
    private static final List<String> HUGGING_FACE = List.of(".huggingface.co", ".huggingface.cloud");
    private static final int MOST_BYTES = 1 << 16;

    private final Optional<Path> file;
    private final String variable;
    private final KeyHeader header;
    /** In the order of their use; the last is the one to send. Empty where there is none. */
    private final List<String> secrets = new CopyOnWriteArrayList<>();

    private ApiKey(Optional<Path> file, String variable, KeyHeader header) {
        this.file = file;
        this.variable = variable;
        this.header = header;
    }

    /**
     * Reads the key from its file or environment variable. Without {@code --api-key-file} and {@code --api-key-env}, it is the
     * API's usual variable, and only where a key is meant to go: an OpenAI key over an encrypted connection or to this
     * machine, a Hugging Face token to Hugging Face. It goes into the header that {@code --api-key-header} names: without it,
     * as a bearer's, or as Azure OpenAI wants it at an address of that form.
     *
     * @throws PlumblineException of kind USAGE if the file or variable that was named has none, or a value is no key
     */
    static ApiKey of(EndpointAddress address, Api api, EndpointSettings settings) {
        boolean azure = api == Api.OPENAI && address.azure();
        KeyHeader header = settings.keyHeader().orElse(azure ? KeyHeader.AZURE : KeyHeader.BEARER);
        String usual = azure && settings.environment().containsKey(AZURE_VARIABLE) ? AZURE_VARIABLE : api.keyVariable();
        ApiKey key = new ApiKey(settings.keyFile(), settings.keyVariable().orElse(usual), header);
        if (settings.keyFile().isPresent()) {
            if (settings.keyVariable().isPresent()) {
                throw PlumblineException.usage("--api-key-file and --api-key-env both name the key: give one");
            }
            key.take(
                    fromFile(settings.keyFile().get()),
                    "--api-key-file " + settings.keyFile().get());
        } else if (settings.keyVariable().isPresent() || expectsUsualKey(address, api)) {
            String value = settings.environment().getOrDefault(key.variable, "");
            if (!value.isBlank()) {
                key.take(value.strip(), "the environment variable " + key.variable);
            } else if (settings.keyVariable().isPresent()) {
                throw PlumblineException.usage(
                        "--api-key-env " + key.variable + ": there is no such environment variable, or it is empty");
            }
        }
        return key;
    }

    private static String fromFile(Path file) {
        String value;
        try {
            value = read(file);
        } catch (IOException e) {
            throw PlumblineException.usage("--api-key-file " + file + " cannot be read: " + e);
        }
        if (value.isEmpty()) {
            throw PlumblineException.usage("--api-key-file " + file + " is empty");
        }
        return value;
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(OrdinaryFiles.require(file))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        }
    }

    private void take(String value, String place) {
        if (!VISIBLE.matcher(value).matches()) {
            throw PlumblineException.usage(
                    place + " holds no key: blanks, line breaks or characters beyond ASCII are in it");
        }
        secrets.add(value);
    }

    private static boolean expectsUsualKey(EndpointAddress address, Api api) {
        return switch (api) {
            case OPENAI -> address.encrypted() || address.loopback();
            case TEI -> address.encrypted() && HUGGING_FACE.stream().anyMatch(address.host()::endsWith);
        };
    }

    boolean present() {
        return !secrets.isEmpty();
    }

    /** Whether another may come in its place. */
    boolean renewable() {
        return file.isPresent();
    }

    /** How many keys there have been; grows with {@link #renewed}. */
    int number() {
        return secrets.size();
    }

    /**
     * Whether there is another key than that which was refused: another request has found it, or it is in the file by now. A
     * file that is just being written holds none yet.
     *
     * @param refused the {@link #number()} before the request
     */
    synchronized boolean renewed(int refused) {
        if (secrets.size() > refused) {
            return true;
        }
        if (file.isEmpty()) {
            return false;
        }
        String value;
        try {
            value = read(file.get());
        } catch (IOException e) {
            return false;
        }
        if (!VISIBLE.matcher(value).matches() || value.equals(secrets.get(secrets.size() - 1))) {
            return false;
        }
        secrets.add(value);
        return true;
    }

    /** Where it is, or would be, read from, in words. */
    String place() {
        return file.map(path -> "the file " + path).orElse("the environment variable " + variable);
    }

    /** The environment variable it would be read from. */
    String variable() {
        return variable;
    }

    /** The name of the header it is, or would be, sent in. */
    String header() {
        return header.name();
    }

    void authorise(HttpRequest.Builder request) {
        if (present()) {
            request.setHeader(header.name(), header.value(secrets.get(secrets.size() - 1)));
        }
    }

    /** A text from outside without any of the keys in it. */
    String mask(String text) {
        String masked = BEARER.matcher(text).replaceAll("$1 " + MASK);
        for (String key : secrets) {
            masked = masked.replace(key, MASK).replace(URLEncoder.encode(key, StandardCharsets.UTF_8), MASK);
        }
        return masked;
    }

    @Override
    public String toString() {
        return present() ? MASK : "none";
    }
}
