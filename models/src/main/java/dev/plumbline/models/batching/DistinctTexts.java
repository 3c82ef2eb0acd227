package dev.plumbline.models.batching;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
     * @param sink takes places of the request
     */
    public IncrementalEncoder.Sink spread(IncrementalEncoder.Sink sink) {
        if (texts.size() == index.length) {
            return sink;
        }
        List<List<Integer>> rows = rows();
        return (places, vectors) -> {
            List<Integer> targets = new ArrayList<>();
            List<Integer> sources = new ArrayList<>();
            for (int i = 0; i < places.length; i++) {
                for (int row : rows.get(places[i])) {
                    targets.add(row);
                    sources.add(i);
                }
            }
            sink.accept(
                    targets.stream().mapToInt(Integer::intValue).toArray(),
                    vectors.select(sources.stream().mapToInt(Integer::intValue).toArray()));
        };
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
