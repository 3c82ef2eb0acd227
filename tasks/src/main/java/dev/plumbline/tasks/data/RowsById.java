package dev.plumbline.tasks.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The row of an id. Holds row numbers and hashes, 8 bytes for each of one and a half to three slots a row, and asks the list
 * itself for ids: corpora of millions of ids that lie in a file stay there.
 */
public final class RowsById {

    /** The row of an id that is not there. */
    public static final int ABSENT = -1;

    private static final int FEWEST = 16;

    private final List<String> ids;
    private final int[] rows;
    private final int[] hashes;

    private RowsById(List<String> ids) {
        this.ids = ids;
        int slots = Math.max(FEWEST, Integer.highestOneBit(Math.max(1, ids.size())) * 2);
        if (slots < ids.size() * 3L / 2) {
            slots *= 2;
        }
        this.rows = new int[slots];
        this.hashes = new int[slots];
        Arrays.fill(rows, ABSENT);
    }

    /**
     * Finds the first row of each id.
     *
     * @param repeated told of every row whose id an earlier one has
     */
    public static RowsById firstOf(List<String> ids, IntConsumer repeated) {
        return of(ids, true, repeated);
    }

    /** Finds the last row of each id. */
    public static RowsById lastOf(List<String> ids) {
        return of(ids, false, row -> {});
    }

    /** Whether no two are the same. */
    public static boolean areUnique(List<String> ids) {
        int[] repeated = {0};
        firstOf(ids, row -> repeated[0]++);
        return repeated[0] == 0;
    }

    private static RowsById of(List<String> ids, boolean first, IntConsumer repeated) {
        RowsById index = new RowsById(ids);
        int row = 0;
        for (String id : ids) {
            int slot = index.slot(id);
            if (index.rows[slot] == ABSENT) {
                index.hashes[slot] = hash(id);
            } else {
                repeated.accept(row);
            }
            if (index.rows[slot] == ABSENT || !first) {
                index.rows[slot] = row;
            }
            row++;
        }
        return index;
    }

    /** The row, or {@link #ABSENT}. */
    public int row(String id) {
        return rows[slot(id)];
    }

    public boolean contains(String id) {
        return row(id) != ABSENT;
    }

    private int slot(String id) {
        int hash = hash(id);
        int mask = rows.length - 1;
        int slot = hash & mask;
        while (rows[slot] != ABSENT
                && !(hashes[slot] == hash && ids.get(rows[slot]).equals(id))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Ids that are numbers in order have hashes in order, whose runs would meet. */
    private static int hash(String id) {
        int hash = id.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 15;
    }
}
