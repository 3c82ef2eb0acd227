package dev.plumbline.tasks.transform;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.tasks.data.Labels;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.NumpyGenerator;
import dev.plumbline.tasks.numeric.StratifiedSubsample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The two ways mteb reduces a split to 2048 rows, both through {@code datasets}' train_test_split with seed 42. */
final class Subsample {

    private static final int SIZE = 2048;
    private static final long SEED = 42;

    private Subsample() {}

    /** The first 2048 rows of a permutation, in its order. */
    static Table random(Table table) {
        if (table.rows() <= SIZE) {
            throw PlumblineException.data("the transform draws " + SIZE + " rows from a split that has only "
                    + table.rows() + "; use the whole data set, or a task without this transform");
        }
        int[] permutation = new NumpyGenerator(SEED).permutation(table.rows());
        return table.select(Arrays.copyOf(permutation, SIZE));
    }

    /**
     * Labels become indices into the split's distinct labels, sorted as text; then each named split is reduced, unless it
     * has no more rows than wanted.
     */
    static Map<String, Table> stratified(Map<String, Table> splits, String column, List<String> reduced) {
        Map<String, Table> out = new LinkedHashMap<>();
        splits.forEach((split, table) -> {
            Labels encoded = sortedAsText(table.labels(column));
            List<Long> indices = new ArrayList<>(table.rows());
            for (int index : encoded.indices()) {
                indices.add((long) index);
            }
            Table result = table.with(column, indices);
            if (reduced.contains(split) && table.rows() > SIZE) {
                requireDivisible(table, column, encoded);
                result = result.select(
                        StratifiedSubsample.testIndices(encoded.indices(), encoded.classes(), SIZE, SEED));
            }
            out.put(split, result);
        });
        return out;
    }

    private static Labels sortedAsText(Labels labels) {
        List<String> names = new ArrayList<>(labels.size());
        for (int index : labels.indices()) {
            names.add(labels.name(index));
        }
        return Labels.ofStrings(names);
    }

    private static void requireDivisible(Table table, String column, Labels labels) {
        int[] counts = labels.counts();
        int[] indices = labels.indices();
        for (int row = 0; row < indices.length; row++) {
            if (counts[indices[row]] < 2) {
                throw table.problem(
                        row,
                        column,
                        "label '" + labels.name(indices[row]) + "' has a single row; a stratified sample needs two");
            }
        }
        if (Math.min(SIZE, table.rows() - SIZE) < labels.classes()) {
            throw PlumblineException.data("a stratified sample of " + SIZE + " out of " + table.rows()
                    + " rows leaves one part with fewer rows than the " + labels.classes()
                    + " labels; use the whole data set, or a task without this transform");
        }
    }
}
