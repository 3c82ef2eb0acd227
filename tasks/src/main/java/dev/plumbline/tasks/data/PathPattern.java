package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A glob over repository paths as {@code datasets} and fsspec read it: {@code *} and {@code ?} stay within a folder,
 * {@code **} is a whole path component, {@code [...]} a set of characters. Hidden files and folders, and folders whose
 * name begins with two underscores, match only where the pattern spells them out.
 */
final class PathPattern {

    private final String text;
    private final Pattern pattern;
    private final long hiddenParts;
    private final long specialFolders;

    private PathPattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
        this.hiddenParts = hiddenParts(text);
        this.specialFolders = specialFolders(text);
    }

    /** @throws PlumblineException of kind data for a URL, a path out of the repository or a malformed glob */
    static PathPattern of(String glob, String where) {
        if (glob.contains("://") || glob.contains("::")) {
            throw PlumblineException.data(where + ": data_files names the URL " + glob
                    + ", which is not supported; put the files into the repository");
        }
        if (glob.startsWith("/") || glob.startsWith("~") || glob.matches("[A-Za-z]:.*") || glob.contains("\\")) {
            throw outside(glob, where);
        }
        List<String> parts = new ArrayList<>();
        for (String part : glob.split("/", -1)) {
            if (part.equals("..")) {
                throw outside(glob, where);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            throw PlumblineException.data(where + ": data_files holds an empty path; name a file");
        }
        String clean = String.join("/", parts);
        try {
            return new PathPattern(clean, Pattern.compile(regex(parts, glob, where), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw PlumblineException.data(
                    where + ": " + glob + " is not a file pattern (" + e.getDescription() + ")", e);
        }
    }

    private static PlumblineException outside(String glob, String where) {
        return PlumblineException.data(
                where + ": data_files names " + glob + ", which is refused: it points out of the repository");
    }

    boolean isGlob() {
        return text.matches(".*[*?\\[].*");
    }

    boolean matches(String path) {
        return pattern.matcher(path).matches()
                && hiddenParts(path) == hiddenParts
                && specialFolders(path) == specialFolders;
    }

    @Override
    public String toString() {
        return text;
    }

    private static long hiddenParts(String path) {
        return Pattern.compile("/")
                .splitAsStream(path)
                .filter(part -> part.startsWith("."))
                .count();
    }

    private static long specialFolders(String path) {
        int end = path.lastIndexOf('/');
        return end < 0
                ? 0
                : Pattern.compile("/")
                        .splitAsStream(path.substring(0, end))
                        .filter(part -> part.startsWith("__"))
                        .count();
    }

    private static String regex(List<String> parts, String glob, String where) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            String part = parts.get(i);
            if (part.equals("**")) {
                out.append(last ? ".*" : "(?:.+/)?");
            } else if (part.contains("**")) {
                throw PlumblineException.data(
                        where + ": " + glob + " is not a file pattern: ** can only stand for whole folders");
            } else {
                // a lone * wants at least one character
                out.append(part.equals("*") ? "[^/]+" : component(part)).append(last ? "" : "/");
            }
        }
        return out.toString();
    }

    private static String component(String part) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < part.length()) {
            char c = part.charAt(i++);
            if (c == '*') {
                out.append("[^/]*");
            } else if (c == '?') {
                out.append("[^/]");
            } else if (c == '[' && closing(part, i) >= 0) {
                int end = closing(part, i);
                String set = part.substring(i, end);
                boolean negated = set.startsWith("!");
                String members = (negated ? set.substring(1) : set).replaceAll("([\\\\\\[\\]^&~])", "\\\\$1");
                out.append(negated ? "[^" : "[").append(members).append(']');
                i = end + 1;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return out.toString();
    }

    /** Position of the bracket that ends a set; one directly at its start is a member. Negative if there is none. */
    private static int closing(String part, int from) {
        int start = from < part.length() && part.charAt(from) == '!' ? from + 1 : from;
        return start >= part.length() ? -1 : part.indexOf(']', start + 1);
    }
}
