package dev.plumbline.tasks;

/**
 * What an encoder computed.
 *
 * @param texts vectors that were computed, each of a distinct text of a request
 * @param nanos time that took
 */
public record EncodeWork(long texts, long nanos) {

    /** Nothing yet. */
    public static final EncodeWork NONE = new EncodeWork(0, 0);

    /** This and more. */
    public EncodeWork plus(long moreTexts, long moreNanos) {
        return new EncodeWork(texts + moreTexts, nanos + moreNanos);
    }
}
