package dev.plumbline.trainer.rows;

import java.util.ArrayList;
import java.util.List;

/** Rows of a data set that can stand in one batch: all with hard negatives or all without. Safe from several threads. */
final class RowGroup implements AutoCloseable {

    private final DatasetSettings settings;
    private final int negatives;
    private final List<Part> parts;
    private final long rows;

    /**
     * Rows of one file.
     *
     * @param first number in the group of its first row
     */
    private record Part(IndexReader reader, long first, long rows) {}

    private RowGroup(DatasetSettings settings, int negatives, List<Part> parts, long rows) {
        this.settings = settings;
        this.negatives = negatives;
        this.parts = parts;
        this.rows = rows;
    }

    /**
     * Opens the rows of all files that have hard negatives, that have none, or both.
     *
     * @param negatives drawn per row
     */
    static RowGroup open(DatasetSettings settings, int negatives, List<IndexedFile> files, List<Boolean> having) {
        List<Part> parts = new ArrayList<>();
        long rows = 0;
        for (IndexedFile file : files) {
            for (boolean have : having) {
                long count =
                        have ? file.counts().withNegatives() : file.counts().withoutNegatives();
                if (count > 0) {
                    parts.add(new Part(file.rows(have), rows, count));
                    rows += count;
                }
            }
        }
        return new RowGroup(settings, negatives, parts, rows);
    }

    DatasetSettings settings() {
        return settings;
    }

    /** Hard negatives per row of a batch. */
    int negatives() {
        return negatives;
    }

    long rows() {
        return rows;
    }

    /** What its random draws are told apart by from those of other groups, whatever other data sets there are. */
    long key() {
        return TextKey.of(settings.name() + (negatives > 0 ? " with negatives" : ""));
    }

    /** Row k, from 0. */
    IndexReader.Placed read(long k) {
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).first <= k) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Part part = parts.get(low);
        return part.reader.read(k - part.first);
    }

    @Override
    public void close() {
        parts.forEach(part -> part.reader.close());
    }
}
