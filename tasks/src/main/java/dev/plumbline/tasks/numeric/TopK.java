package dev.plumbline.tasks.numeric;

import java.util.Arrays;

/**
 * The k greatest of a stream of scored items: a binary heap with the least of them on top.
 *
 * <p>Items with equal scores, 0 and -0 included, are told apart by a tie order, asked only then. A NaN is less than any
 * other score. Not safe for use by several threads.
 */
public final class TopK {

    private final float[] scores;
    private final int[] indices;
    private final TieOrder ties;
    private int size;

    /**
     * @param capacity k
     * @throws IllegalArgumentException if the capacity is not positive
     */
    public TopK(int capacity, TieOrder ties) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive, not " + capacity);
        }
        this.scores = new float[capacity];
        this.indices = new int[capacity];
        this.ties = ties;
    }

    public int size() {
        return size;
    }

    /** A score below this would be rejected at once; NaN as long as the least item kept is NaN. */
    public float threshold() {
        return size < scores.length ? Float.NEGATIVE_INFINITY : scores[0];
    }

    /** Keeps the item if it is among the k greatest so far. */
    public void offer(float score, int index) {
        if (size < scores.length) {
            up(size++, score, index);
        } else if (less(scores[0], indices[0], score, index)) {
            down(score, index, size);
        }
    }

    /** Item indices, greatest first. */
    public int[] sortedIndices() {
        return Arrays.copyOf(sorted().indices, size);
    }

    /** The scores of {@link #sortedIndices()}, in the same order. */
    public float[] sortedScores() {
        return Arrays.copyOf(sorted().scores, size);
    }

    /** A copy whose items lie in descending order: the least goes behind the rest, again and again. */
    private TopK sorted() {
        TopK copy = new TopK(scores.length, ties);
        System.arraycopy(scores, 0, copy.scores, 0, size);
        System.arraycopy(indices, 0, copy.indices, 0, size);
        for (int end = size - 1; end > 0; end--) {
            float score = copy.scores[end];
            int index = copy.indices[end];
            copy.scores[end] = copy.scores[0];
            copy.indices[end] = copy.indices[0];
            copy.down(score, index, end);
        }
        return copy;
    }

    private boolean less(float scoreA, int a, float scoreB, int b) {
        if (scoreA < scoreB) {
            return true;
        }
        if (scoreA > scoreB) {
            return false;
        }
        boolean nanA = Float.isNaN(scoreA);
        boolean nanB = Float.isNaN(scoreB);
        return nanA == nanB ? ties.compare(a, b) < 0 : nanA;
    }

    private void up(int from, float score, int index) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!less(score, index, scores[parent], indices[parent])) {
                break;
            }
            scores[at] = scores[parent];
            indices[at] = indices[parent];
            at = parent;
        }
        scores[at] = score;
        indices[at] = index;
    }

    /** Puts an item in the place of the top one within the first end items. */
    private void down(float score, int index, int end) {
        int at = 0;
        for (int child = 1; child < end; child = 2 * at + 1) {
            if (child + 1 < end && less(scores[child + 1], indices[child + 1], scores[child], indices[child])) {
                child++;
            }
            if (!less(scores[child], indices[child], score, index)) {
                break;
            }
            scores[at] = scores[child];
            indices[at] = indices[child];
            at = child;
        }
        scores[at] = score;
        indices[at] = index;
    }
}
