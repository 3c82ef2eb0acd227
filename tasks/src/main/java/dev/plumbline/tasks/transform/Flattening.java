package dev.plumbline.tasks.transform;

import dev.plumbline.tasks.data.Labels;
import dev.plumbline.tasks.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Clustering sets, one per row, turned into one row per sentence. */
final class Flattening {

    static final String SENTENCES = "sentences";
    static final String LABELS = "labels";

    private Flattening() {}

    /** Only {@code sentences} and {@code labels}, as single values, in row order. */
    static Table flat(Table sets) {
        List<List<Object>> sentences = sets.lists(SENTENCES);
        List<List<Object>> labels = sets.lists(LABELS);
        List<Object> allSentences = new ArrayList<>();
        List<Object> allLabels = new ArrayList<>();
        IntStream.Builder rows = IntStream.builder();
        for (int row = 0; row < sets.rows(); row++) {
            int size = sentences.get(row).size();
            if (labels.get(row).size() != size) {
                throw sets.problem(
                        row, LABELS, labels.get(row).size() + " labels for " + size + " sentences; they must be equal");
            }
            allSentences.addAll(sentences.get(row));
            allLabels.addAll(labels.get(row));
            for (int i = 0; i < size; i++) {
                rows.add(row);
            }
        }
        Table flat = sets.select(rows.build().toArray());
        for (String column : sets.columns()) {
            flat = flat.without(column);
        }
        return flat.with(SENTENCES, allSentences).with(LABELS, allLabels);
    }

    /** Each label as the list of its parts: {@code cs.LG} becomes {@code [cs, LG]}. */
    static Table labelsSplitAtDots(Table flat) {
        List<List<String>> parts = new ArrayList<>();
        for (String label : flat.strings(LABELS)) {
            // -1 keeps empty parts, as Python's split does
            parts.add(Arrays.asList(label.split("\\.", -1)));
        }
        return flat.with(LABELS, parts);
    }

    /** Without the rows whose label no other row has. */
    static Table withoutSingletons(Table flat) {
        Labels labels = flat.labels(LABELS);
        int[] counts = labels.counts();
        int[] indices = labels.indices();
        return flat.select(IntStream.range(0, indices.length)
                .filter(row -> counts[indices[row]] > 1)
                .toArray());
    }
}
