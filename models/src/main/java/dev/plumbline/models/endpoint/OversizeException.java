package dev.plumbline.models.endpoint;

/** A request holds more than the endpoint takes: too many texts, too many bytes, or one text that is too long. */
final class OversizeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean aboutTexts;

    /**
     * What the server said.
     *
     * @param aboutTexts whether it is the number of texts or bytes rather than the length of one
     */
    OversizeException(String message, boolean aboutTexts) {
        super(message);
        this.aboutTexts = aboutTexts;
    }

    boolean aboutTexts() {
        return aboutTexts;
    }
}
