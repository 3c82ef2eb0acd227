package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import java.io.Serializable;

/**
 * What a task sends back: vectors, or what is wrong with a model or text. The latter is an answer and no failure of the task:
 * Spark would try it again, on the same text.
 */
final class BlockReply implements Serializable {

    private static final long serialVersionUID = 1L;

    private final float[] vectors;
    private final long tokens;
    private final String kind;
    private final String message;

    private BlockReply(float[] vectors, long tokens, String kind, String message) {
        this.vectors = vectors;
        this.tokens = tokens;
        this.kind = kind;
        this.message = message;
    }

    static BlockReply of(float[] vectors, long tokens) {
        return new BlockReply(vectors, tokens, "", "");
    }

    static BlockReply failed(PlumblineException failure, String host) {
        return new BlockReply(
                new float[0], 0, failure.kind().name(), "on executor " + host + ": " + failure.getMessage());
    }

    /** One after the other, in the block's order. */
    float[] vectors() {
        return vectors;
    }

    /** Tokens that were encoded. */
    long tokens() {
        return tokens;
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
