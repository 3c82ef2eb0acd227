package dev.plumbline.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a data set that comes with Plumbline.
 *
 * @param folder the data set's folder on the class path
 * @param name file name
 * @param sha256 of its content, in hexadecimal
 */
public record BundledFile(String folder, String name, String sha256) {

    public byte[] content() {
        String resource = BundledFiles.ROOT + folder + "/" + name;
        try (InputStream in = BundledFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("bundled file " + resource, e);
        }
    }

    /** Whether these bytes are the file's. */
    public boolean hasContent(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .equals(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
