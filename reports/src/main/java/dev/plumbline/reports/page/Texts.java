package dev.plumbline.reports.page;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** The page's own words in one language. What data and files say is not translated. */
public final class Texts {

    /** The languages there are. */
    public static final List<String> LANGUAGES = List.of("en", "zh");

    private final String language;
    private final Properties texts;

    private Texts(String language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    /**
     * The words of a language.
     *
     * @param language {@code en} or {@code zh}
     * @throws PlumblineException of kind USAGE for another
     */
    public static Texts of(String language) {
        if (!LANGUAGES.contains(language)) {
            throw PlumblineException.usage("there are no texts in \"" + language + "\", only in " + LANGUAGES);
        }
        Properties texts = new Properties();
        try (InputStream in = Texts.class.getResourceAsStream("texts_" + language + ".properties")) {
            if (in == null) {
                throw new IOException("missing from the class path: texts_" + language);
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("bundled texts", e);
        }
        return new Texts(language, texts);
    }

    String language() {
        return language;
    }

    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    String get(String key) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("no text " + key + " in " + language);
        }
        return text;
    }

    /** A task type's name; as it is where there is no other. */
    String type(String type) {
        return texts.getProperty("type." + type, type);
    }
}
