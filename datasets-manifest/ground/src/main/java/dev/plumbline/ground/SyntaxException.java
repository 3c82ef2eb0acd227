package dev.plumbline.ground;

/** A text that is no YAML or JSON, with the place where it stops being so. */
public final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    SyntaxException(String message, int line) {
        // no cause: what a library says of a text is not for whoever wrote the text
        super(message);
        this.line = line;
    }

    /** From 1. */
    public int line() {
        return line;
    }
}
