package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment variables of {@code huggingface_hub}, read as its {@code constants.py} and {@code utils/_auth.py} read
 * them.
 */
public final class HubEnvironment {

    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;

    private final Map<String, String> variables;
    private final Path home;

    public HubEnvironment(Map<String, String> variables, Path home) {
        this.variables = Map.copyOf(variables);
        this.home = home;
    }

    public static HubEnvironment ofProcess() {
        return new HubEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** All variables, for what is not the hub's alone, such as proxies. */
    public Map<String, String> variables() {
        return variables;
    }

    /** {@code HF_HUB_CACHE}, else {@code HUGGINGFACE_HUB_CACHE}, else {@code hub} in the hub's own folder. */
    public HubCache cache() {
        return new HubCache(path("HF_HUB_CACHE")
                .or(() -> path("HUGGINGFACE_HUB_CACHE"))
                .orElseGet(() -> hubHome().resolve("hub")));
    }

    /** {@code HF_HOME}, else {@code $XDG_CACHE_HOME/huggingface}, else {@code ~/.cache/huggingface}. */
    private Path hubHome() {
        return path("HF_HOME")
                .orElseGet(() -> path("XDG_CACHE_HOME")
                        .orElseGet(() -> home.resolve(".cache"))
                        .resolve("huggingface"));
    }

    /** {@code HF_HUB_OFFLINE} or {@code TRANSFORMERS_OFFLINE}. */
    public boolean offline() {
        return isTrue("HF_HUB_OFFLINE") || (text("HF_HUB_OFFLINE").isEmpty() && isTrue("TRANSFORMERS_OFFLINE"));
    }

    /** {@code HF_HUB_DISABLE_SYMLINKS}: snapshots hold the files themselves. */
    public boolean withoutLinks() {
        return isTrue("HF_HUB_DISABLE_SYMLINKS");
    }

    /**
     * {@code HF_ENDPOINT}, without a slash at its end.
     *
     * @throws PlumblineException of kind USAGE unless it is an http or https address
     */
    public URI endpoint() {
        String given = text("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT).replaceAll("/+$", "");
        try {
            URI endpoint = new URI(given);
            String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && endpoint.getHost() != null
                    && endpoint.getRawQuery() == null
                    && endpoint.getRawFragment() == null
                    && endpoint.getRawUserInfo() == null) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            throw PlumblineException.usage("HF_ENDPOINT '" + given + "' is not an address: " + e.getReason());
        }
        throw PlumblineException.usage(
                "HF_ENDPOINT '" + given + "' is not an address such as " + DEFAULT_ENDPOINT + " or http://mirror:8080");
    }

    /**
     * {@code HF_TOKEN}, else {@code HUGGING_FACE_HUB_TOKEN}, else the content of {@code HF_TOKEN_PATH} or of
     * {@code token} in the hub's own folder; none with {@code HF_HUB_DISABLE_IMPLICIT_TOKEN}.
     *
     * @throws PlumblineException of kind USAGE if the file is there and cannot be read, or the token has characters that no
     *     header can carry
     */
    public Optional<String> token() {
        if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return Optional.empty();
        }
        Optional<String> given = text("HF_TOKEN").or(() -> text("HUGGING_FACE_HUB_TOKEN"));
        return clean(given.isPresent() ? given : tokenFile());
    }

    private Optional<String> tokenFile() {
        Path file = path("HF_TOKEN_PATH").orElseGet(() -> hubHome().resolve("token"));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw PlumblineException.usage("the hub's token in " + file + " cannot be read: " + e);
        }
    }

    private static Optional<String> clean(Optional<String> token) {
        Optional<String> stripped = token.map(String::strip).filter(text -> !text.isEmpty());
        if (stripped.isPresent() && !stripped.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw PlumblineException.usage("the hub's token (HF_TOKEN) has characters that no token has");
        }
        return stripped;
    }

    /** {@code HF_HUB_DOWNLOAD_TIMEOUT} in seconds: how long a download may stand still. */
    public Duration downloadTimeout() {
        return seconds("HF_HUB_DOWNLOAD_TIMEOUT");
    }

    /** {@code HF_HUB_ETAG_TIMEOUT} in seconds: how long any other answer may take. */
    public Duration answerTimeout() {
        return seconds("HF_HUB_ETAG_TIMEOUT");
    }

    private Duration seconds(String name) {
        String given = text(name).orElse(String.valueOf(DEFAULT_TIMEOUT_SECONDS));
        if (!given.matches("[0-9]{1,6}")) {
            throw PlumblineException.usage(name + " must be a number of seconds, not '" + given + "'");
        }
        // zero is the library's default as well
        return Duration.ofSeconds(given.matches("0+") ? DEFAULT_TIMEOUT_SECONDS : Integer.parseInt(given));
    }

    private boolean isTrue(String name) {
        return TRUE.contains(variables.getOrDefault(name, "").toUpperCase(Locale.ROOT));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** With {@code ~} and {@code $NAME} at work, as a shell would have left them out of quotes. */
    private Optional<Path> path(String name) {
        return text(name).map(value -> {
            String expanded = value.equals("~") || value.startsWith("~/") ? home + value.substring(1) : value;
            return Path.of(VARIABLE.matcher(expanded).replaceAll(found -> {
                String variable = found.group(1) == null ? found.group(2) : found.group(1);
                return Matcher.quoteReplacement(variables.getOrDefault(variable, found.group()));
            }));
        });
    }
}
