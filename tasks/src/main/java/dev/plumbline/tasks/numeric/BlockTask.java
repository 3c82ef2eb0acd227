package dev.plumbline.tasks.numeric;

/** Work on a range of items. */
@FunctionalInterface
public interface BlockTask {

    /**
     * Does the items from (included) to (excluded).
     *
     * @param from first item
     * @param to one after the last item
     */
    void run(int from, int to);
}
