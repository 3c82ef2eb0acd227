package dev.plumbline.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Files below one folder of the class path. Of a jar they are read from its open file: a URL for each of a hundred takes three
 * times as long, and every command waits for it.
 */
final class BundledFolder {

    private final String root;
    private final @Nullable JarFile jar;

    private BundledFolder(String root, @Nullable JarFile jar) {
        this.root = root;
        this.jar = jar;
    }

    /**
     * The folder that a file is in.
     *
     * @param root absolute, with a slash at its end
     * @param known a file below it
     */
    static BundledFolder of(String root, String known) {
        return of(BundledFolder.class.getResource(root + known), root, known);
    }

    /** @param url of the known file; null if it is not there */
    static BundledFolder of(@Nullable URL url, String root, String known) {
        try {
            if (url != null && url.openConnection() instanceof JarURLConnection connection) {
                String entry = connection.getEntryName();
                // the connection's cache holds the file, and closes it when the loader goes
                return new BundledFolder(entry.substring(0, entry.length() - known.length()), connection.getJarFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bundled folder " + root, e);
        }
        return new BundledFolder(root, null);
    }

    /** A file, by its path below the folder. */
    InputStream open(String name) throws IOException {
        InputStream in;
        if (jar == null) {
            in = BundledFolder.class.getResourceAsStream(root + name);
        } else {
            ZipEntry entry = jar.getEntry(root + name);
            in = entry == null ? null : jar.getInputStream(entry);
        }
        if (in == null) {
            throw new IOException("missing from the class path: " + root + name);
        }
        return in;
    }
}
