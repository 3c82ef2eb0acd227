package dev.plumbline.reports.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Plumbline's marks, notes and warnings are in another language. Results keep them in English, as they were written; the
 * page says them again. A line of the resource has the sentence and its translation, a tab between, and {@code {0}} to {@code
 * {9}} for what differs; what stands there is itself said again where it is known.
 */
final class Remarks {

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    /** How deep remarks hold others. */
    private static final int DEEPEST = 4;

    static final Remarks CHINESE = new Remarks("remarks_zh.tsv");

    private final List<Template> templates = new ArrayList<>();

    /** A sentence with places, and its translation. */
    private record Template(Pattern sentence, List<Integer> places, String translation) {}

    private Remarks(String resource) {
        try (InputStream in = Remarks.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + resource);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    templates.add(template(line.substring(0, tab), line.substring(tab + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bundled remarks", e);
        }
    }

    private static Template template(String sentence, String translation) {
        StringBuilder pattern = new StringBuilder();
        List<Integer> places = new ArrayList<>();
        Matcher place = PLACE.matcher(sentence);
        int done = 0;
        while (place.find()) {
            pattern.append(Pattern.quote(sentence.substring(done, place.start())))
                    .append("(.+?)");
            places.add(Integer.valueOf(place.group(1)));
            done = place.end();
        }
        pattern.append(Pattern.quote(sentence.substring(done)));
        return new Template(Pattern.compile(pattern.toString(), Pattern.DOTALL), places, translation);
    }

    /** The translation; the remark itself where there is none. */
    String of(String remark) {
        return of(remark, 0);
    }

    /** Whether there is a translation. */
    boolean knows(String remark) {
        return templates.stream()
                .anyMatch(template -> template.sentence.matcher(remark).matches());
    }

    private String of(String remark, int depth) {
        for (Template template : templates) {
            Matcher found = template.sentence.matcher(remark);
            if (depth < DEEPEST && found.matches()) {
                StringBuilder said = new StringBuilder();
                Matcher place = PLACE.matcher(template.translation);
                while (place.find()) {
                    int group = template.places.indexOf(Integer.valueOf(place.group(1))) + 1;
                    place.appendReplacement(said, Matcher.quoteReplacement(of(found.group(group), depth + 1)));
                }
                return place.appendTail(said).toString();
            }
        }
        return remark;
    }
}
