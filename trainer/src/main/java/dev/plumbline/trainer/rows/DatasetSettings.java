package dev.plumbline.trainer.rows;

import dev.plumbline.ground.WrongValueException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How one data set is read and trained with.
 *
 * @param name unique within a stage; part of what its random draws depend on
 * @param files at least one, read as one data set in this order
 * @param type decides defaults
 * @param instruction put before its texts
 * @param inBatchNegatives whether the positives of other queries of a batch are negatives
 * @param temperature of its losses, above 0; empty for the stage's
 * @param weight of its share of the steps, above 0
 * @param lengths longest inputs
 * @param negatives hard negatives per query drawn for a batch, at least 0
 * @param onError what becomes of rows with errors
 * @param source what the files are before they are rows
 * @param maxRows rows of an epoch at most, at least 1; which they are changes from epoch to epoch
 */
public record DatasetSettings(
        String name,
        List<Path> files,
        DatasetType type,
        Instruction instruction,
        boolean inBatchNegatives,
        OptionalDouble temperature,
        double weight,
        Lengths lengths,
        int negatives,
        OnError onError,
        RowSource source,
        OptionalLong maxRows) {

    /** As the published training script of KaLM has it ({@code --negative_number 7}). */
    public static final int DEFAULT_NEGATIVES = 7;

    /**
     * Longest inputs in tokens, the instruction included.
     *
     * @param query at least 1
     * @param passage at least 1
     */
    public record Lengths(int query, int passage) {

        /** As the published training script of KaLM has it. */
        public static final Lengths DEFAULT = new Lengths(512, 512);

        public Lengths {
            if (query < 1 || passage < 1) {
                throw new IllegalArgumentException(
                        "max_query_length and max_passage_length must be at least 1, not " + query + " and " + passage);
            }
        }
    }

    public DatasetSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(instruction, "instruction");
        Objects.requireNonNull(lengths, "lengths");
        Objects.requireNonNull(onError, "onError");
        files = List.copyOf(files);
        Objects.requireNonNull(source, "source");
        if (files.isEmpty() && source.hub().isEmpty()) {
            throw new IllegalArgumentException("data set " + name + " has no file");
        }
        if (!(weight > 0) || weight == Double.POSITIVE_INFINITY) {
            throw new WrongValueException("weight", "must be above 0, not " + weight, "1");
        }
        if (temperature.isPresent() && !(temperature.getAsDouble() > 0)) {
            throw new WrongValueException("temperature", "must be above 0, not " + temperature.getAsDouble(), "0.05");
        }
        if (maxRows.isPresent() && maxRows.getAsLong() < 1) {
            throw new WrongValueException("max_rows", "must be at least 1, not " + maxRows.getAsLong(), "10000");
        }
        if (negatives < 0) {
            throw new WrongValueException("negatives", "must be at least 0, not " + negatives, "7");
        }
    }

    /** A data set with the defaults of its type. */
    public static DatasetSettings of(String name, DatasetType type, Path... files) {
        return new DatasetSettings(
                name,
                List.of(files),
                type,
                Instruction.NONE,
                type.inBatchNegatives(),
                OptionalDouble.empty(),
                1,
                Lengths.DEFAULT,
                DEFAULT_NEGATIVES,
                OnError.STOP,
                RowSource.ROWS,
                OptionalLong.empty());
    }

    public DatasetSettings withFiles(List<Path> others) {
        return new DatasetSettings(
                name,
                others,
                type,
                instruction,
                inBatchNegatives,
                temperature,
                weight,
                lengths,
                negatives,
                onError,
                source,
                maxRows);
    }

    public DatasetSettings withInstruction(Instruction other) {
        return new DatasetSettings(
                name,
                files,
                type,
                other,
                inBatchNegatives,
                temperature,
                weight,
                lengths,
                negatives,
                onError,
                source,
                maxRows);
    }

    public DatasetSettings withInBatchNegatives(boolean other) {
        return new DatasetSettings(
                name,
                files,
                type,
                instruction,
                other,
                temperature,
                weight,
                lengths,
                negatives,
                onError,
                source,
                maxRows);
    }

    public DatasetSettings withTemperature(double other) {
        OptionalDouble own = OptionalDouble.of(other);
        return new DatasetSettings(
                name,
                files,
                type,
                instruction,
                inBatchNegatives,
                own,
                weight,
                lengths,
                negatives,
                onError,
                source,
                maxRows);
    }

    public DatasetSettings withWeight(double other) {
        return new DatasetSettings(
                name,
                files,
                type,
                instruction,
                inBatchNegatives,
                temperature,
                other,
                lengths,
                negatives,
                onError,
                source,
                maxRows);
    }

    public DatasetSettings withNegatives(int other) {
        return new DatasetSettings(
                name,
                files,
                type,
                instruction,
                inBatchNegatives,
                temperature,
                weight,
                lengths,
                other,
                onError,
                source,
                maxRows);
    }

    public DatasetSettings withOnError(OnError other) {
        return new DatasetSettings(
                name,
                files,
                type,
                instruction,
                inBatchNegatives,
                temperature,
                weight,
                lengths,
                negatives,
                other,
                source,
                maxRows);
    }

    public DatasetSettings withMaxRows(long most) {
        return new DatasetSettings(
                name,
                files,
                type,
                instruction,
                inBatchNegatives,
                temperature,
                weight,
                lengths,
                negatives,
                onError,
                source,
                OptionalLong.of(most));
    }

    /** The same with files of rows, whatever they were before. */
    public DatasetSettings converted(List<Path> rows) {
        return new DatasetSettings(
                name,
                rows,
                type,
                instruction,
                inBatchNegatives,
                temperature,
                weight,
                lengths,
                negatives,
                onError,
                RowSource.ROWS,
                maxRows);
    }
}
