package dev.plumbline.models.endpoint;

/** A request is given up because the run is: another one failed, or the caller was interrupted. */
final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped");
    }
}
