package dev.plumbline.trainer.rows;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a row comes from.
 *
 * @param line whether rows are lines counted from 1, or else rows of a Parquet file counted from 0
 */
public record RowPlace(Path file, boolean line, long number) {

    public RowPlace {
        Objects.requireNonNull(file, "file");
    }

    /** As in {@code train.jsonl, line 7}. */
    @Override
    public String toString() {
        return file + (line ? ", line " : ", row ") + number;
    }
}
