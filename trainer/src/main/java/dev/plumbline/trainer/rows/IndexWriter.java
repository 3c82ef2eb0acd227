package dev.plumbline.trainer.rows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a file once and writes down where its good rows begin. */
final class IndexWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataOutputStream with;
    private final DataOutputStream without;
    private final Optional<DataOutputStream> rows;
    private final FileCounts.Builder counts = new FileCounts.Builder();
    private long written;

    /** For a file whose lines are read where they are. */
    IndexWriter(DataOutputStream with, DataOutputStream without) {
        this(with, without, Optional.empty());
    }

    /** For a file whose rows are written out. */
    IndexWriter(DataOutputStream with, DataOutputStream without, DataOutputStream rows) {
        this(with, without, Optional.of(rows));
    }

    private IndexWriter(DataOutputStream with, DataOutputStream without, Optional<DataOutputStream> rows) {
        this.with = with;
        this.without = without;
        this.rows = rows;
    }

    FileCounts write(RowFile file) throws IOException {
        try {
            String sha256 = file.forEach(this::add);
            with.flush();
            without.flush();
            if (rows.isPresent()) {
                rows.get().flush();
            }
            return counts.build(sha256);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(SourceRow row) {
        TrainingExample example;
        try {
            example = ExampleFields.parse(row);
        } catch (PlumblineException e) {
            counts.addProblem(e.getMessage());
            return;
        }
        counts.add(example, row.place());
        try {
            DataOutputStream index = example.negatives().isEmpty() ? without : with;
            if (rows.isPresent()) {
                byte[] line = JSON.writeValueAsBytes(fields(row.fields()));
                rows.get().write(line);
                rows.get().write('\n');
                record(index, written, line.length, row.place().number());
                written += line.length + 1;
            } else {
                record(index, row.offset(), row.length(), row.place().number());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void record(DataOutputStream index, long offset, int length, long number) throws IOException {
        index.writeLong(offset);
        index.writeInt(length);
        index.writeLong(number);
    }

    /** The fields that are read again; a Parquet file's other columns stay behind. */
    private static Map<String, Object> fields(Map<String, Object> all) {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (String name : ExampleFields.NAMES) {
            if (all.get(name) != null) {
                kept.put(name, all.get(name));
            }
        }
        return kept;
    }
}
