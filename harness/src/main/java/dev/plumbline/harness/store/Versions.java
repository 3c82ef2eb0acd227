package dev.plumbline.harness.store;

/** The versions that results carry. */
public final class Versions {

    /** This software's version, from the jar's manifest; {@code dev} when run from a build folder. */
    public static final String PLUMBLINE = version();

    private Versions() {}

    private static String version() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
