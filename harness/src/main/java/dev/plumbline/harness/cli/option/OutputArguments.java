package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command may write over. Never what it reads, which is every file and folder that its options and words name; anything
 * else that is there only with {@code --force}, or where it is an earlier output of the same command, as a job that runs again
 * leaves.
 */
public final class OutputArguments {

    /** An output says what it is in so many bytes from its start. */
    private static final int HEAD = 4096;

    private static final String EMBEDDINGS = "embeddings:";

    /** Options that name what is written. */
    private static final Set<String> WRITTEN = Set.of(
            "--output",
            "--out",
            "--report",
            "--clean",
            "--samples",
            "--junit",
            "--summary",
            "--gitlab-quality",
            "--gitlab-metrics",
            "--badge",
            "--flips",
            "--write");

    /** Options that may name a file or folder, or something else. */
    private static final Set<String> PERHAPS_READ =
            Set.of("--model", "--prompts", "--first-stage", "--baseline", "--candidate", "--like", "--gate");

    /** What nothing here reads, in whatever folder it lies. */
    private static final List<String> PAGES = List.of(".html", ".xml", ".svg");

    /** Endings of what is not JSON lines. */
    private static final List<String> NO_ROWS =
            List.of(".parquet", ".csv", ".tsv", ".zst", ".bz2", ".xz", ".zip", ".html", ".md", ".yaml", ".yml");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--force",
            description = "Write over a file that is there, though it is no earlier output of this command; never over"
                    + " one that is read.")
    private boolean force;

    private final Map<Path, String> checked = new LinkedHashMap<>();

    /**
     * Checks a file before any work is done for it, and that no two are one.
     *
     * @param option that names it
     * @param output may be null: then there is nothing to check
     * @param marks texts of which an earlier output of the command has one near its start; none if it cannot be told
     * @throws PlumblineException of kind USAGE if it may not be written
     */
    public void check(String option, Path output, String... marks) {
        if (output == null) {
            return;
        }
        try {
            for (Map.Entry<Path, String> other : checked.entrySet()) {
                if (isSame(output, other.getKey())) {
                    throw PlumblineException.usage(option + " " + output + " and " + other.getValue() + " "
                            + other.getKey() + " are one file; name two");
                }
            }
            checked.put(output, option);
            Set<Path> read = read();
            for (Path input : read) {
                if (isSame(output, input)) {
                    throw PlumblineException.usage(
                            option + " " + output + " is read by this command; name another file");
                }
            }
            if (Files.isDirectory(output)) {
                throw PlumblineException.usage(option + " " + output + " is a folder; name a file in it");
            }
            if (isStandardStream(output)) {
                throw PlumblineException.usage(
                        option + " " + output + " is where the command prints what it did; name a file");
            }
            // what is no plain file, such as /dev/null, holds nothing that could be lost
            if (!Files.isRegularFile(output) || Files.size(output) == 0 || isEarlier(output, marks)) {
                return;
            }
            if (force) {
                requireNotWithin(option, output, read);
                return;
            }
        } catch (IOException e) {
            throw PlumblineException.storage(option + " " + output + " cannot be looked at: " + e, e);
        }
        throw PlumblineException.usage(option + " " + output + " is there already"
                + (marks.length == 0 ? "" : " and is no earlier output of this command")
                + "; name another file, or give --force to write over it");
    }

    /**
     * As {@link #check}, for a file of JSON lines, whose name must not say that it is something else.
     *
     * @throws PlumblineException of kind USAGE if it may not be written
     */
    public void checkRows(String option, Path output) {
        String name = output.toString().toLowerCase(Locale.ROOT);
        NO_ROWS.stream().filter(name::endsWith).findFirst().ifPresent(ending -> {
            throw PlumblineException.usage(option + " " + output + ": JSON lines are written, and " + ending
                    + " is another form; name a file that ends with .jsonl or .jsonl.gz");
        });
        check(option, output);
    }

    /** Every file and folder that the command line names, but for those that are written. */
    private Set<Path> read() {
        Set<Path> read = new LinkedHashSet<>();
        for (ArgSpec arg : command.args()) {
            Class<?> type = arg.auxiliaryTypes().length > 0 ? arg.auxiliaryTypes()[0] : arg.type();
            boolean path = type == Path.class;
            if (arg instanceof OptionSpec option) {
                Set<String> names = Set.of(option.names());
                if (WRITTEN.stream().anyMatch(names::contains)) {
                    continue;
                }
                path |= PERHAPS_READ.stream().anyMatch(names::contains);
            }
            if (path) {
                arg.originalStringValues().forEach(word -> add(word, read));
            }
        }
        return read;
    }

    private static void add(String word, Set<Path> read) {
        try {
            Path whole = Path.of(word.startsWith(EMBEDDINGS) ? word.substring(EMBEDDINGS.length()) : word);
            FileWords.of(List.of(whole)).stream().filter(Files::exists).forEach(read::add);
        } catch (InvalidPathException e) {
            // a name of something else, which is no file
        }
    }

    /** The same file under whatever name: links and other spellings count. */
    private static boolean isSame(Path output, Path input) throws IOException {
        if (Files.exists(output) && Files.exists(input)) {
            return Files.isSameFile(output, input);
        }
        return output.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize());
    }

    /** Standard output by another name, though it goes to a file. */
    private static boolean isStandardStream(Path output) {
        Path name = output.toAbsolutePath().normalize();
        return Stream.of("/dev/stdout", "/dev/stderr", "/dev/fd", "/proc").anyMatch(name::startsWith);
    }

    private static boolean isEarlier(Path output, String... marks) throws IOException {
        List<String> known = Arrays.asList(marks);
        if (known.isEmpty()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(output)) {
            String head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
            return known.stream()
                    .anyMatch(mark ->
                            isMark(mark) ? head.contains(mark) : head.strip().equals(mark));
        }
    }

    /** An empty list of JSON stands in many files, and is a whole output. */
    private static boolean isMark(String mark) {
        return !mark.equals("[ ]");
    }

    private static void requireNotWithin(String option, Path output, Set<Path> read) throws IOException {
        String name = output.toString().toLowerCase(Locale.ROOT);
        if (PAGES.stream().anyMatch(name::endsWith)) {
            return;
        }
        for (Path folder : read) {
            if (Files.isDirectory(folder) && output.toRealPath().startsWith(folder.toRealPath())) {
                throw PlumblineException.usage(option + " " + output + " is there already, in " + folder
                        + ", which this command reads; name a file elsewhere");
            }
        }
    }
}
