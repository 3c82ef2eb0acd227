package dev.plumbline.trainer.rows;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.Compression;
import dev.plumbline.tasks.data.JsonValues;
import dev.plumbline.tasks.data.LooseFile;
import dev.plumbline.tasks.data.ParquetRecords;
import dev.plumbline.tasks.data.Table;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A file of rows, read from front to end one at a time: JSON lines, also compressed, Parquet, CSV, TSV or a list of JSON. */
public record RowFile(Path path) {

    private static final int BUFFER = 1 << 16;
    private static final int HEAD = 256;
    private static final Pattern TABLE = Pattern.compile(".*\\.(csv|tsv)(\\.[a-z0-9]+)?");

    public RowFile {
        Objects.requireNonNull(path, "path");
    }

    boolean isParquet() {
        return name().endsWith(".parquet");
    }

    /** Whether rows have lines of their own. */
    boolean isLines() {
        return !isParquet() && !isTable();
    }

    /** CSV, TSV, or one list of JSON: read whole, as such files are no larger than a table program holds. */
    private boolean isTable() {
        return TABLE.matcher(name()).matches() || (name().endsWith(".json") && isList());
    }

    private boolean isList() {
        try (InputStream in = Files.newInputStream(OrdinaryFiles.require(path))) {
            String head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
            return head.replace("\uFEFF", "").stripLeading().startsWith("[");
        } catch (IOException e) {
            throw PlumblineException.data(path + " cannot be read (" + e + "); correct the path or fetch it again", e);
        }
    }

    /**
     * Refuses what is no file, before any work.
     *
     * @throws PlumblineException of kind DATA
     */
    public static void require(Path path) {
        if (!Files.isRegularFile(path)) {
            throw PlumblineException.data(
                    Files.exists(path)
                            ? path + " is a pipe, a device or a folder, not an ordinary file; name a file"
                            : "there is no file " + path + "; correct the path");
        }
    }

    /** Whether a row's offset is a place in the file itself. */
    boolean isPlainText() {
        return isLines() && compression() == Compression.NONE;
    }

    private Compression compression() {
        try {
            return Compression.of(path);
        } catch (IOException e) {
            throw PlumblineException.data(path + " cannot be read (" + e + "); correct the path or fetch it again", e);
        }
    }

    private String name() {
        return Objects.requireNonNull(path.getFileName(), "a file has a name")
                .toString()
                .toLowerCase(Locale.ROOT);
    }

    /**
     * Hands over every row; blank lines are none. A malformed line is a row with a problem.
     *
     * @return SHA-256 of the file's bytes, in hex
     * @throws PlumblineException of kind DATA if the file is missing or damaged as a whole, and whatever the taker throws
     */
    public String forEach(Consumer<SourceRow> taker) {
        require(path);
        MessageDigest digest = Sha256.start();
        try (DigestInputStream raw = new DigestInputStream(
                new BufferedInputStream(Files.newInputStream(OrdinaryFiles.require(path)), BUFFER), digest)) {
            if (isParquet()) {
                raw.transferTo(OutputStream.nullOutputStream());
                records(taker);
            } else if (isTable()) {
                raw.transferTo(OutputStream.nullOutputStream());
                table(LooseFile.read(path), taker);
            } else {
                lines(compression().decompressed(raw), taker);
                raw.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw PlumblineException.data(path + " cannot be read (" + e + "); correct the path or fetch it again", e);
        }
    }

    private void records(Consumer<SourceRow> taker) {
        try (ParquetRecords records = ParquetRecords.open(path, Columns.all())) {
            long number = 0;
            for (Optional<Map<String, Object>> row = records.next(); row.isPresent(); row = records.next()) {
                RowPlace place = new RowPlace(path, false, number++);
                taker.accept(new SourceRow(place, 0, 0, Optional.empty(), SourceRow.Content.of(row.get())));
            }
        }
    }

    private void table(Table table, Consumer<SourceRow> taker) {
        for (int i = 0; i < table.rows(); i++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (String column : table.columns()) {
                Object value = table.column(column).get(i);
                if (value != null) {
                    fields.put(column, value);
                }
            }
            RowPlace place = new RowPlace(path, false, i);
            taker.accept(new SourceRow(place, 0, 0, Optional.empty(), SourceRow.Content.of(fields)));
        }
    }

    private void lines(InputStream text, Consumer<SourceRow> taker) throws IOException {
        LineReader lines = new LineReader(text);
        for (long number = 1; lines.next(); number++) {
            row(lines, new RowPlace(path, true, number)).ifPresent(taker);
        }
    }

    /** Empty for a blank line. */
    private static Optional<SourceRow> row(LineReader lines, RowPlace place) {
        Optional<String> line = Optional.empty();
        SourceRow.Content content;
        try {
            if (lines.isTooLong()) {
                throw PlumblineException.data(
                        place + ": longer than " + (LineReader.LONGEST_LINE >> 20) + " MB; write one row per line");
            }
            line = Optional.of(lines.text());
            if (line.get().isBlank()) {
                return Optional.empty();
            }
            content = SourceRow.Content.of(JsonValues.object(line.get(), place.toString()));
        } catch (CharacterCodingException e) {
            content = SourceRow.Content.of(PlumblineException.data(place + ": not UTF-8 text; convert it", e));
        } catch (PlumblineException e) {
            content = SourceRow.Content.of(e);
        }
        return Optional.of(new SourceRow(place, lines.offset(), lines.length(), line, content));
    }
}
