package dev.plumbline.tasks.transform;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.CodePoints;
import dev.plumbline.tasks.data.Labels;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.NumpyGenerator;
import dev.plumbline.tasks.numeric.StratifiedSubsample;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.release.ScoringChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

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
     * Labels become indices into the distinct labels, sorted as text, of the split or of all splits; then each named split is
     * reduced, unless it has no more rows than wanted.
     */
    static Map<String, Table> stratified(
            Map<String, Table> splits, String column, List<String> reduced, MtebRelease release) {
        return stratified(splits, column, reduced, SIZE, release);
    }

    /** The same with another number of rows. */
    static Map<String, Table> stratified(
            Map<String, Table> splits, String column, List<String> reduced, int size, MtebRelease release) {
        Map<String, Labelled> labelled = new LinkedHashMap<>();
        splits.forEach((split, table) -> labelled.put(split, new Labelled(table, sortedAsText(table.labels(column)))));
        SortedSet<String> together = new TreeSet<>(CodePoints.ORDER);
        if (release.has(ScoringChange.LABELS_OF_ALL_SPLITS)) {
            labelled.values().forEach(each -> together.addAll(names(each.labels())));
        }
        Map<String, Table> out = new LinkedHashMap<>();
        labelled.forEach((split, each) -> {
            Table table = each.table();
            Labels encoded = each.labels();
            List<String> numbered = together.isEmpty() ? names(encoded) : List.copyOf(together);
            long[] numbers = new long[encoded.classes()];
            for (int index = 0; index < numbers.length; index++) {
                numbers[index] = numbered.indexOf(encoded.name(index));
            }
            List<Long> indices = new ArrayList<>(table.rows());
            for (int index : encoded.indices()) {
                indices.add(numbers[index]);
            }
            Table result = table.with(column, indices);
            if (reduced.contains(split) && table.rows() > size) {
                requireDivisible(table, column, encoded, size);
                result = result.select(
                        StratifiedSubsample.testIndices(encoded.indices(), encoded.classes(), size, SEED));
            }
            out.put(split, result);
        });
        return out;
    }

    private record Labelled(Table table, Labels labels) {}

    /** The distinct labels, sorted. */
    private static List<String> names(Labels labels) {
        List<String> names = new ArrayList<>(labels.classes());
        for (int index = 0; index < labels.classes(); index++) {
            names.add(labels.name(index));
        }
        return names;
    }

    private static Labels sortedAsText(Labels labels) {
        List<String> names = new ArrayList<>(labels.size());
        for (int index : labels.indices()) {
            names.add(labels.name(index));
        }
        return Labels.ofStrings(names);
    }

    private static void requireDivisible(Table table, String column, Labels labels, int size) {
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
        if (Math.min(size, table.rows() - size) < labels.classes()) {
            throw PlumblineException.data("a stratified sample of " + size + " out of " + table.rows()
                    + " rows leaves one part with fewer rows than the " + labels.classes()
                    + " labels; use the whole data set, or a task without this transform");
        }
    }
}
