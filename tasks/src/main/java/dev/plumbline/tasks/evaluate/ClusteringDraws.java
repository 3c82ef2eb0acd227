package dev.plumbline.tasks.evaluate;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.PythonRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What fast clustering draws for one subset of one split, none of which depends on vectors: the rows that are embedded, then
 * level by level the bootstrap draws of every experiment; mteb 2.20.0 to 2.26.24 {@code abstasks/clustering.py}.
 */
final class ClusteringDraws {

    private static final long NO_LABEL = -1L;

    private final Table embedded;
    private final List<Level> levels;

    private ClusteringDraws(Table embedded, List<Level> levels) {
        this.embedded = embedded;
        this.levels = levels;
    }

    /** One level of the label hierarchy. */
    static final class Level {
        private final String name;
        private final List<Object> labels;
        private final int[] rows;
        private final int[][] draws;

        private Level(String name, List<Object> labels, int[] rows, int[][] draws) {
            this.name = name;
            this.labels = labels;
            this.rows = rows;
            this.draws = draws;
        }

        /** mteb's, {@code Level 0} and so on. */
        String name() {
            return name;
        }

        /** Of each embedded row; -1 for a row that ends above the level. */
        List<Object> labels() {
            return labels;
        }

        /** Embedded rows that have a label, ascending. */
        int[] rows() {
            return rows;
        }

        /** Per experiment positions in {@link #rows}. */
        int[][] draws() {
            return draws;
        }
    }

    /** The rows to embed, in drawn order. */
    Table embedded() {
        return embedded;
    }

    List<Level> levels() {
        return levels;
    }

    /**
     * Draws for one table, from where the generator stands.
     *
     * @param place names the table in errors
     * @throws PlumblineException of kind DATA if there is nothing to draw from, where mteb ends with an error too
     */
    static ClusteringDraws next(TaskSpec spec, Table all, String place, PythonRandom random) {
        Table embedded = embedded(spec, all.rows(), random).map(all::select).orElse(all);
        if (embedded.rows() == 0) {
            throw PlumblineException.data(place + ": none of " + all.rows()
                    + " documents is embedded; raise max_fraction_of_documents_to_embed, or set it to null for all");
        }
        List<List<Object>> labels = hierarchy(embedded, spec.params().text("label_column_name", "labels"));
        int depth = labels.stream().mapToInt(List::size).max().orElse(0);
        OptionalInt maxDepth = spec.params().optionalInteger("max_depth", OptionalInt.empty());
        if (maxDepth.isPresent()) {
            depth = Math.min(depth, maxDepth.getAsInt());
        }
        int size = spec.params().integer("max_documents_per_cluster", 16384);
        int experiments = spec.params().integer("n_clusters", 10);
        List<Level> levels = new ArrayList<>();
        for (int level = 0; level < depth; level++) {
            List<Object> atLevel = labelsAt(labels, level);
            int[] rows = IntStream.range(0, atLevel.size())
                    .filter(row -> !isNone(atLevel.get(row)))
                    .toArray();
            if (rows.length == 0) {
                throw PlumblineException.data(place + ", level " + level + ": every label is -1, which means none");
            }
            int[][] draws = new int[experiments][];
            for (int i = 0; i < draws.length; i++) {
                draws[i] = random.choices(rows.length, size);
            }
            levels.add(new Level("Level " + level, atLevel, rows, draws));
        }
        return new ClusteringDraws(embedded, List.copyOf(levels));
    }

    /** The rows to embed, in drawn order; empty, and nothing drawn, where all are. */
    private static Optional<int[]> embedded(TaskSpec spec, int rows, PythonRandom random) {
        String afterTransform = "max_fraction_of_documents_to_embed_after_transform";
        OptionalDouble fraction = spec.params().has(afterTransform)
                ? spec.params().optionalNumber(afterTransform, OptionalDouble.empty())
                : spec.params().optionalNumber("max_fraction_of_documents_to_embed", OptionalDouble.of(0.04));
        OptionalInt maximum = spec.params().optionalInteger("max_document_to_embed", OptionalInt.empty());
        if (fraction.isEmpty() && maximum.isEmpty()) {
            return Optional.empty();
        }
        int wanted = fraction.isPresent() ? (int) (fraction.getAsDouble() * rows) : maximum.getAsInt();
        return Optional.of(random.sample(rows, Math.min(rows, wanted)));
    }

    /**
     * The labels at a level. A row that ends above it has -1; among string labels mteb's NumPy array turns that into the
     * text "-1", which then is a class like any other and not left out.
     */
    private static List<Object> labelsAt(List<List<Object>> labels, int level) {
        List<Object> atLevel = new ArrayList<>();
        boolean strings = false;
        for (List<Object> row : labels) {
            Object label = row.size() > level ? row.get(level) : (Object) NO_LABEL;
            strings |= label instanceof String;
            atLevel.add(label);
        }
        if (strings) {
            atLevel.replaceAll(String::valueOf);
        }
        return atLevel;
    }

    /** -1 as any kind of number. */
    private static boolean isNone(Object label) {
        return label instanceof Number number && number.doubleValue() == NO_LABEL;
    }

    private static List<List<Object>> hierarchy(Table table, String column) {
        List<Object> labels = table.column(column);
        List<List<Object>> hierarchy = new ArrayList<>(labels.size());
        for (int row = 0; row < labels.size(); row++) {
            Object label = labels.get(row);
            List<Object> levels =
                    label instanceof List<?> list ? new ArrayList<>(list) : Collections.singletonList(label);
            if (levels.contains(null)) {
                throw table.problem(row, column, "a label is missing (null)");
            }
            hierarchy.add(levels);
        }
        return hierarchy;
    }
}
