package dev.plumbline.reports;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** The tables of the public leaderboard in ../shared, state of 2026-08-20. */
public final class Leaderboard {

    private static final Manifest MANIFEST = Manifest.bundled();

    private Leaderboard() {}

    public static Path folder() {
        return Path.of(System.getProperty("plumbline.shared"), "leaderboard");
    }

    /** A table's rows. */
    public static List<CSVRecord> rows(String name) {
        try (Reader reader = Files.newBufferedReader(folder().resolve(name))) {
            return CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(reader)
                    .getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row's entries, {@code split/subset} to score; empty text where there is none. */
    public static Map<String, String> entries(CSVRecord row) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (row.get("per_value").isEmpty()) {
            entries.put(row.get("split") + "/" + row.get("subset"), row.get("main_score"));
        } else {
            for (String part : row.get("per_value").split(";", -1)) {
                entries.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
            }
        }
        return entries;
    }

    /** A benchmark's tasks as they are counted. */
    public static List<BenchmarkTask> tasks(String benchmark) {
        return MANIFEST.benchmark(benchmark).selections().entrySet().stream()
                .map(entry -> new BenchmarkTask(
                        entry.getKey(), MANIFEST.task(entry.getKey()).type(), entry.getValue()))
                .toList();
    }
}
