package dev.plumbline.tasks.perturb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Simplified Chinese characters in their traditional forms, character by character, from a table of our own: what is not in it
 * stays. Characters that stand for several traditional ones have the one that is right most often, and those that are usual in
 * traditional writing too (such as that for a queen, which simplified writing uses for "after") stay. Words are not looked at,
 * and Taiwan's or Hong Kong's other words are not put in. All but seven of the 3,755 most common characters (GB 2312's first
 * level) that traditional writing lacks (Big5) are in it.
 */
final class TraditionalCharacters {

    private static final String FILE = "traditional.txt";

    private static final Map<Character, Character> FORMS = read();

    private TraditionalCharacters() {}

    static String write(String text, double rate, UniformRandomProvider random) {
        char[] typed = text.toCharArray();
        for (int i = 0; i < typed.length; i++) {
            boolean hit = random.nextDouble() < rate;
            typed[i] = hit ? FORMS.getOrDefault(typed[i], typed[i]) : typed[i];
        }
        return new String(typed);
    }

    /** Simplified to traditional. */
    static Map<Character, Character> forms() {
        return FORMS;
    }

    /** Lines of pairs, simplified and traditional one after the other; {@code #} begins a remark. */
    private static Map<Character, Character> read() {
        try (InputStream in = Objects.requireNonNull(TraditionalCharacters.class.getResourceAsStream(FILE), FILE)) {
            Map<Character, Character> forms = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String pairs = line.replace(" ", "");
                        for (int i = 0; i + 1 < pairs.length(); i += 2) {
                            if (forms.put(pairs.charAt(i), pairs.charAt(i + 1)) != null) {
                                throw new IllegalStateException(FILE + " has " + pairs.charAt(i) + " twice");
                            }
                        }
                    });
            return Map.copyOf(forms);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
