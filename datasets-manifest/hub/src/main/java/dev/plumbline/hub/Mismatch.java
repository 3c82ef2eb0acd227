package dev.plumbline.hub;

import java.io.IOException;

/** What arrived is not what was listed. */
final class Mismatch extends IOException {

    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
        super(message);
    }
}
