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
    private long count;

    public RowErrors(OnError onError, Consumer<String> warnings) {
        this.onError = onError;
        this.warnings = warnings;
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
                throw PlumblineException.data(
                        e.getMessage() + "; correct it, or leave such rows out with --on-error skip");
            }
            if (count++ < SHOWN) {
                warnings.accept(e.getMessage() + "; left out");
            }
            return Optional.empty();
        }
    }

    /** The same for going through a file one more time: nobody is told again. */
    public RowErrors silent() {
        return new RowErrors(onError, warning -> {});
    }

    /** Rows left out so far. */
    public long count() {
        return count;
    }
}
