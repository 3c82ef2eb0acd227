package dev.plumbline.reports.page;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page's own words in one language. What data and files say is not translated, but for the remarks that Plumbline itself
 * wrote.
 */
public final class Texts {

    /** The languages there are. */
    public static final List<String> LANGUAGES = List.of("en", "zh");

    private static final Pattern LOCALE_PARTS = Pattern.compile("[-_.]");

    private final String language;
    private final Properties texts;

    private Texts(String language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    /**
     * The words of a language.
     *
     * @param locale {@code en} or {@code zh}, with script or region if one likes: {@code zh-CN}, {@code zh_Hans}, {@code
     *     en-GB}
     * @throws PlumblineException of kind USAGE for another
     */
    public static Texts of(String locale) {
        String language = LOCALE_PARTS.split(locale.toLowerCase(Locale.ROOT), 2)[0];
        if (!LANGUAGES.contains(language)) {
            throw PlumblineException.usage("there are no texts in \"" + locale + "\", only in " + LANGUAGES);
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

    /** A remark of Plumbline's own in the page's language; one that is not known stays as it is. */
    String said(String remark) {
        return language.equals("zh") ? Remarks.CHINESE.of(remark) : remark;
    }

    /** Several remarks in a row. */
    String said(List<String> remarks) {
        return remarks.stream().map(this::said).collect(Collectors.joining(get("page.semicolon")));
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

    /** What tasks of a type ask of a model; empty for an unknown type. */
    String about(String type) {
        return texts.getProperty("about." + type, "");
    }

    /** A task type's name; as it is where there is no other. */
    String type(String type) {
        return texts.getProperty("type." + type, type);
    }
}
