package dev.plumbline.reports.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a sentence or of a table's cell. */
sealed interface Inline {

    /** Our own words. */
    record Words(String text) implements Inline {
        public Words {
            Objects.requireNonNull(text, "text");
        }
    }

    /** A text out of the data: a name, a message, a sample. */
    record Given(String text) implements Inline {
        public Given {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A text out of the data that leads somewhere.
     *
     * @param to an address that begins with https
     */
    record Link(String text, String to) implements Inline {
        public Link {
            Objects.requireNonNull(text, "text");
            if (!to.startsWith("https://")) {
                throw new IllegalArgumentException("a link leads to https, not " + to);
            }
        }
    }

    /** The same where every blank counts, such as a prompt or a command. */
    record Literal(String text) implements Inline {
        public Literal {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A number.
     *
     * @param value as the JSON form has it
     * @param at where it has it, as a JSON pointer
     */
    record Figure(double value, String at, Style style) implements Inline {
        public Figure {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(style, "style");
        }

        public Figure(long value, String at, Style style) {
            this((double) value, at, style);
        }

        String text() {
            return style.format(value);
        }
    }

    static List<Inline> words(String text) {
        return List.of(new Words(text));
    }

    static List<Inline> given(String text) {
        return List.of(new Given(text));
    }

    /** A link where there is one to follow. */
    static Inline linked(String text, Optional<String> to) {
        return to.isPresent() ? new Link(text, to.get()) : new Given(text);
    }

    static List<Inline> number(double value, String at, Style style) {
        return List.of(new Figure(value, at, style));
    }

    static List<Inline> number(long value, String at, Style style) {
        return List.of(new Figure(value, at, style));
    }

    /** A dash where there is none. */
    static List<Inline> number(OptionalDouble value, String at, Style style) {
        return value.isPresent() ? number(value.getAsDouble(), at, style) : words("\u2013");
    }

    /** Fills {@code {0}}, {@code {1}} ... of a sentence. */
    static List<Inline> sentence(String template, Inline... parts) {
        List<Inline> sentence = new ArrayList<>();
        Matcher places = Template.PLACE.matcher(template);
        int done = 0;
        while (places.find()) {
            if (places.start() > done) {
                sentence.add(new Words(template.substring(done, places.start())));
            }
            sentence.add(parts[Integer.parseInt(places.group(1))]);
            done = places.end();
        }
        if (done < template.length()) {
            sentence.add(new Words(template.substring(done)));
        }
        return sentence;
    }

    /** Names in a row, with a comma between. */
    static List<Inline> names(List<String> names, String comma) {
        List<Inline> row = new ArrayList<>();
        for (String name : names) {
            if (!row.isEmpty()) {
                row.add(new Words(comma));
            }
            row.add(new Given(name));
        }
        return row;
    }

    /** The form of places in sentences. */
    final class Template {
        private static final Pattern PLACE = Pattern.compile("\\{(\\d)\\}");

        private Template() {}
    }
}
