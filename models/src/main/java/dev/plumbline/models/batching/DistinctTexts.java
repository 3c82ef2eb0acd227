package dev.plumbline.models.batching;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every text of a request once, in order of first appearance, and which of them each row of the request is. */
public final class DistinctTexts {

    private final List<String> texts;
    private final int[] index;

    private DistinctTexts(List<String> texts, int[] index) {
        this.texts = texts;
        this.index = index;
    }

    public static DistinctTexts of(List<String> texts) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> distinct = new ArrayList<>();
        int[] index = new int[texts.size()];
        for (int row = 0; row < index.length; row++) {
            String text = texts.get(row);
            Integer known = seen.putIfAbsent(text, distinct.size());
            if (known == null) {
                index[row] = distinct.size();
                distinct.add(text);
            } else {
                index[row] = known;
            }
        }
        return new DistinctTexts(distinct, index);
    }

    public List<String> texts() {
        return texts;
    }

    /** Which rows of the request each distinct text stands in, in order. */
    private List<List<Integer>> rows() {
        List<List<Integer>> rows = new ArrayList<>();
        texts.forEach(text -> rows.add(new ArrayList<>(1)));
        for (int row = 0; row < index.length; row++) {
            rows.get(index[row]).add(row);
        }
        return rows;
    }

    /**
     * Takes vectors of distinct texts and gives each to every row of the request that it stands in.
     *
     * @param sink takes places of the request, of vectors and of counts
     */
    public IncrementalEncoder.Sink spread(IncrementalEncoder.Sink sink) {
        if (texts.size() == index.length) {
            return sink;
        }
        return new Spread(rows(), sink);
    }

    /** @param rows of the request by distinct text */
    private record Spread(List<List<Integer>> rows, IncrementalEncoder.Sink sink) implements IncrementalEncoder.Sink {

        @Override
        public void accept(int[] places, FloatMatrix vectors) {
            sink.accept(targets(places), vectors.select(sources(places)));
        }

        @Override
        public void counted(int[] places, int[] tokens) {
            sink.counted(
                    targets(places),
                    Arrays.stream(sources(places)).map(i -> tokens[i]).toArray());
        }

        private int[] targets(int[] places) {
            return Arrays.stream(places)
                    .mapToObj(rows::get)
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private int[] sources(int[] places) {
            return IntStream.range(0, places.length)
                    .flatMap(i -> rows.get(places[i]).stream().mapToInt(row -> i))
                    .toArray();
        }
    }

    /**
     * One row per text of the request.
     *
     * @param vectors one row per distinct text
     */
    public FloatMatrix spread(FloatMatrix vectors) {
        return texts.size() == index.length ? vectors : vectors.select(index);
    }
}
