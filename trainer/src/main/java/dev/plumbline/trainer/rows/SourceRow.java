package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A row as a file has it.
 *
 * @param offset of the line in the decompressed file, in bytes; 0 in Parquet
 * @param length of the line in bytes without its end; 0 in Parquet
 * @param line as it stands in the file; empty in Parquet and where it is no text
 * @param content its fields, or why it has none
 */
public record SourceRow(RowPlace place, long offset, int length, Optional<String> line, Content content) {

    public SourceRow {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(line, "line");
        Objects.requireNonNull(content, "content");
    }

    /**
     * What was read: exactly one of the two.
     *
     * @param fields by name, in the file's order, values as {@link dev.plumbline.tasks.data.Table} has them
     * @param problem of a line that is not a JSON object
     */
    public record Content(Optional<Map<String, Object>> fields, Optional<PlumblineException> problem) {
        public Content {
            if (fields.isPresent() == problem.isPresent()) {
                throw new IllegalArgumentException("either fields or a problem");
            }
        }

        /** Without fields. */
        public static Content empty() {
            return of(Map.of());
        }

        static Content of(Map<String, Object> fields) {
            return new Content(Optional.of(fields), Optional.empty());
        }

        static Content of(PlumblineException problem) {
            return new Content(Optional.empty(), Optional.of(problem));
        }
    }

    /**
     * The row's fields.
     *
     * @throws PlumblineException of kind DATA if the line is malformed
     */
    public Map<String, Object> fields() {
        return content.fields().orElseThrow(() -> content.problem().orElseThrow());
    }
}
