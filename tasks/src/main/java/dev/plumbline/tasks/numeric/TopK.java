package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * The k greatest of a stream of scored items.
 *
 * <p>Items with equal scores, 0 and -0 included, are told apart by a tie order, asked only then. A NaN is less than any
 * other score. Not safe for use by several threads.
 *
 * <p>Up to 2k items are held and then cut to the k greatest: a few steps per item however large k is, where a heap takes
 * log k for each.
 */
public final class TopK {

    private final int capacity;
    private final float[] scores;
    private final int[] indices;
    private final TieOrder ties;
    private int held;
    private float threshold = Float.NEGATIVE_INFINITY;
    private boolean sorted;

    /**
     * @param capacity k
     * @throws IllegalArgumentException if the capacity is not positive
     */
    public TopK(int capacity, TieOrder ties) {
        this(capacity, ties, Float.NEGATIVE_INFINITY);
    }

    /**
     * One that keeps no item whose score is below a floor, as where k greater ones are known elsewhere.
     *
     * @param floor a {@link #threshold()}; NaN for none
     */
    public TopK(int capacity, TieOrder ties, float floor) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive, not " + capacity);
        }
        this.capacity = capacity;
        this.scores = new float[Math.multiplyExact(2, capacity)];
        this.indices = new int[2 * capacity];
        this.ties = ties;
        this.threshold = floor;
    }

    /** k. */
    public int capacity() {
        return capacity;
    }

    /** Tells items of equal scores apart. */
    public TieOrder ties() {
        return ties;
    }

    /** The number of items kept, at most k. */
    public int size() {
        return Math.min(held, capacity);
    }

    /**
     * A score below this cannot be among the k greatest any more; the converse need not hold. NaN as long as one is among
     * the greatest.
     */
    public float threshold() {
        return threshold;
    }

    /** Keeps the item if it is among the k greatest so far. */
    public void offer(float score, int index) {
        // written so that NaN on either side goes on
        if (score < threshold) {
            return;
        }
        if (held == scores.length) {
            cut();
        }
        scores[held] = score;
        indices[held] = index;
        held++;
        sorted = false;
    }

    /** Raises the {@link #threshold()} as far as the items so far allow, in a few steps for each. */
    public void tighten() {
        if (!sorted) {
            cut();
        }
    }

    /** Item indices, greatest first. */
    public int[] sortedIndices() {
        sort();
        return Arrays.copyOf(indices, held);
    }

    /** The scores of {@link #sortedIndices()}, in the same order. */
    public float[] sortedScores() {
        sort();
        return Arrays.copyOf(scores, held);
    }

    /** Drops all but the k greatest, which then raise the threshold. */
    private void cut() {
        if (held < capacity) {
            return;
        }
        int last = capacity - 1;
        int low = 0;
        int high = held - 1;
        while (low < high) {
            int end = partition(low, high);
            if (last <= end) {
                high = end;
            } else {
                low = end + 1;
            }
        }
        held = capacity;
        threshold = scores[last];
    }

    private void sort() {
        if (!sorted) {
            cut();
            sort(0, held - 1);
            sorted = true;
        }
    }

    private void sort(int low, int high) {
        if (low < high) {
            int end = partition(low, high);
            sort(low, end);
            sort(end + 1, high);
        }
    }

    /**
     * Moves items between low and high, both included and different, so that none after the returned position is greater
     * than any up to it; neither part is empty.
     */
    private int partition(int low, int high) {
        int middle = (low + high) >>> 1;
        orderPair(low, middle);
        orderPair(low, high);
        orderPair(middle, high);
        float pivot = scores[middle];
        int pivotIndex = indices[middle];
        int i = low;
        int j = high;
        while (true) {
            while (greater(scores[i], indices[i], pivot, pivotIndex)) {
                i++;
            }
            while (greater(pivot, pivotIndex, scores[j], indices[j])) {
                j--;
            }
            if (i >= j) {
                return Math.min(j, high - 1);
            }
            swap(i, j);
            i++;
            j--;
        }
    }

    private void orderPair(int a, int b) {
        if (greater(scores[b], indices[b], scores[a], indices[a])) {
            swap(a, b);
        }
    }

    private void swap(int a, int b) {
        float score = scores[a];
        int index = indices[a];
        scores[a] = scores[b];
        indices[a] = indices[b];
        scores[b] = score;
        indices[b] = index;
    }

    private boolean greater(float scoreA, int a, float scoreB, int b) {
        if (scoreA > scoreB) {
            return true;
        }
        if (scoreA < scoreB) {
            return false;
        }
        if (a == b) {
            return false;
        }
        boolean nanA = Float.isNaN(scoreA);
        boolean nanB = Float.isNaN(scoreB);
        return nanA == nanB ? ties.compare(a, b) > 0 : nanB;
    }
}
