package dev.plumbline.ground;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The one check of names that come from outside and become names of files and folders: of tasks, models, revisions,
 * experiments, stages, data sets, shards of weights. A name is never a path: what passes stays below the folder it is put
 * in, is not hidden and takes no other file's place.
 *
 * <p>Names of mteb and of the hub all pass: blanks, dots, brackets, plus signs and any script do.
 */
public final class FileNames {

    /** Most bytes of a file's name, on any file system of today. */
    private static final int LONGEST = 255;

    /** What is put around a name: {@code .samples.jsonl.gz}, and a mark while the file is being written. */
    private static final int AROUND = 64;

    /** Files that mteb, and {@link dev.plumbline Plumbline}, keep beside results. */
    private static final Set<String> TAKEN = Set.of("model_meta", "run_settings");

    /** mteb keeps predictions in files that end so, which are no results. */
    private static final String PREDICTIONS = "_predictions";

    private FileNames() {}

    /**
     * Why a text cannot be the name of one file or folder.
     *
     * @return in words that follow the name; empty if it can
     */
    public static Optional<String> objection(String name) {
        if (name.isBlank()) {
            return Optional.of("is empty");
        }
        if (name.startsWith(".")) {
            return Optional.of("begins with a dot");
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return Optional.of("is a path");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("has a control character");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return Optional.of("is not Unicode");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST) {
            return Optional.of("is too long (" + bytes + " bytes, " + LONGEST + " are allowed)");
        }
        try {
            if (Path.of(name).getNameCount() != 1) {
                return Optional.of("is a path");
            }
        } catch (InvalidPathException e) {
            return Optional.of("cannot name a file here (" + e.getReason() + "); set LC_ALL=C.UTF-8");
        }
        return Optional.empty();
    }

    /** Why a text cannot be a task's name, which names a result beside other files; empty if it can. */
    public static Optional<String> taskObjection(String name) {
        Optional<String> objection = objection(name);
        if (objection.isPresent()) {
            return objection;
        }
        if (TAKEN.stream().anyMatch(name::equalsIgnoreCase) || name.endsWith(PREDICTIONS)) {
            return Optional.of("is what mteb calls another file beside results");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > LONGEST - AROUND
                ? Optional.of("is too long (" + bytes + " bytes, " + (LONGEST - AROUND) + " are allowed)")
                : Optional.empty();
    }

    /** Why a text cannot be names with {@code /} between them, such as {@code org/name}; empty if it can. */
    public static Optional<String> objectionToParts(String names) {
        if (names.isBlank()) {
            return Optional.of("is empty");
        }
        for (String name : names.split("/", -1)) {
            Optional<String> objection = objection(name);
            if (objection.isPresent()) {
                return names.equals(name)
                        ? objection
                        : Optional.of("has a part '" + name + "' that " + objection.get());
            }
        }
        return Optional.empty();
    }

    /**
     * The folder's name that mteb makes of a model's name, a revision or an experiment: {@code /} becomes {@code __}, a
     * blank {@code _}.
     *
     * @param what it is, for the message
     * @throws PlumblineException of kind USAGE if it cannot be one
     */
    public static String folder(String what, String name) {
        String folder = name.replace("/", "__").replace(' ', '_');
        objectionToParts(name)
                .or(() -> objection(folder))
                .or(() -> TAKEN.contains(name) ? Optional.of("is what mteb calls a file of results") : Optional.empty())
                .ifPresent(objection -> {
                    throw PlumblineException.usage(
                            "the " + what + " '" + shown(name) + "' cannot name a folder of results: it " + objection);
                });
        return folder;
    }

    /**
     * A task's name, which names its result.
     *
     * @throws PlumblineException of kind USAGE if it cannot
     */
    public static String task(String name) {
        taskObjection(name).ifPresent(objection -> {
            throw PlumblineException.usage("the task '" + shown(name) + "' cannot name a result: it " + objection);
        });
        return name;
    }

    /** A name in a message: without control characters, and not all of one that is too long. */
    public static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
    }
}
