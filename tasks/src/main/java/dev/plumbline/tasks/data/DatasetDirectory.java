package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.CachedRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An opened data set repository: configs, splits, and the rows of a split. */
public final class DatasetDirectory {

    /** Bytes of texts that a split's rows hold in memory at most, but for columns of lists. */
    public static final long MOST_TEXT_BYTES = 4 * ColumnValues.IN_MEMORY;

    private static final String README = "README.md";

    private final RepositoryLayout layout;
    private final RepositoryFiles files;

    private DatasetDirectory(RepositoryLayout layout, RepositoryFiles files) {
        this.layout = layout;
        this.files = files;
    }

    /** A repository whose files may still have to be fetched. */
    public static DatasetDirectory of(RepositoryLayout layout, RepositoryFiles files) {
        return new DatasetDirectory(layout, files);
    }

    /**
     * A repository in a local folder.
     *
     * @param name what error messages call it
     */
    public static DatasetDirectory open(String name, Path folder) {
        try {
            return of(name, LocalFolder.of(name, folder));
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.data(name + ": " + folder + " cannot be read (" + e + "); fetch it again", e);
        }
    }

    /** A commit of a repository in the hub's cache; a file that was never downloaded is an error once it is asked for. */
    public static DatasetDirectory open(CachedRepository cached, String commit) {
        String name = cached.id().name();
        try {
            return of(name, LocalFolder.of(cached, commit));
        } catch (IOException | UncheckedIOException e) {
            throw PlumblineException.data(
                    name + ": " + cached.snapshot(commit) + " cannot be read (" + e + "); fetch it again", e);
        }
    }

    private static DatasetDirectory of(String name, LocalFolder files) throws IOException {
        String head = files.paths().contains(README) ? Files.readString(files.locate(README)) : "";
        return new DatasetDirectory(RepositoryLayout.of(name, head, files.paths()), files);
    }

    public String name() {
        return layout.name();
    }

    public List<String> configs() {
        return layout.configs();
    }

    /** The only config, or the one called or marked default. */
    public String defaultConfig() {
        return layout.defaultConfig();
    }

    public List<String> splits(String config) {
        return layout.splits(config);
    }

    /** Files a split is read from, in order, for provenance and checksums. */
    public List<Path> files(String config, String split) {
        return layout.files(config, split).stream().map(files::locate).toList();
    }

    /**
     * Paths of the files that some parts are read from, each once.
     *
     * @throws PlumblineException of kind data if a config or split does not exist or has no file
     */
    public Set<String> paths(Collection<DataPart> parts) {
        Set<String> paths = new LinkedHashSet<>();
        parts.forEach(part -> paths.addAll(layout.files(part.config(), part.split())));
        return paths;
    }

    /**
     * What tells the repository's content from any other: its commit on the hub, or the hash of a folder's files.
     *
     * @throws PlumblineException of kind data if a file must be read for it and cannot be
     */
    public String identity() {
        return files.identity();
    }

    /** These parts will be read: a downloader fetches what is missing of them, several files at a time. */
    public void prepare(Collection<DataPart> parts) {
        files.prepare(paths(parts));
    }

    /** The names of a column's classes, which its numbers stand for, as far as the data set declares them. */
    public List<String> classNames(String config, String column) {
        return layout.features(config).types().get(column) instanceof DeclaredType.ClassLabel classes
                ? classes.names()
                : List.of();
    }

    /**
     * All rows of a split, its files one after another.
     *
     * @throws PlumblineException of kind data if config or split does not exist (the message says which do), if it has no
     *     row, which {@code datasets} refuses whatever the format, or if a file is missing, damaged or has other columns
     *     than the first
     */
    public Table read(String config, String split, Columns wanted) {
        String place = name() + ", config " + config + ", split " + split;
        List<String> paths = layout.files(config, split);
        files.prepare(paths);
        JoinedTables joined = new JoinedTables(place);
        for (String path : paths) {
            FileFormat format = FileFormat.of(path).orElseThrow();
            for (Table read : tables(format, path, wanted, config, place)) {
                boolean isSeparated = format == FileFormat.CSV || format == FileFormat.TSV;
                joined.add(layout.features(config).cast(read, wanted, isSeparated), path);
            }
        }
        Table table = joined.table();
        if (table.rows() == 0) {
            throw PlumblineException.data(place + " has no rows (" + String.join(", ", paths)
                    + "); mteb refuses that too, so put rows in, or leave the split out");
        }
        return table;
    }

    private List<Table> tables(FileFormat format, String path, Columns wanted, String config, String place) {
        try {
            return format.read(files.locate(path), path, wanted, layout.separator(config));
        } catch (PlumblineException e) {
            throw e.in(place);
        }
    }
}
