package dev.plumbline.models.store;

import java.io.IOException;

/** A shard's content is not what was written: never to be used. */
final class DamagedShardException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedShardException(String message) {
        super(message);
    }
}
