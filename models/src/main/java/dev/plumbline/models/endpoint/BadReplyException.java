package dev.plumbline.models.endpoint;

/** A reply that does not hold one vector for each text. */
final class BadReplyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final boolean error;

    BadReplyException(String what) {
        this(what, false);
    }

    private BadReplyException(String what, boolean error) {
        super(what);
        this.what = what;
        this.error = error;
    }

    @Override
    public String getMessage() {
        return what;
    }

    /** An answer of status 200 that is an error in words. */
    static BadReplyException error(String said) {
        return new BadReplyException("an error, " + said, true);
    }

    boolean saysError() {
        return error;
    }
}
