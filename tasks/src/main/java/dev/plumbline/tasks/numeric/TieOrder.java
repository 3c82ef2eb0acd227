package dev.plumbline.tasks.numeric;

/** Which of two items with the same score ranks higher. */
@FunctionalInterface
public interface TieOrder {

    /**
     * Compares two items by their indices.
     *
     * @return positive if a is the greater one and ranks higher, negative if b is, 0 only for the same item
     */
    int compare(int a, int b);
}
