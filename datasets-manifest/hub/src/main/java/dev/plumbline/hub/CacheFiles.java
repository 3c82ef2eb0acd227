package dev.plumbline.hub;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Folders and small files below a cache's root, and nowhere else, whatever links lie there. */
record CacheFiles(Path root) {

    /**
     * Makes a folder.
     *
     * @throws PlumblineException of kind STORAGE if a link on the way leads out of the cache
     */
    void folder(Path wanted) throws IOException {
        Files.createDirectories(root);
        Path existing = wanted;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = AtomicFiles.folderOf(existing);
        }
        Path real;
        try {
            real = existing.toRealPath();
        } catch (NoSuchFileException e) {
            throw leadsOut(existing, "nothing");
        }
        if (!real.startsWith(root.toRealPath())) {
            throw leadsOut(existing, real.toString());
        }
        Files.createDirectories(wanted);
    }

    private static PlumblineException leadsOut(Path link, String target) {
        return PlumblineException.storage(
                link + " leads out of the cache, to " + target + ", and is not written through; remove the link");
    }

    /** Puts a text in place of a file's. With the permissions that any new file gets: others may share the cache. */
    void replace(Path file, String text) throws IOException {
        Path temporary = TemporaryFiles.beside(file);
        try {
            Files.writeString(temporary, text);
            AtomicFiles.force(temporary);
            AtomicFiles.rename(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Puts a copy of one file in place of another. */
    void copy(Path from, Path file) throws IOException {
        Path temporary = TemporaryFiles.beside(file);
        try {
            Files.copy(from, temporary, StandardCopyOption.REPLACE_EXISTING);
            AtomicFiles.rename(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
