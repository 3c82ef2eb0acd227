package dev.plumbline.tasks.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits of a repository that does not declare any, as {@code datasets.data_files} guesses them: first
 * {@code data/<split>-00000-of-00001.*}, then a split's name as a folder, then in file names, else everything is
 * {@code train}. The first rule that finds a file decides for the whole repository.
 */
final class AutomaticSplits {

    private static final Map<String, List<String>> KEYWORDS = new LinkedHashMap<>();

    static {
        KEYWORDS.put("train", List.of("train", "training"));
        KEYWORDS.put("validation", List.of("validation", "valid", "dev", "val"));
        KEYWORDS.put("test", List.of("test", "testing", "eval", "evaluation"));
    }

    private static final Pattern SHARDED = Pattern.compile("data/([^/]*)-[0-9]{5}-of-[0-9]{5}[^/]*\\.[^/]*");
    private static final String SEPARATOR = "[-._ 0-9]";
    private static final List<String> IN_FOLDER =
            List.of("**/%1$s/**", "**/%1$s%2$s*/**", "**/*%2$s%1$s/**", "**/*%2$s%1$s%2$s*/**");
    private static final List<String> IN_NAME = List.of("**/%1$s%2$s*", "**/*%2$s%1$s%2$s*");

    private AutomaticSplits() {}

    /** Patterns per split, in the order the library lists the splits. */
    static Map<String, List<String>> patterns(Collection<String> files) {
        Map<String, List<String>> sharded = sharded(files);
        if (!sharded.isEmpty()) {
            return sharded;
        }
        for (List<String> forms : List.of(IN_FOLDER, IN_NAME)) {
            Map<String, List<String>> found = new LinkedHashMap<>();
            KEYWORDS.forEach((split, keywords) -> {
                List<String> patterns = expand(forms, keywords);
                if (patterns.stream().anyMatch(pattern -> matchesAny(pattern, files))) {
                    found.put(split, patterns);
                }
            });
            if (!found.isEmpty()) {
                return found;
            }
        }
        return Map.of("train", List.of("**"));
    }

    private static Map<String, List<String>> sharded(Collection<String> files) {
        TreeSet<String> names = new TreeSet<>(CodePoints.ORDER);
        for (String file : files) {
            Matcher matcher = SHARDED.matcher(file);
            if (matcher.matches()) {
                names.add(matcher.group(1));
            }
        }
        List<String> ordered = new ArrayList<>();
        for (String usual : KEYWORDS.keySet()) {
            if (names.remove(usual)) {
                ordered.add(usual);
            }
        }
        ordered.addAll(names);
        Map<String, List<String>> patterns = new LinkedHashMap<>();
        String digits = "[0-9]".repeat(5);
        ordered.forEach(
                split -> patterns.put(split, List.of("data/" + split + "-" + digits + "-of-" + digits + "*.*")));
        return patterns;
    }

    private static List<String> expand(List<String> forms, List<String> keywords) {
        List<String> patterns = new ArrayList<>();
        for (String keyword : keywords) {
            for (String form : forms) {
                patterns.add(form.formatted(keyword, SEPARATOR));
            }
        }
        return patterns;
    }

    private static boolean matchesAny(String pattern, Collection<String> files) {
        PathPattern compiled = PathPattern.of(pattern, "automatic splits");
        return files.stream().anyMatch(compiled::matches);
    }
}
