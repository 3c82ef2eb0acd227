package dev.plumbline.tasks.data;

import java.nio.file.Path;
import java.util.Collection;

/** Where a repository's files lie on this machine; a downloader fetches a file when it is first asked for. */
@FunctionalInterface
public interface RepositoryFiles {

    /**
     * A file that can be opened.
     *
     * @param path a file's path below the repository's root, with {@code /}
     * @throws dev.plumbline.ground.PlumblineException if the file cannot be had
     */
    Path locate(String path);

    /**
     * These files will be asked for: a downloader fetches those that are missing, several at a time.
     *
     * @throws dev.plumbline.ground.PlumblineException if one of them cannot be had
     */
    default void prepare(Collection<String> paths) {}

    /**
     * What tells these files from others of the same paths, in words: the commit, or a hash of the content.
     *
     * @throws dev.plumbline.ground.PlumblineException if files must be read for it and cannot be
     */
    default String identity() {
        return "unknown";
    }
}
