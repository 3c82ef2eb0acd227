package dev.plumbline.tasks;

/**
 * What an encoder computed.
 *
 * @param texts vectors that were computed, each of a distinct text of a request
 * @param nanos time that took
 * @param unkept of these, those that were to be kept for later runs and could not be
 */
public record EncodeWork(long texts, long nanos, long unkept) {

    /** Nothing yet. */
    public static final EncodeWork NONE = new EncodeWork(0, 0, 0);

    /** This and more. */
    public EncodeWork plus(long moreTexts, long moreNanos) {
        return new EncodeWork(texts + moreTexts, nanos + moreNanos, unkept);
    }

    /** The same, with so many that could not be kept in all. */
    public EncodeWork withUnkept(long all) {
        return new EncodeWork(texts, nanos, all);
    }
}
