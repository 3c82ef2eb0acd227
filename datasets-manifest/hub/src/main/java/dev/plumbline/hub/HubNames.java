package dev.plumbline.hub;

import java.io.File;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of files that may be written: below their folder, on every platform, and one file each. */
final class HubNames {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final Pattern DEVICE = Pattern.compile("(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?");
    private static final int SHOWN = 120;

    private HubNames() {}

    /**
     * Refuses a listing with a name that leads anywhere else, as a whole: whoever sends one means harm.
     *
     * @throws dev.plumbline.ground.PlumblineException naming the file
     */
    static void check(RepositoryId id, Collection<String> paths) {
        for (String path : paths) {
            String problem = problem(path);
            if (problem != null) {
                throw id.type()
                        .problem(id + " lists a file '" + shown(path) + "', which is refused: " + problem
                                + "; nothing of it is downloaded");
            }
        }
    }

    /**
     * Refuses two files that some file systems would take for one.
     *
     * @throws dev.plumbline.ground.PlumblineException naming both
     */
    static void checkDistinct(RepositoryId id, Collection<String> wanted) {
        Map<String, String> seen = new HashMap<>();
        for (String path : wanted) {
            String folded = Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            String other = seen.putIfAbsent(folded, path);
            if (other != null && !other.equals(path)) {
                throw id.type()
                        .problem(id + " has the files '" + shown(other) + "' and '" + shown(path)
                                + "', which are refused: some file systems take them for one");
            }
        }
    }

    private static @Nullable String problem(String path) {
        if (path.isEmpty() || path.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return "it is empty or has control characters";
        }
        if (path.startsWith("/") || path.contains("\\")) {
            return "it is an absolute path or has a backslash";
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return "it leads out of the repository";
            }
            if (DRIVE.matcher(part).matches()) {
                return "it names a drive";
            }
            // only there: aux and con are languages as well
            if (File.separatorChar == '\\' && DEVICE.matcher(part).matches()) {
                return "it names a device";
            }
        }
        return null;
    }

    private static String shown(String path) {
        String plain = path.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "...";
    }
}
