package dev.plumbline.models.batching;

/** Told of every batch that has been encoded, and of what goes on around it. Called from several threads at once. */
@FunctionalInterface
public interface EncodeProgress {

    /** Hears nothing. */
    EncodeProgress NONE = (texts, tokens) -> {};

    /**
     * A batch is done.
     *
     * @param texts distinct texts in it
     * @param tokens their tokens, padding not counted
     */
    void encoded(long texts, long tokens);

    /** Vectors of distinct texts were read from the store instead. */
    default void reused(long texts) {}

    /**
     * Work begins that is no encoding, such as a search on a cluster.
     *
     * @param parts it is cut into
     */
    default void begun(String what, int parts) {}

    /** A part of that is done. */
    default void partDone() {}

    /** Something that takes a while begins. */
    default void note(String message) {}

    /** Something that costs time or room and no correctness, in one line. */
    default void warning(String message) {}
}
