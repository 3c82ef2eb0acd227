package dev.plumbline.reports.figure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Published models that a reader has heard of, by the beginnings of their names: a family is one. The list that comes with
 * Plumbline, {@code well-known.txt}, says in its head what it is for.
 *
 * @param beginnings at least one, each an organisation, a slash and the beginning of a name; none begins another
 */
public record WellKnownModels(List<String> beginnings) {

    private static final String FILE = "well-known.txt";
    private static final Pattern BEGINNING = Pattern.compile("[\\w.-]+/[\\w.-]+");
    private static final String COMMENT = "#";

    public WellKnownModels {
        beginnings = List.copyOf(beginnings);
        if (beginnings.isEmpty()) {
            throw new IllegalArgumentException("a list of well known models names none");
        }
        Set<String> before = new TreeSet<>();
        for (String beginning : beginnings) {
            if (!BEGINNING.matcher(beginning).matches()) {
                throw new IllegalArgumentException("no beginning of a model's name: \"" + beginning + "\"");
            }
            for (String other : before) {
                if (beginning.startsWith(other) || other.startsWith(beginning)) {
                    throw new IllegalArgumentException(
                            "\"" + beginning + "\" and \"" + other + "\" name the same models");
                }
            }
            before.add(beginning);
        }
    }

    /** The list that comes with Plumbline. */
    public static WellKnownModels bundled() {
        try (InputStream in = WellKnownModels.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + FILE);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("bundled " + FILE, e);
        }
    }

    /** Of lines; those that begin with {@code #}, and empty ones, say nothing. */
    static WellKnownModels parse(String text) {
        return new WellKnownModels(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
                .toList());
    }

    /**
     * Whether a model is one of them.
     *
     * @param model {@code org/name}
     */
    public boolean has(String model) {
        return beginnings.stream().anyMatch(model::startsWith);
    }
}
