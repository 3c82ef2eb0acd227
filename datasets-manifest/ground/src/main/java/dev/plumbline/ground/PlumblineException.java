package dev.plumbline.ground;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can act on. The message says what is wrong, where (file, config, split, row, column) and what
 * to do; {@link #kind()} decides the exit code.
 */
public final class PlumblineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who has to act: the exit code of a run that could do nothing at all follows from it. */
    public enum Kind {
        /** Wrong option, unknown task or benchmark. */
        USAGE,
        /** Missing, malformed or modified data. */
        DATA,
        /** A model that cannot be opened or that returns unusable vectors. */
        MODEL,
        /** A remote endpoint that does not answer as it should. */
        ENDPOINT,
        /** A result file that cannot be read, or results that cannot be compared. */
        RESULT,
        /** No room, or no right to write. */
        STORAGE
    }

    private final Kind kind;
    private final String message;
    private final boolean absent;

    private PlumblineException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, false, message, cause);
    }

    private PlumblineException(Kind kind, boolean absent, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = PlainWords.of(message);
        this.absent = absent;
    }

    /** Never null, as other exceptions' may be. */
    @Override
    public String getMessage() {
        return message;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether data are not on this machine and could not be fetched, rather than wrong. */
    public boolean isAbsentData() {
        return absent;
    }

    /** The same failure with a place put in front of the message, as in {@code "NFCorpus: ..."}. */
    public PlumblineException in(String place) {
        return new PlumblineException(kind, absent, place + ": " + getMessage(), this);
    }

    /** The same failure in other words. */
    public PlumblineException saying(String message) {
        return new PlumblineException(kind, absent, message, this);
    }

    public static PlumblineException usage(String message) {
        return new PlumblineException(Kind.USAGE, message, null);
    }

    public static PlumblineException data(String message) {
        return new PlumblineException(Kind.DATA, message, null);
    }

    public static PlumblineException data(String message, Throwable cause) {
        return new PlumblineException(Kind.DATA, message, cause);
    }

    /** Data that are not on this machine and cannot be fetched. */
    public static PlumblineException absentData(String message) {
        return new PlumblineException(Kind.DATA, true, message, null);
    }

    /** Data that are not on this machine and cannot be fetched. */
    public static PlumblineException absentData(String message, Throwable cause) {
        return new PlumblineException(Kind.DATA, true, message, cause);
    }

    public static PlumblineException model(String message) {
        return new PlumblineException(Kind.MODEL, message, null);
    }

    public static PlumblineException model(String message, Throwable cause) {
        return new PlumblineException(Kind.MODEL, message, cause);
    }

    public static PlumblineException endpoint(String message) {
        return new PlumblineException(Kind.ENDPOINT, message, null);
    }

    public static PlumblineException endpoint(String message, Throwable cause) {
        return new PlumblineException(Kind.ENDPOINT, message, cause);
    }

    public static PlumblineException result(String message) {
        return new PlumblineException(Kind.RESULT, message, null);
    }

    public static PlumblineException result(String message, Throwable cause) {
        return new PlumblineException(Kind.RESULT, message, cause);
    }

    public static PlumblineException storage(String message) {
        return new PlumblineException(Kind.STORAGE, message, null);
    }

    public static PlumblineException storage(String message, Throwable cause) {
        return new PlumblineException(Kind.STORAGE, message, cause);
    }
}
