package dev.plumbline.harness.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that results carry. */
public final class Versions {

    /** This software's version, from the jar's manifest; {@code dev} when run from a build folder. */
    public static final String PLUMBLINE = version();

    /** The first twelve digits of the commit it was built from, {@code unknown} where that is not known. */
    public static final String COMMIT = commit();

    private Versions() {}

    private static String version() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    private static String commit() {
        Properties build = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String commit = build.getProperty("commit", "");
        return commit.matches("[0-9a-f]{7,40}") ? commit : "unknown";
    }
}
