package dev.plumbline.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SHA-256 of a folder's files in the folder itself, in the form that {@code sha256sum -c} reads: a bit that flipped on the
 * disk is found before it is trained on or scored.
 */
public final class Checksums {

    /** The file's name. */
    public static final String FILE = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    private Checksums() {}

    /** Writes the sums of all files that are there, those in folders below among them. */
    public static void write(Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!name.equals(FILE)) {
                    lines.append(Sha256.hex(file)).append("  ").append(name).append('\n');
                }
            }
        }
        Files.writeString(folder.resolve(FILE), lines);
    }

    /**
     * Compares files with what was written.
     *
     * @param which names of files to look at, such as {@code trainer_state/state.json}
     * @return the names of those that are missing or hold something else; none where the folder has no sums
     * @throws PlumblineException of kind MODEL if a file cannot be read or the sums are no sums
     */
    public static List<String> damaged(Path folder, Predicate<String> which) {
        Path sums = folder.resolve(FILE);
        List<String> damaged = new ArrayList<>();
        if (!Files.isRegularFile(sums)) {
            return damaged;
        }
        try {
            for (String line : Files.readAllLines(sums)) {
                Matcher parts = LINE.matcher(line);
                if (!parts.matches()) {
                    throw PlumblineException.model(sums + " is damaged: '" + line + "' is not a SHA-256 and a name");
                }
                String name = parts.group(2);
                if (which.test(name) && !holds(folder.resolve(name), parts.group(1))) {
                    damaged.add(name);
                }
            }
        } catch (IOException e) {
            throw PlumblineException.model(sums + " and its files cannot be read: " + e, e);
        }
        return damaged;
    }

    /**
     * Refuses a folder of which files are not what was written.
     *
     * @param advice what to do about it, for the message
     * @throws PlumblineException of kind MODEL naming the files
     */
    public static void require(Path folder, Predicate<String> which, String advice) {
        List<String> damaged = damaged(folder, which);
        if (!damaged.isEmpty()) {
            throw PlumblineException.model(folder + " is damaged: " + String.join(", ", damaged)
                    + (damaged.size() == 1 ? " is" : " are") + " not what " + FILE + " says was written; " + advice);
        }
    }

    private static boolean holds(Path file, String sum) throws IOException {
        return Files.isRegularFile(file) && Sha256.hex(file).equals(sum);
    }
}
