package dev.plumbline.harness.submit;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A clone of the public results repository, asked and added to by git's plumbing alone: a branch is made of objects, through an
 * index of its own, so that neither the work tree nor the clone's index is touched, and a clone without a work tree or with
 * only some of its files does as well.
 */
final class ResultsClone {

    private final Path folder;
    private final String base;

    private ResultsClone(Path folder, String base) {
        this.folder = folder;
        this.base = base;
    }

    /**
     * Looks at a clone; the branch begins at what it knows of the repository's main branch.
     *
     * @throws PlumblineException of kind USAGE if it is none, or git is not there
     */
    static ResultsClone at(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw PlumblineException.usage("--repo " + folder + " is not a folder");
        }
        ResultsClone anywhere = new ResultsClone(folder, "HEAD");
        Optional<String> base =
                anywhere.commit("origin/main").or(() -> anywhere.commit("main")).or(() -> anywhere.commit("HEAD"));
        if (base.isEmpty()) {
            throw PlumblineException.usage("--repo " + folder + " is not a git repository with a commit");
        }
        ResultsClone clone = new ResultsClone(folder, base.get());
        if (clone.list("results").isEmpty()) {
            throw PlumblineException.usage(
                    "--repo " + folder + " has no results/: it is no clone of the public results repository");
        }
        return clone;
    }

    private Optional<String> commit(String name) {
        Answer answer = run(Map.of(), null, "rev-parse", "--verify", "--quiet", name + "^{commit}");
        return answer.code() == 0 ? Optional.of(answer.text().strip()) : Optional.empty();
    }

    /** The names in a folder of the main branch; none if it is not there. */
    List<String> list(String path) {
        Answer answer = run(Map.of(), null, "ls-tree", "-z", "--name-only", base, path + "/");
        if (answer.code() != 0) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : answer.text().split("\0", -1)) {
            if (!name.isEmpty()) {
                names.add(name.substring(name.lastIndexOf('/') + 1));
            }
        }
        return names;
    }

    /** A file of the main branch. */
    Optional<String> file(String path) {
        Answer answer = run(Map.of(), null, "cat-file", "blob", base + ":" + path);
        return answer.code() == 0 ? Optional.of(answer.text()) : Optional.empty();
    }

    /** Whether there is such a branch. */
    boolean hasBranch(String name) {
        return commit("refs/heads/" + name).isPresent();
    }

    /**
     * Makes a branch with one commit over the main branch.
     *
     * @param files path below the repository to content
     * @return the commit
     * @throws PlumblineException of kind USAGE if git refuses, in its words
     */
    String branch(String name, String message, Map<String, String> files) {
        Path index = temporaryIndex();
        try {
            Map<String, String> own = Map.of("GIT_INDEX_FILE", index.toString());
            Files.deleteIfExists(index);
            good(run(own, null, "read-tree", base));
            StringBuilder entries = new StringBuilder();
            files.forEach((path, content) -> entries.append("100644 ")
                    .append(good(run(own, content, "hash-object", "-w", "--stdin"))
                            .strip())
                    .append('\t')
                    .append(path)
                    .append('\0'));
            good(run(own, entries.toString(), "update-index", "-z", "--add", "--index-info"));
            // a clone without files has not all that the tree names
            String tree = good(run(own, null, "write-tree", "--missing-ok")).strip();
            String commit =
                    good(run(own, message, "commit-tree", tree, "-p", base)).strip();
            good(run(own, null, "update-ref", "refs/heads/" + name, commit, "0".repeat(commit.length())));
            return commit;
        } catch (IOException e) {
            throw PlumblineException.storage("cannot clear up " + index + ": " + e, e);
        } finally {
            // git may have left a lock beside it
            index.toFile().delete();
        }
    }

    private static Path temporaryIndex() {
        try {
            return Files.createTempFile("plumbline-submit", ".index");
        } catch (IOException e) {
            throw PlumblineException.storage("cannot make a temporary file: " + e, e);
        }
    }

    private String good(Answer answer) {
        if (answer.code() != 0) {
            throw PlumblineException.usage("git in " + folder + " refuses: "
                    + answer.errors().strip().lines().findFirst().orElse("without a word"));
        }
        return answer.text();
    }

    private record Answer(int code, String text, String errors) {}

    private Answer run(Map<String, String> environment, @Nullable String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process git = builder.start();
            FutureTask<String> errors = new FutureTask<>(() -> all(git.getErrorStream()));
            Thread reader = new Thread(errors, "git-errors");
            reader.setDaemon(true);
            reader.start();
            try (var out = git.getOutputStream()) {
                if (input != null) {
                    out.write(input.getBytes(StandardCharsets.UTF_8));
                }
            }
            String text = all(git.getInputStream());
            return new Answer(git.waitFor(), text, errors.get());
        } catch (IOException e) {
            throw PlumblineException.usage("git is needed to make a branch, and cannot be started: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PlumblineException.usage("git was interrupted");
        }
    }

    private static String all(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
