package dev.plumbline.reports.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Plumbline's marks, notes and warnings are in another language. Results keep them in English, as they were written; the
 * page says them again. A line of the resource has the sentence and its translation, a tab between, and {@code {0}} to {@code
 * {9}} for what differs; what stands there is itself said again where it is known. The first line that fits counts. A line
 * of two places and no word joins two remarks, or a name and a remark: it fits only where what it joins is known.
 */
final class Remarks {

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final Pattern JOIN = Pattern.compile("\\{0}(\\W+)\\{1}");

    /** Behind a name. */
    private static final String NAMED = ": ";

    /** How deep remarks hold others. */
    private static final int DEEPEST = 4;

    static final Remarks CHINESE = new Remarks("remarks_zh.tsv");

    private final List<Template> templates = new ArrayList<>();
    private final List<Join> joins = new ArrayList<>();

    /** A sentence with places, and its translation. */
    private record Template(String source, Pattern sentence, List<Integer> places, String translation) {}

    /** What stands between two remarks, and what in the translation. */
    private record Join(String between, String translation) {}

    private Remarks(String resource) {
        try (InputStream in = Remarks.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + resource);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    Matcher join = JOIN.matcher(line.substring(0, tab));
                    if (join.matches()) {
                        joins.add(new Join(join.group(1), line.substring(tab + 1)));
                    } else {
                        templates.add(template(line.substring(0, tab), line.substring(tab + 1)));
                    }
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
        return new Template(sentence, Pattern.compile(pattern.toString(), Pattern.DOTALL), places, translation);
    }

    /** The translation; the remark itself where there is none. */
    String of(String remark) {
        return of(remark, 0);
    }

    /** Whether there is a translation. */
    boolean knows(String remark) {
        return knows(remark, 0);
    }

    /** By sentence, with its places, its translation. */
    Map<String, String> sentences() {
        Map<String, String> sentences = new LinkedHashMap<>();
        templates.forEach(template -> sentences.put(template.source, template.translation));
        return sentences;
    }

    private boolean knows(String remark, int depth) {
        return depth < DEEPEST
                && (templates.stream()
                                .anyMatch(template ->
                                        template.sentence.matcher(remark).matches())
                        || joins.stream().anyMatch(join -> between(join, remark, depth) >= 0));
    }

    private String of(String remark, int depth) {
        if (depth >= DEEPEST) {
            return remark;
        }
        for (Template template : templates) {
            Matcher found = template.sentence.matcher(remark);
            if (found.matches()) {
                List<String> held = new ArrayList<>();
                for (int group = 1; group <= found.groupCount(); group++) {
                    held.add(of(found.group(group), depth + 1));
                }
                return filled(template.translation, template.places, held);
            }
        }
        for (Join join : joins) {
            int at = between(join, remark, depth);
            if (at >= 0) {
                return filled(
                        join.translation,
                        List.of(0, 1),
                        List.of(
                                of(remark.substring(0, at), depth + 1),
                                of(remark.substring(at + join.between.length()), depth + 1)));
            }
        }
        return remark;
    }

    private static String filled(String translation, List<Integer> places, List<String> held) {
        StringBuilder said = new StringBuilder();
        Matcher place = PLACE.matcher(translation);
        while (place.find()) {
            place.appendReplacement(
                    said, Matcher.quoteReplacement(held.get(places.indexOf(Integer.valueOf(place.group(1))))));
        }
        return place.appendTail(said).toString();
    }

    /** Where a remark is joined of what is known; less than 0 where it is not. */
    private int between(Join join, String remark, int depth) {
        for (int at = remark.indexOf(join.between); at > 0; at = remark.indexOf(join.between, at + 1)) {
            boolean first = join.between.equals(NAMED) || knows(remark.substring(0, at), depth + 1);
            if (first && knows(remark.substring(at + join.between.length()), depth + 1)) {
                return at;
            }
        }
        return -1;
    }
}
