package dev.plumbline.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Small result files of our own. */
public final class Results {

    private final Path folder;

    public Results(Path folder) {
        this.folder = folder;
    }

    /** A result of mteb's present form; entries are {@code split/subset score}. */
    public Results task(String task, String... entries) {
        return ofRevision("r1", task, entries);
    }

    /** The same of another data set revision. */
    public Results ofRevision(String revision, String task, String... entries) {
        List<String> splits = new ArrayList<>();
        for (String entry : entries) {
            String place = entry.substring(0, entry.indexOf(' '));
            double score = Double.parseDouble(entry.substring(entry.indexOf(' ') + 1));
            splits.add(String.format(
                    Locale.ROOT,
                    "\"%s\": [{\"cosine_spearman\": %s, \"main_score\": %s, \"hf_subset\": \"%s\","
                            + " \"languages\": [\"eng-Latn\"], \"mteb_version\": \"2.20.0\"}]",
                    place.substring(0, place.indexOf('/')),
                    score,
                    score,
                    place.substring(place.indexOf('/') + 1)));
        }
        return file(
                task + ".json",
                "{\"dataset_revision\": \"" + revision + "\", \"task_name\": \"" + task
                        + "\", \"mteb_version\": \"2.20.0\", \"scores\": {" + String.join(", ", splits)
                        + "}, \"evaluation_time\": 1.5, \"date\": 1790000000.0}");
    }

    /** Any file. */
    public Results file(String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
