package dev.plumbline.models.batching;

/** Told of every batch that has been encoded. Called from several threads at once. */
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
}
