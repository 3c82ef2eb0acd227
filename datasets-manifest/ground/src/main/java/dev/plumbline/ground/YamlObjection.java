package dev.plumbline.ground;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Why a text is no YAML, in words for who wrote it rather than for who reads SnakeYAML's source. */
final class YamlObjection {

    /** Where the problem is: where it is noticed, or where what is wrong begins. */
    private enum At {
        NOTICED,
        BEGUN
    }

    /**
     * A problem that SnakeYAML names.
     *
     * @param said what it says
     * @param words what is said instead; {@code $1} as in {@link Matcher#replaceFirst}
     */
    private record Known(Pattern said, String words, At at) {}

    private static final List<Known> ALL = List.of(
            known("found undefined alias (.*)", withoutAnchor("$1"), At.NOTICED),
            known("found unexpected end of stream", "a quote that is opened here is never closed", At.BEGUN),
            known("found unexpected document separator", "a quote that is opened here is never closed", At.BEGUN),
            known("expected ',' or '}', but got .*", "a '{' is not closed by '}', or a ',' is missing", At.BEGUN),
            known("expected ',' or ']', but got .*", "a '[' is not closed by ']', or a ',' is missing", At.BEGUN),
            known(
                    "found character '\\\\t.*|.*tab character.*",
                    "a tab stands where blanks must: indent with blanks alone",
                    At.NOTICED),
            known(
                    "found character '(.)' that cannot start any token.*",
                    "a value cannot begin with $1: put it in quotes, as in \"$1...\"",
                    At.NOTICED),
            known(
                    "could not find expected ':'",
                    "a key has no ':' behind it, or a value goes on in a line that is not indented",
                    At.BEGUN),
            known(
                    "mapping values are not allowed here",
                    "a ':' stands where none can: put a value that has one in quotes, and give keys of one mapping the"
                            + " same indentation",
                    At.NOTICED),
            known(
                    "(sequence entries|mapping keys) are not allowed here",
                    "what stands here must begin a line of its own",
                    At.NOTICED),
            known(
                    "expected <block end>, but found .*",
                    "this is not part of what stands before it: is the indentation the same, is a ':' or a '-' missing, is"
                            + " there a bracket or quote too many?",
                    At.NOTICED),
            known("expected the node content, but found .*", "a value is missing", At.NOTICED),
            known(
                    "expected '<document start>', but found .*",
                    "something follows what should be all of it",
                    At.NOTICED),
            known(
                    "found unknown escape character (.)\\(.*",
                    "\\\\$1 means nothing between double quotes: use single ones, or \\\\\\\\ for a backslash",
                    At.NOTICED),
            known("expected escape sequence of .*", "a \\\\ escape between double quotes lacks digits", At.NOTICED),
            known("Global tag is not allowed: (.*)", "the tag $1 is not known; leave it out", At.NOTICED),
            known("found undefined tag handle|.*tag.*", "the tag is not known; leave it out", At.NOTICED),
            known(
                    "expected alphabetic or numeric character, but found .*",
                    "what follows a '%', '&' or '*' is no name: put a value that begins so in quotes",
                    At.NOTICED));

    private YamlObjection() {}

    private static Known known(String said, String words, At at) {
        return new Known(Pattern.compile(said, Pattern.DOTALL), words, at);
    }

    static String withoutAnchor(String name) {
        return "alias '*" + name + "' has no anchor '&" + name + "' before it";
    }

    /** @param text that is no YAML */
    static SyntaxException of(YAMLException e, String text) {
        if (e instanceof MarkedYAMLException marked) {
            return of(marked);
        }
        if (e instanceof ReaderException reader) {
            int end = text.offsetByCodePoints(0, Math.min(reader.getPosition(), text.codePointCount(0, text.length())));
            return new SyntaxException(
                    String.format("it has the character U+%04X, which YAML does not allow", reader.getCodePoint()),
                    1
                            + (int) text.substring(0, end)
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count());
        }
        if (text.codePointCount(0, text.length()) > LocatedTree.MOST_CHARACTERS) {
            return new SyntaxException("it is longer than " + LocatedTree.MOST_CHARACTERS + " characters", 1);
        }
        return new SyntaxException("it is nested more than " + LocatedTree.MOST_DEPTH + " deep", 1);
    }

    private static SyntaxException of(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem()).replaceAll("\\s+", " ").replace("tag:yaml.org,2002:", "!!");
        for (Known known : ALL) {
            Matcher matcher = known.said().matcher(problem);
            if (matcher.matches()) {
                return new SyntaxException(
                        matcher.replaceFirst(known.words()),
                        line(known.at() == At.BEGUN ? e.getContextMark() : null, e.getProblemMark()));
            }
        }
        return new SyntaxException(
                "what stands here is not understood: is a bracket, a quote or a ':' missing before it?",
                line(null, e.getProblemMark()));
    }

    private static int line(@Nullable Mark first, @Nullable Mark otherwise) {
        Mark mark = first == null ? otherwise : first;
        return mark == null ? 1 : mark.getLine() + 1;
    }
}
