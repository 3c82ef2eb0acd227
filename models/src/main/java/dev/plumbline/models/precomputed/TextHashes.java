package dev.plumbline.models.precomputed;

import dev.plumbline.ground.Sha256;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.tasks.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Numbers by text and role, kept under the first 128 bits of a SHA-256. */
final class TextHashes {

    private static final int FIRST = 1 << 10;

    private final KeyIndex index = new KeyIndex();
    private long[] rest = new long[FIRST];

    private static ByteBuffer hash(String text, Role role) {
        MessageDigest digest = Sha256.start();
        digest.update((role + "\n").getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The number, or {@link KeyIndex#ABSENT}. */
    int find(String text, Role role) {
        ByteBuffer hash = hash(text, role);
        int number = index.find(hash.getLong());
        return number != KeyIndex.ABSENT && rest[number] == hash.getLong() ? number : KeyIndex.ABSENT;
    }

    /** @param number one more than the one before, from 0 */
    void put(String text, Role role, int number) {
        ByteBuffer hash = hash(text, role);
        if (number == rest.length) {
            rest = Arrays.copyOf(rest, Math.multiplyExact(number, 2));
        }
        index.put(hash.getLong(), number);
        rest[number] = hash.getLong();
    }
}
