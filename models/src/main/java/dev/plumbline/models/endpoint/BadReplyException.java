package dev.plumbline.models.endpoint;

/** A reply that does not hold one vector for each text. */
final class BadReplyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadReplyException(String what) {
        super(what);
    }
}
