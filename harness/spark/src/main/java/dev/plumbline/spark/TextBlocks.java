package dev.plumbline.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A request cut into blocks, one for a task. Blocks are of texts of near length, so that little is lost where batches of one
 * length are not full, and the longest come first, so that the last tasks to run are short ones.
 */
final class TextBlocks {

    /** Of a block: some seconds of work on a core, and what a message to an executor carries well. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private static final int MOST_TEXTS = 8192;
    /** Below, starting a task takes longer than encoding its texts. */
    private static final int FEWEST_CHARACTERS = 1 << 13;

    /** Blocks for each core, where there are enough texts: a slow executor then holds up a small part. */
    private static final int PER_CORE = 4;

    private final List<String[]> texts;
    private final List<int[]> places;

    private TextBlocks(List<String[]> texts, List<int[]> places) {
        this.texts = texts;
        this.places = places;
    }

    /** @param cores of the cluster, at least 1 */
    static TextBlocks of(List<String> texts, int cores) {
        long characters = texts.stream().mapToLong(String::length).sum();
        long budget = Math.max(
                FEWEST_CHARACTERS, Math.min(MOST_CHARACTERS, characters / ((long) PER_CORE * Math.max(1, cores))));
        int[] order = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(i -> -texts.get(i).length())
                        .thenComparingInt(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        List<String[]> blocks = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        int start = 0;
        while (start < order.length) {
            long sum = 0;
            int end = start;
            while (end < order.length && end - start < MOST_TEXTS && (end == start || sum < budget)) {
                sum += texts.get(order[end++]).length();
            }
            int[] block = Arrays.copyOfRange(order, start, end);
            blocks.add(Arrays.stream(block).mapToObj(texts::get).toArray(String[]::new));
            places.add(block);
            start = end;
        }
        return new TextBlocks(blocks, places);
    }

    int count() {
        return places.size();
    }

    List<String[]> texts() {
        return texts;
    }

    /** Where the texts of a block stand in the request. */
    int[] places(int block) {
        return places.get(block);
    }
}
