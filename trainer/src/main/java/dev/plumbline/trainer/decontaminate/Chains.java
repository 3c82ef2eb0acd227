package dev.plumbline.trainer.decontaminate;

import dev.plumbline.models.store.KeyIndex;
import java.util.Arrays;

/** Lists of numbers by key, linked through arrays. */
final class Chains {

    private final KeyIndex heads = new KeyIndex();
    private int[] values = new int[1 << 10];
    private int[] links = new int[1 << 10];
    private int size;

    /** The link of the number added last under a key, or a negative number if there is none. */
    int first(long key) {
        return heads.find(key);
    }

    /** The link of the number added before, or a negative number. */
    int next(int link) {
        return links[link];
    }

    /** The number of a link. */
    int value(int link) {
        return values[link];
    }

    /** Adds a number under a key, unless it has {@code most} already. */
    void add(long key, int value, int most) {
        int head = heads.find(key);
        int length = 0;
        for (int link = head; link >= 0 && length < most; link = links[link]) {
            length++;
        }
        if (length == most) {
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
            links = Arrays.copyOf(links, values.length);
        }
        values[size] = value;
        links[size] = head;
        heads.put(key, size++);
    }
}
