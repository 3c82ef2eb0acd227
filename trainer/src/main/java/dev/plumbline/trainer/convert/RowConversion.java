package dev.plumbline.trainer.convert;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowPlace;
import dev.plumbline.trainer.rows.RowSource;
import dev.plumbline.trainer.rows.SourceRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes a file of rows of other files. */
public final class RowConversion {

    /** Part of a copy's name: what an earlier version made is not taken over. */
    private static final int VERSION = 1;

    private static final int NAME_DIGITS = 20;

    private RowConversion() {}

    /** Takes one row of whatever form. */
    interface Taker {

        /**
         * A row.
         *
         * @param place where it comes from
         * @param fields as {@link ExampleFields} wants them; or an exception that says by place what is wrong
         */
        void row(RowPlace place, Fields fields);
    }

    /** Makes the fields of a row. */
    @FunctionalInterface
    interface Fields {

        /**
         * Makes them.
         *
         * @throws PlumblineException of kind DATA that names the place
         */
        Map<String, Object> make();
    }

    /**
     * Writes rows.
     *
     * @param paths files or folders of the source's format
     * @param errors what becomes of rows with errors
     * @param target a file of JSON lines, compressed if its name ends with {@code .gz}
     * @return rows written
     * @throws PlumblineException of kind DATA or USAGE for files that are not of the format, and for rows with errors
     */
    public static long write(RowSource source, List<Path> paths, RowErrors errors, Path target) {
        long[] rows = {0};
        JsonLinesWriter.write(target, lines -> {
            for (Path path : paths) {
                read(
                        source,
                        path,
                        (place, fields) -> checked(place, fields, errors).ifPresent(made -> {
                            lines.row(made);
                            rows[0]++;
                        }));
            }
        });
        return rows[0];
    }

    /** What is wrong with a row is said of the file it is in, not of the copy. */
    private static Optional<Map<String, Object>> checked(RowPlace place, Fields fields, RowErrors errors) {
        SourceRow row = new SourceRow(place, 0, 0, Optional.empty(), SourceRow.Content.empty());
        return errors.read(row, ignored -> {
            Map<String, Object> made = fields.make();
            ExampleFields.check(made, place);
            return made;
        });
    }

    private static void read(RowSource source, Path path, Taker taker) {
        switch (source.format()) {
            case ROWS -> LooseRows.read(path, taker, (place, fields) -> fields);
            case TUPLES -> LooseRows.read(path, taker, new Tuples(source.columns())::of);
            case TEXTS -> LooseRows.read(path, taker, new LooseTexts(source.columns())::of);
            case KALM -> LooseRows.read(path, taker, (place, fields) -> LooseRows.lists(place, fields, false));
            case FLAGEMBEDDING -> LooseRows.read(path, taker, (place, fields) -> LooseRows.lists(place, fields, true));
            case NEMO -> NemoRows.read(path, taker);
            case BEIR -> JudgedRows.beir(path, source.split(), taker);
            case MSMARCO -> JudgedRows.marco(path, source.split(), taker);
        }
    }

    /**
     * The copy of some files in a folder, made if it is not there. Its name tells the files by path, size and time of change.
     *
     * @param notes told what is read, and of rows left out
     */
    public static Path copy(RowSource source, List<Path> paths, RowErrors errors, Path folder, Consumer<String> notes) {
        StringBuilder identity =
                new StringBuilder().append(VERSION).append('\n').append(source.format());
        identity.append('\n').append(source.split()).append('\n').append(source.columns());
        paths.forEach(path -> describe(path, identity));
        Path copy = folder.resolve(Sha256.hex(identity.toString()).substring(0, NAME_DIGITS) + ".jsonl");
        if (!Files.isRegularFile(copy)) {
            long rows = write(source, paths, errors, copy);
            notes.accept(rows + " rows of " + shown(paths) + ", kept as " + copy);
        }
        return copy;
    }

    private static String shown(List<Path> paths) {
        return paths.get(0) + (paths.size() == 1 ? "" : " and " + (paths.size() - 1) + " more");
    }

    private static void describe(Path path, StringBuilder identity) {
        try (Stream<Path> files = Files.isDirectory(path) ? Files.walk(path) : Stream.of(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path real = file.toRealPath();
                identity.append('\n').append(real).append('\n').append(Files.size(real));
                identity.append('\n').append(Files.getLastModifiedTime(real).toMillis());
            }
        } catch (IOException e) {
            throw PlumblineException.data(path + " cannot be read (" + e + "); correct the path", e);
        }
    }
}
