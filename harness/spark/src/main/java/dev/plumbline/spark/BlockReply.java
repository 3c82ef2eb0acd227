package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import java.io.Serializable;

/**
 * What a task sends back: vectors, or what is wrong with a model or text. The latter is an answer and no failure of the task:
 * Spark would try it again, on the same text.
 *
 * @param vectors one after the other, in the block's order
 * @param tokens that were encoded
 * @param kind of the error, empty if there is none
 */
record BlockReply(float[] vectors, long tokens, String kind, String message) implements Serializable {

    static BlockReply of(float[] vectors, long tokens) {
        return new BlockReply(vectors, tokens, "", "");
    }

    static BlockReply failed(PlumblineException failure, String host) {
        return new BlockReply(
                new float[0], 0, failure.kind().name(), "on executor " + host + ": " + failure.getMessage());
    }

    /** Throws the error, if it is one. */
    void check() {
        if (kind.isEmpty()) {
            return;
        }
        throw switch (PlumblineException.Kind.valueOf(kind)) {
            case USAGE, DATA, MODEL, RESULT -> PlumblineException.model(message);
            case ENDPOINT -> PlumblineException.endpoint(message);
            case STORAGE -> PlumblineException.storage(message);
        };
    }
}
