package dev.plumbline.hub;

/** Hears of downloads. Called from several threads at once. */
public interface HubProgress {

    /** Hears nothing. */
    HubProgress NONE = new HubProgress() {};

    /**
     * Files are about to be fetched.
     *
     * @param repository what messages call it
     * @param bytes of all files; those whose size is not known count as nothing
     */
    default void downloading(String repository, int files, long bytes) {}

    /** Bytes have arrived; a negative number of them has turned out useless. */
    default void received(long bytes) {}

    /** The files are there, or one of them cannot be had. */
    default void downloaded() {}

    /** Something that takes a while, in one line. */
    default void note(String message) {}

    /** Something that a reader of the results should know, in one line. */
    default void warning(String message) {}
}
