package dev.plumbline.models.hub;

import dev.plumbline.tasks.hub.RepositoryListing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes that name blobs: SHA-256 of the content, or git's SHA-1 of {@code blob <size>\0} and the content. */
final class BlobHash {

    private static final int BUFFER = 1 << 16;

    private BlobHash() {}

    /** Whether the etag is a hash of the content at all. */
    static boolean isHash(String etag) {
        return RepositoryListing.isSha256(etag) || RepositoryListing.isGitHash(etag);
    }

    /** The hash of a file, of the kind that {@code etag} is. */
    static String of(Path file, String etag) throws IOException {
        MessageDigest digest = digest(etag, Files.size(file));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of some bytes, of the kind that {@code etag} is. */
    static String of(byte[] content, String etag) {
        return HexFormat.of().formatHex(digest(etag, content.length).digest(content));
    }

    private static MessageDigest digest(String etag, long size) {
        try {
            if (RepositoryListing.isSha256(etag)) {
                return MessageDigest.getInstance("SHA-256");
            }
            MessageDigest git = MessageDigest.getInstance("SHA-1");
            git.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
            return git;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1 and SHA-256", e);
        }
    }
}
