package dev.plumbline.spark;

import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.Serializable;
import java.util.Arrays;

/** A search's queries, sent once to each executor, and taken by the group. */
final class QueryVectors implements Serializable {

    /** Queries whose lists are in memory together; enough to read a block from the cache for. */
    static final int GROUP = 512;

    private static final long serialVersionUID = 1L;

    private final int rows;
    private final int columns;
    private final float[] vectors;

    QueryVectors(FloatMatrix queries) {
        this.rows = queries.rows();
        this.columns = queries.columns();
        this.vectors = queries.data();
    }

    int groups() {
        return (rows + GROUP - 1) / GROUP;
    }

    /** Number of the first query of a group. */
    static int first(int group) {
        return group * GROUP;
    }

    FloatMatrix group(int group) {
        int from = first(group);
        int to = Math.min(rows, from + GROUP);
        return FloatMatrix.of(to - from, columns, Arrays.copyOfRange(vectors, from * columns, to * columns));
    }
}
