package dev.plumbline.trainer.rows;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one step trains on.
 *
 * @param step from 0
 * @param epoch from 0
 * @param dataset settings of the data set the batch is of; in a mixed batch rows of others have the same temperature, number
 *     of negatives and use of in-batch negatives
 * @param negatives hard negatives of every row
 * @param rows at least one
 */
public record TrainingBatch(long step, long epoch, DatasetSettings dataset, int negatives, List<TrainingRow> rows) {

    public TrainingBatch {
        Objects.requireNonNull(dataset, "dataset");
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a batch has a row");
        }
        for (TrainingRow row : rows) {
            if (row.negatives().size() != negatives) {
                throw new IllegalArgumentException(row.origin() + " has "
                        + row.negatives().size() + " hard negatives in a batch with " + negatives);
            }
        }
    }

    /** The same queries and positives alone, without what belongs to hard negatives. */
    public TrainingBatch withoutNegatives() {
        return negatives == 0
                ? this
                : new TrainingBatch(
                        step,
                        epoch,
                        dataset,
                        0,
                        rows.stream().map(TrainingRow::withoutNegatives).toList());
    }

    public int size() {
        return rows.size();
    }

    /** Files and lines, so that a batch can be named. */
    public List<RowPlace> origins() {
        return rows.stream().map(TrainingRow::origin).toList();
    }

    /** Whether rows have a label: what is of a query's class is none of its negatives. */
    public boolean hasClasses() {
        return rows.stream().anyMatch(row -> row.label().isPresent());
    }

    /** Ids of the positives, [B]: of their class where the row has a label, else of the text. */
    public long[] positiveIds() {
        return rows.stream().mapToLong(TrainingRow::positiveId).toArray();
    }

    /** Ids of the hard negatives, [B, M] row by row. */
    public long[] negativeIds() {
        return rows.stream()
                .flatMapToLong(row -> row.ids().negatives().stream().mapToLong(Long::longValue))
                .toArray();
    }

    /** A teacher's scores, [B, 1 + M] row by row, positives first; empty unless every row has them. */
    public Optional<double[]> teacherScores() {
        if (rows.stream().anyMatch(row -> row.teacher().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(rows.stream()
                .flatMapToDouble(row -> row.teacher().orElseThrow().stream().mapToDouble(Double::doubleValue))
                .toArray());
    }

    /** Graded similarities, [B]; empty unless every row has one. */
    public Optional<double[]> scores() {
        if (rows.stream().anyMatch(row -> row.score().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                rows.stream().mapToDouble(row -> row.score().getAsDouble()).toArray());
    }

    /** Weights of the first of the two mixed, [B]; empty without hard negatives. */
    public Optional<double[]> mixingLambdas() {
        return negatives == 0
                ? Optional.empty()
                : Optional.of(rows.stream()
                        .mapToDouble(row -> row.mixing().orElseThrow().lambda())
                        .toArray());
    }

    /** Places of the two mixed, [B, 2] row by row; empty without hard negatives. */
    public Optional<long[]> mixingPairs() {
        if (negatives == 0) {
            return Optional.empty();
        }
        long[] pairs = new long[2 * rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            TrainingRow.MixingDraw draw = rows.get(i).mixing().orElseThrow();
            pairs[2 * i] = draw.first();
            pairs[2 * i + 1] = draw.second();
        }
        return Optional.of(pairs);
    }
}
