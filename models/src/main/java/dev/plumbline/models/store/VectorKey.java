package dev.plumbline.models.store;

import dev.plumbline.ground.Sha256;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a vector is kept under: the first 128 bits of a SHA-256 over model, longest input, width, role and the text as the
 * model gets it. Equal texts in different roles are different entries.
 */
record VectorKey(long high, long low) {

    static final int BYTES = 2 * Long.BYTES;

    /** A digest that the keys of one model and role start from. */
    static MessageDigest prefix(String fingerprint, ModelCard card, Role role) {
        MessageDigest digest = Sha256.start();
        String facts = fingerprint + "\n" + card.maxTokens() + "\n" + card.dimensions() + "\n" + role.name() + "\n";
        digest.update(facts.getBytes(StandardCharsets.UTF_8));
        return digest;
    }

    /**
     * The key of one text.
     *
     * @param text with its prompt
     */
    static VectorKey of(MessageDigest prefix, String text) {
        try {
            MessageDigest digest = (MessageDigest) prefix.clone();
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
            return new VectorKey(hash.getLong(), hash.getLong());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
