package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * What a command may write over. Never what it reads; anything else that is there only with {@code --force}, or where it is
 * an earlier output of the same command, as a job that runs again leaves.
 */
public final class OutputArguments {

    /** An output says what it is in so many bytes from its start. */
    private static final int HEAD = 4096;

    @Option(
            names = "--force",
            description = "Write over a file that is there, though it is no earlier output of this command; never over"
                    + " one that is read.")
    private boolean force;

    /**
     * Checks a file before any work is done for it.
     *
     * @param option that names it
     * @param output may be null: then there is nothing to check
     * @param inputs files that are read, and folders that are
     * @param marks texts of which an earlier output of the command has one near its start; none if it cannot be told
     * @throws PlumblineException of kind USAGE if it may not be written
     */
    public void check(String option, Path output, Collection<Path> inputs, String... marks) {
        if (output == null) {
            return;
        }
        try {
            for (Path input : inputs) {
                if (isSame(output, input)) {
                    throw PlumblineException.usage(
                            option + " " + output + " is read by this command; name another file");
                }
            }
            if (Files.isDirectory(output)) {
                throw PlumblineException.usage(option + " " + output + " is a folder; name a file in it");
            }
            // what is no plain file, such as /dev/stdout, holds nothing that could be lost
            if (force || !Files.isRegularFile(output) || Files.size(output) == 0 || isEarlier(output, marks)) {
                return;
            }
        } catch (IOException e) {
            throw PlumblineException.storage(option + " " + output + " cannot be looked at: " + e, e);
        }
        throw PlumblineException.usage(option + " " + output + " is there already"
                + (marks.length == 0 ? "" : " and is no earlier output of this command")
                + "; name another file, or give --force to write over it");
    }

    /** The same file under whatever name: links and other spellings count. */
    private static boolean isSame(Path output, Path input) throws IOException {
        if (Files.exists(output) && Files.exists(input)) {
            return Files.isSameFile(output, input);
        }
        return output.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize());
    }

    private static boolean isEarlier(Path output, String... marks) throws IOException {
        List<String> known = Arrays.asList(marks);
        if (known.isEmpty()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(output)) {
            String head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
            return known.stream().anyMatch(head::contains);
        }
    }
}
