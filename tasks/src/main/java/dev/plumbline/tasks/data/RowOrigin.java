package dev.plumbline.tasks.data;

import java.util.List;

/** Where a table's rows came from, for error messages only. */
@FunctionalInterface
interface RowOrigin {

    /** File and row or line, as in {@code "qrels/test.jsonl, line 7"}. */
    String of(int row);

    /** Rows of one file counted from 0. */
    static RowOrigin rowsOf(String file) {
        return row -> file + ", row " + row;
    }

    /** Lines of one file, {@code lines[row]} counted from 1. */
    static RowOrigin linesOf(String file, int[] lines) {
        return row -> file + ", line " + lines[row];
    }

    /** Row i of the result is row {@code rows[i]} of this. */
    default RowOrigin selected(int[] rows) {
        return row -> of(rows[row]);
    }

    /** So many rows from one place. */
    record Part(int rows, RowOrigin origin) {}

    /** The parts' rows one after another. */
    static RowOrigin concatenated(List<Part> parts) {
        return row -> {
            int left = row;
            for (Part part : parts) {
                if (left < part.rows()) {
                    return part.origin().of(left);
                }
                left -= part.rows();
            }
            throw new IndexOutOfBoundsException(row);
        };
    }
}
