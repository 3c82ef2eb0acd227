package dev.plumbline.models.store;

import java.util.Arrays;

/**
 * Finds a row's number by 64 bits of its key, in open addressing over two arrays: 12 bytes per slot, between one and a half
 * and three slots per row. The keys must be hashes; whatever more a key has is compared where the row is read.
 */
public final class KeyIndex {

    /** The number of a key that is not there. */
    public static final int ABSENT = -1;

    private static final int FIRST_SLOTS = 1 << 10;

    private long[] keys = new long[FIRST_SLOTS];
    private int[] rows = filled(FIRST_SLOTS);
    private int size;

    private static int[] filled(int slots) {
        int[] rows = new int[slots];
        Arrays.fill(rows, ABSENT);
        return rows;
    }

    /** The number a key was put under, or {@link #ABSENT}. */
    public int find(long key) {
        int slot = slot(key);
        return rows[slot];
    }

    /**
     * Puts a key in, in place of what it had.
     *
     * @param row at least 0
     */
    public void put(long key, int row) {
        int slot = slot(key);
        if (rows[slot] == ABSENT) {
            if (3L * ++size > 2L * keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
        }
        rows[slot] = row;
    }

    /** Number of keys. */
    public int size() {
        return size;
    }

    /** Where the key is, or the free slot where it belongs. */
    private int slot(long key) {
        int mask = keys.length - 1;
        // The keys are hashes: any bits of them are as good as others.
        int slot = (int) key & mask;
        while (rows[slot] != ABSENT && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldRows = rows;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        rows = filled(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldRows[i] != ABSENT) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                rows[slot] = oldRows[i];
            }
        }
    }
}
