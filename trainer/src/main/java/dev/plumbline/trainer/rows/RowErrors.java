package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads rows for a tool that goes through a file once: of rows with errors the first stops it, or all are counted. */
public final class RowErrors {

    private static final int SHOWN = 10;

    private final OnError onError;
    private final Consumer<String> warnings;
    private final String skip;
    private long count;

    /** Of a command with {@code --on-error}. */
    public RowErrors(OnError onError, Consumer<String> warnings) {
        this(onError, warnings, "--on-error skip");
    }

    private RowErrors(OnError onError, Consumer<String> warnings, String skip) {
        this.onError = onError;
        this.warnings = warnings;
        this.skip = skip;
    }

    /** Of a data set in a configuration file. */
    public static RowErrors of(DatasetSettings dataset, Consumer<String> warnings) {
        return new RowErrors(dataset.onError(), warnings, "on_error: skip");
    }

    /**
     * What is read of a row; empty if it has an error and is to be left out.
     *
     * @throws PlumblineException of kind DATA if it has an error and that is to stop
     */
    public <T> Optional<T> read(SourceRow row, Function<SourceRow, T> reading) {
        try {
            return Optional.of(reading.apply(row));
        } catch (PlumblineException e) {
            if (onError == OnError.STOP) {
                throw PlumblineException.data(e.getMessage() + "; " + skip + " leaves such rows out");
            }
            if (count++ < SHOWN) {
                warnings.accept(e.getMessage() + "; left out");
            }
            return Optional.empty();
        }
    }

    /** The same for going through a file one more time: nobody is told again. */
    public RowErrors silent() {
        return new RowErrors(onError, warning -> {}, skip);
    }

    /** Rows left out so far. */
    public long count() {
        return count;
    }
}
