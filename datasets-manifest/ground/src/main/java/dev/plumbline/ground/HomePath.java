package dev.plumbline.ground;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths that begin with {@code ~}, the user's home, where no shell has put the home in its place: in a file, in quotes, or behind
 * an equals sign.
 */
public final class HomePath {

    /** Before it an option's name, or the kind of a model. */
    private static final Pattern HOME =
            Pattern.compile("((?:--?[A-Za-z_-]+=)?(?:embeddings:)?)~(/.*)?", Pattern.DOTALL);

    private HomePath() {}

    /** A word with the home in place of the {@code ~} that its path begins with; any other word as it is. */
    public static String expanded(String word) {
        Matcher path = HOME.matcher(word);
        if (!path.matches()) {
            return word;
        }
        return path.group(1) + System.getProperty("user.home") + (path.group(2) == null ? "" : path.group(2));
    }

    /**
     * A path that a file names.
     *
     * @param folder that of the file, which other paths in it are relative to
     * @throws java.nio.file.InvalidPathException if the text is no path
     */
    public static Path in(Path folder, String text) {
        return folder.resolve(expanded(text));
    }
}
