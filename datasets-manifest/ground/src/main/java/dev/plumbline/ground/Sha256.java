package dev.plumbline.ground;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which names files, weights, texts and what a result was made with. */
public final class Sha256 {

    private Sha256() {}

    /** A digest to feed piece by piece; not safe from several threads. */
    public static MessageDigest start() {
        return digest("SHA-256");
    }

    /** SHA-1, by which git and the hub name small files; not for anything that must withstand an attack. */
    public static MessageDigest startSha1() {
        return digest("SHA-1");
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** What was fed, as 64 lower-case hex digits; the digest begins anew. */
    public static String hex(MessageDigest fed) {
        return HexFormat.of().formatHex(fed.digest());
    }

    /** 64 hex digits. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(start().digest(bytes));
    }

    /** 64 hex digits of a text in UTF-8. */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 64 hex digits of a file's content. */
    public static String hex(Path file) throws IOException {
        MessageDigest digest = start();
        feed(digest, file);
        return hex(digest);
    }

    /** Feeds a file's content. */
    public static void feed(MessageDigest digest, Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
