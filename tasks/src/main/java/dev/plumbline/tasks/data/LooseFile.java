package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of rows that lies in no data set. */
public final class LooseFile {

    private LooseFile() {}

    /**
     * All rows and columns of a Parquet, JSON lines, JSON, CSV or TSV file, compressed or not.
     *
     * @throws PlumblineException of kind USAGE for a file that is not there or of another kind, of kind DATA for one that
     *     cannot be read or has no row
     */
    public static Table read(Path file) {
        String name = file.toString();
        if (!Files.isRegularFile(file)) {
            throw PlumblineException.usage(Files.exists(file) ? name + " is not a file" : "there is no file " + name);
        }
        FileFormat format = FileFormat.of(file.getFileName().toString())
                .orElseThrow(() -> PlumblineException.usage(name
                        + " is not called .csv, .tsv, .jsonl, .json or .parquet, which is how files are told apart"));
        List<Table> tables = format.read(file, name, Columns.all(), null);
        if (tables.size() != 1) {
            throw PlumblineException.usage(name + " holds " + tables.size() + " files; unpack it and name one");
        }
        if (tables.get(0).rows() == 0) {
            throw PlumblineException.data(name + " has no rows");
        }
        return tables.get(0);
    }
}
