package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The formats read, told apart by file name as {@code datasets} does: any of the dotted suffixes counts. */
enum FileFormat {
    PARQUET("parquet", "geoparquet", "gpq"),
    JSON("jsonl", "json", "ndjson"),
    CSV("csv"),
    TSV("tsv"),
    /** An archive of text files, whose format only its members tell. */
    ZIP("zip");

    private final Pattern suffix;

    FileFormat(String... suffixes) {
        this.suffix = Pattern.compile("\\.(?:" + String.join("|", suffixes) + ")(?:\\.|$)", Pattern.CASE_INSENSITIVE);
    }

    static Optional<FileFormat> of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        for (FileFormat format : values()) {
            if (format.suffix.matcher(name).find()) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The format most of a split's files have; Parquet, then JSON, then CSV where it is a draw. */
    static Optional<FileFormat> most(Collection<String> paths) {
        Map<FileFormat, Integer> counts = new EnumMap<>(FileFormat.class);
        for (String path : paths) {
            of(path).ifPresent(format -> counts.merge(format, 1, Integer::sum));
        }
        if (counts.size() > 1) {
            // archives hold what the files beside them are
            counts.remove(ZIP);
        }
        return counts.entrySet().stream()
                .max(Comparator.<Map.Entry<FileFormat, Integer>>comparingInt(Map.Entry::getValue)
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(Map.Entry::getKey);
    }

    /**
     * The tables of a file, several if it is an archive.
     *
     * @param separator of a CSV file where README.md gives one, else null
     */
    List<Table> read(Path file, String name, Columns wanted, @Nullable Character separator) {
        return switch (this) {
            case PARQUET -> List.of(parquet(file, name, wanted));
            case JSON -> TextFile.each(file, name, (text, part) -> JsonTables.read(text, part, wanted));
            case CSV -> csv(file, name, wanted, separator == null ? ',' : separator);
            case TSV -> csv(file, name, wanted, separator == null ? '\t' : separator);
            case ZIP -> ofMembers(file, name).read(file, name, wanted, separator);
        };
    }

    private static Table parquet(Path file, String name, Columns wanted) {
        Compression compression;
        try {
            compression = Compression.of(file);
        } catch (IOException e) {
            throw PlumblineException.data(name + " cannot be read (" + e.getMessage() + "); fetch it again", e);
        }
        if (compression != Compression.NONE) {
            throw PlumblineException.data(name + " is a " + compression
                    + " compressed Parquet file, which datasets does not read either; decompress it");
        }
        return ParquetTables.read(file, name, wanted);
    }

    private static List<Table> csv(Path file, String name, Columns wanted, char separator) {
        return TextFile.each(file, name, (text, part) -> CsvTables.read(text, part, wanted, separator));
    }

    private static FileFormat ofMembers(Path file, String name) {
        List<String> members = TextFile.members(file, name);
        Optional<FileFormat> format = most(members);
        if (format.isEmpty() || format.get() == ZIP || format.get() == PARQUET) {
            throw PlumblineException.data(name + " is no zip archive of JSON or CSV files, it holds " + members
                    + "; store the files themselves");
        }
        return format.get();
    }
}
