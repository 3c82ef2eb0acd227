package dev.plumbline.harness.encode;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.precomputed.EmbeddingsWriter;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.RowPlace;
import dev.plumbline.trainer.rows.SourceRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Encodes the texts of files, row by row in the files' order, into one file of vectors. Beside the model it holds one window
 * of texts and their vectors, however long the files are; what is written does not depend on the window.
 */
public final class TextsEncoding {

    /** No model fails at it that works at all. */
    private static final String ORDINARY = "text";

    private final Encoder encoder;
    private final Columns columns;
    private final Prompting prompting;
    private final int window;
    private final RowErrors errors;

    /**
     * Which columns are read.
     *
     * @param text has the texts
     * @param id has what else names a row, if it is to be written too
     */
    public record Columns(String text, Optional<String> id) {
        public Columns {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(id, "id");
        }
    }

    /** What decides the prompt. */
    public record Prompting(TaskSpec task, Role role) {
        public Prompting {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(role, "role");
        }
    }

    /** @param window texts that are encoded at a time, at least 1 */
    public TextsEncoding(Encoder encoder, Columns columns, Prompting prompting, int window, RowErrors errors) {
        if (window < 1) {
            throw new IllegalArgumentException("a window of " + window + " texts");
        }
        this.encoder = Objects.requireNonNull(encoder, "encoder");
        this.columns = Objects.requireNonNull(columns, "columns");
        this.prompting = Objects.requireNonNull(prompting, "prompting");
        this.window = window;
        this.errors = Objects.requireNonNull(errors, "errors");
    }

    /** A row that waits for its vector. */
    private record Row(RowPlace place, Optional<String> id, String text) {}

    /**
     * Writes the vectors.
     *
     * @param inputs JSON lines, also compressed, or Parquet
     * @param output Parquet, see {@link EmbeddingsWriter}; appears whole or not at all
     * @return rows written
     * @throws PlumblineException of kind DATA for a file or row that cannot be read, of kind MODEL, naming the row, for a text
     *     that cannot be encoded, of kind STORAGE if there is no room
     */
    public long write(List<Path> inputs, Path output) {
        long[] written = {0};
        AtomicFiles.write(output, channel -> {
            try (EmbeddingsWriter writer =
                    new EmbeddingsWriter(channel, columns.id().isPresent())) {
                List<Row> pending = new ArrayList<>();
                for (Path input : inputs) {
                    new RowFile(input).forEach(source -> {
                        errors.read(source, this::row).ifPresent(pending::add);
                        if (pending.size() == window) {
                            written[0] += flush(pending, writer);
                        }
                    });
                }
                written[0] += flush(pending, writer);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
        return written[0];
    }

    private Row row(SourceRow source) {
        return new Row(
                source.place(),
                columns.id().map(column -> value(source, column, true)),
                value(source, columns.text(), false));
    }

    /** @param number whether a whole number will do, as it stands */
    private static String value(SourceRow source, String column, boolean number) {
        Object value = source.fields().get(column);
        if (value instanceof String text) {
            return text;
        }
        if (number && value instanceof Long whole) {
            return whole.toString();
        }
        throw PlumblineException.data(
                source.fields().containsKey(column)
                        ? source.place() + ": column '" + column + "' holds "
                                + (value == null ? "nothing (null)" : "'" + value + "'") + " where a text is wanted"
                        : source.place() + ": there is no column '" + column + "', only "
                                + source.fields().keySet());
    }

    private int flush(List<Row> pending, EmbeddingsWriter writer) {
        if (pending.isEmpty()) {
            return 0;
        }
        List<Row> rows = List.copyOf(pending);
        pending.clear();
        FloatMatrix vectors = encode(rows);
        int width = vectors.columns();
        try {
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                writer.write(row.id(), row.text(), prompting.role(), vectors.data(), i * width, width);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows.size();
    }

    private FloatMatrix encode(List<Row> rows) {
        try {
            return request(texts(rows));
        } catch (PlumblineException e) {
            if (e.kind() != PlumblineException.Kind.MODEL) {
                throw e;
            }
            throw atItsRow(rows, e);
        }
    }

    private FloatMatrix request(List<String> texts) {
        FloatMatrix vectors = encoder.encode(new EncodeRequest(texts, prompting.role(), prompting.task()));
        if (vectors.rows() != texts.size()) {
            throw PlumblineException.model(
                    encoder.card().name() + " returned " + vectors.rows() + " vectors for " + texts.size() + " texts");
        }
        for (float value : vectors.data()) {
            if (!Float.isFinite(value)) {
                throw PlumblineException.model(encoder.card().name() + " returned " + value);
            }
        }
        return vectors;
    }

    /**
     * Halves the rows until one is left whose text cannot be encoded. A failure that no half repeats, or that an ordinary text
     * meets too, is not of a row.
     */
    private PlumblineException atItsRow(List<Row> rows, PlumblineException failure) {
        if (failureOf(List.of(ORDINARY)).isPresent()) {
            return failure;
        }
        List<Row> suspects = rows;
        PlumblineException last = failure;
        while (suspects.size() > 1) {
            int half = suspects.size() / 2;
            Optional<PlumblineException> first = failureOf(texts(suspects.subList(0, half)));
            Optional<PlumblineException> second =
                    first.isPresent() ? Optional.empty() : failureOf(texts(suspects.subList(half, suspects.size())));
            if (first.isEmpty() && second.isEmpty()) {
                return failure;
            }
            suspects = first.isPresent() ? suspects.subList(0, half) : suspects.subList(half, suspects.size());
            last = first.or(() -> second).get();
        }
        return last.in(suspects.get(0).place().toString());
    }

    private Optional<PlumblineException> failureOf(List<String> texts) {
        try {
            request(texts);
            return Optional.empty();
        } catch (PlumblineException e) {
            return Optional.of(e);
        }
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::text).toList();
    }
}
