package dev.plumbline.trainer.rows;

import dev.plumbline.ground.WrongValueException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

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
 * @param textsAlone whether its rows are a text each and no pair, of which only alignment learns
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
        OptionalLong maxRows,
        boolean textsAlone) {

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
                OptionalLong.empty(),
                false);
    }

    public DatasetSettings withFiles(List<Path> others) {
        return with(parts -> parts.files = others);
    }

    public DatasetSettings withInstruction(Instruction other) {
        return with(parts -> parts.instruction = other);
    }

    public DatasetSettings withInBatchNegatives(boolean other) {
        return with(parts -> parts.inBatchNegatives = other);
    }

    public DatasetSettings withTemperature(double other) {
        return with(parts -> parts.temperature = OptionalDouble.of(other));
    }

    public DatasetSettings withWeight(double other) {
        return with(parts -> parts.weight = other);
    }

    public DatasetSettings withNegatives(int other) {
        return with(parts -> parts.negatives = other);
    }

    public DatasetSettings withOnError(OnError other) {
        return with(parts -> parts.onError = other);
    }

    public DatasetSettings withMaxRows(long most) {
        return with(parts -> parts.maxRows = OptionalLong.of(most));
    }

    /** The same with files of rows, whatever they were before. */
    public DatasetSettings converted(List<Path> rows) {
        return with(parts -> {
            parts.files = rows;
            parts.source = RowSource.ROWS;
        });
    }

    private DatasetSettings with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.settings();
    }

    /** What can be changed of one. */
    private static final class Parts {
        private final DatasetSettings before;
        private List<Path> files;
        private Instruction instruction;
        private boolean inBatchNegatives;
        private OptionalDouble temperature;
        private double weight;
        private int negatives;
        private OnError onError;
        private RowSource source;
        private OptionalLong maxRows;

        Parts(DatasetSettings before) {
            this.before = before;
            files = before.files;
            instruction = before.instruction;
            inBatchNegatives = before.inBatchNegatives;
            temperature = before.temperature;
            weight = before.weight;
            negatives = before.negatives;
            onError = before.onError;
            source = before.source;
            maxRows = before.maxRows;
        }

        DatasetSettings settings() {
            return new DatasetSettings(
                    before.name,
                    files,
                    before.type,
                    instruction,
                    inBatchNegatives,
                    temperature,
                    weight,
                    before.lengths,
                    negatives,
                    onError,
                    source,
                    maxRows,
                    before.textsAlone);
        }
    }
}
