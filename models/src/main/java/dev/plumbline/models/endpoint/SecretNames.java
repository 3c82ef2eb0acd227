package dev.plumbline.models.endpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by their names, and by how keys begin, what must not stand in a command line or a result. */
final class SecretNames {

    private static final Set<String> WORDS = Set.of(
            "key",
            "apikey",
            "token",
            "accesstoken",
            "secret",
            "clientsecret",
            "sig",
            "signature",
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "pass",
            "auth",
            "authorization",
            "credential",
            "credentials",
            "code",
            "jwt",
            "bearer",
            "sas",
            "cookie");

    private static final Pattern BOUNDARY = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern KEY =
            Pattern.compile("(?i:bearer\\s).*|(sk-|pa-|hf_|jina_|nvapi-|AIza|eyJ)\\S{8,}", Pattern.DOTALL);

    private SecretNames() {}

    /** Whether what has this name, such as {@code x-api-key} or {@code accessToken}, is likely to be a secret. */
    static boolean name(String name) {
        return Arrays.stream(BOUNDARY.split(name))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(WORDS::contains);
    }

    /** Whether a value begins as the keys of known services do. */
    static boolean value(String value) {
        return KEY.matcher(value).matches();
    }
}
