package dev.plumbline.tasks.data;

import dev.plumbline.error.PlumblineException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The formats read, told apart by file name as {@code datasets} does: any of the dotted suffixes counts. */
enum FileFormat {
    PARQUET("parquet"),
    JSON("jsonl", "json", "ndjson"),
    CSV("csv"),
    TSV("tsv");

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
        return counts.entrySet().stream()
                .max(Comparator.<Map.Entry<FileFormat, Integer>>comparingInt(Map.Entry::getValue)
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(Map.Entry::getKey);
    }

    /** @param separator of a CSV file where README.md gives one, else null */
    Table read(Path file, String name, Columns wanted, Character separator) {
        return switch (this) {
            case PARQUET -> {
                if (Compression.of(name) != Compression.NONE) {
                    throw PlumblineException.data(name + ": a compressed Parquet file is not supported; decompress it");
                }
                yield ParquetTables.read(file, name, wanted);
            }
            case JSON -> JsonTables.read(file, name, wanted);
            case CSV -> CsvTables.read(file, name, wanted, separator == null ? ',' : separator);
            case TSV -> CsvTables.read(file, name, wanted, separator == null ? '\t' : separator);
        };
    }
}
