package dev.plumbline.ground;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Messages without the names of Java's exceptions, which a cause brings along where a message ends with it. */
public final class PlainWords {

    private static final Pattern EXCEPTION =
            Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.)+(?:[A-Z]\\w*\\$)?([A-Z]\\w*)(?:Exception|Error)\\b(: )?");

    private static final Map<String, String> WORDS = Map.of(
            "NoSuchFile", "there is no such file",
            "AccessDenied", "there is no right to do so",
            "FileAlreadyExists", "there is such a file already",
            "DirectoryNotEmpty", "the folder is not empty",
            "NotDirectory", "it is no folder",
            "FileSystemLoop", "links lead in a circle",
            "ClosedByInterrupt", "it was interrupted",
            "EOF", "it ends too soon");

    private PlainWords() {}

    /** The same message in plain words; empty for null. */
    public static String of(@Nullable String message) {
        if (message == null) {
            return "";
        }
        Matcher name = EXCEPTION.matcher(message);
        StringBuilder plain = new StringBuilder();
        while (name.find()) {
            boolean more = name.group(2) != null;
            String words = WORDS.getOrDefault(name.group(1), more ? "" : "the system gives no reason");
            name.appendReplacement(plain, Matcher.quoteReplacement(more && !words.isEmpty() ? words + ": " : words));
        }
        return name.appendTail(plain).toString();
    }
}
