package dev.plumbline.trainer.rows;

import dev.plumbline.ground.WrongValueException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a data set's rows come from before they are rows.
 *
 * @param format of the files
 * @param split of a repository of the hub, or of a folder of judgements
 * @param columns instead of all in the files' order, for tuples and texts
 * @param hub a data set of the hub, instead of files here
 */
public record RowSource(RowFormat format, String split, List<String> columns, Optional<HubName> hub) {

    /** Rows as they are trained on, in files here. */
    public static final RowSource ROWS = new RowSource(RowFormat.ROWS, "train", List.of(), Optional.empty());

    /**
     * A data set of the hub.
     *
     * @param name {@code org/name}
     * @param revision branch, tag or commit; {@code main} if empty
     * @param config its default one if empty
     */
    public record HubName(String name, Optional<String> revision, Optional<String> config) {
        public HubName {
            Objects.requireNonNull(revision, "revision");
            Objects.requireNonNull(config, "config");
            if (!name.matches("[\\w.-]+/[\\w.-]+")) {
                throw new WrongValueException("hub", "must be org/name, not '" + name + "'", "org/name");
            }
        }
    }

    public RowSource {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(hub, "hub");
        columns = List.copyOf(columns);
        if (!columns.isEmpty() && format != RowFormat.TUPLES && format != RowFormat.TEXTS) {
            throw new WrongValueException(
                    "columns", "are for format: tuples or texts; leave them out", "[anchor, positive]");
        }
        if (format == RowFormat.TEXTS && columns.size() > 1) {
            throw new WrongValueException("columns", "of texts must be one, not " + columns, "[text]");
        }
        if (format == RowFormat.TUPLES && columns.size() == 1) {
            throw new WrongValueException(
                    "columns", "of tuples must be two or more, not " + columns, "[anchor, positive]");
        }
        if (hub.isPresent() && (format.isFolder() || format == RowFormat.NEMO)) {
            throw new WrongValueException(
                    "format", "is not read from a hub name; fetch it and give its folder as path", "tuples");
        }
    }

    /** Whether the files are rows already. */
    public boolean isPlain() {
        return format == RowFormat.ROWS && hub.isEmpty();
    }
}
