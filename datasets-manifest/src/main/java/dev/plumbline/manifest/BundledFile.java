package dev.plumbline.manifest;

import dev.plumbline.ground.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

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
        return Sha256.hex(bytes).equals(sha256);
    }
}
