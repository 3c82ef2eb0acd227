package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A repository of the hub.
 *
 * @param name {@code org/name}, or {@code name} alone for a few old ones
 */
public record RepositoryId(RepositoryType type, String name) {

    private static final int LONGEST = 96;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern REVISION =
            Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]*(?:/[0-9A-Za-z][0-9A-Za-z._-]*)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public RepositoryId {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(name, "name");
        if (!isName(name)) {
            throw PlumblineException.usage("'" + name + "' is not the name of a repository on the hub, org/name");
        }
    }

    /** Whether the hub allows the name; the rules of {@code huggingface_hub}'s {@code validate_repo_id}. */
    public static boolean isName(String name) {
        int slash = name.indexOf('/');
        return name.length() <= LONGEST
                && PART.matcher(name.substring(slash + 1)).matches()
                && (slash < 0 || PART.matcher(name.substring(0, slash)).matches())
                && !name.contains("--")
                && !name.contains("..")
                && !name.endsWith(".git");
    }

    /** Whether a text can be a branch, a tag such as {@code refs/pr/1}, or a commit. */
    public static boolean isRevision(String revision) {
        return REVISION.matcher(revision).matches() && !revision.contains("..");
    }

    /** Whether a revision is a whole commit hash, whose files never change. */
    public static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /** {@code datasets--org--name}. */
    public String folderName() {
        return type.plural() + "--" + name.replace("/", "--");
    }

    /** As in messages: {@code data set org/name}. */
    @Override
    public String toString() {
        return type.noun() + " " + name;
    }
}
