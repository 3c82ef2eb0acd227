package dev.plumbline.harness.track;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** All scores of a run as comma-separated values, {@code scores.csv}: a line per checkpoint and task. */
final class ScoresFile {

    static final String NAME = "scores.csv";

    private static final String HEADER = "checkpoint,task,score\n";

    private final Path file;
    /** Lines by the checkpoint they are of. */
    private final Map<String, String> lines = new LinkedHashMap<>();

    /** The file of a run's folder; what an earlier part of the run wrote stays, but for what is scored anew. */
    ScoresFile(Path folder) {
        this.file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int comma = line.indexOf(',');
                if (comma > 0 && !(line + "\n").equals(HEADER)) {
                    lines.merge(line.substring(0, comma), line + "\n", String::concat);
                }
            }
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + file + ": " + e, e);
        }
    }

    /** @param checkpoint such as {@code start}, {@code finetune-100} or {@code finetune} */
    void add(String checkpoint, Map<String, Double> scores) {
        StringBuilder own = new StringBuilder();
        scores.forEach((task, score) -> own.append(checkpoint)
                .append(',')
                .append(MetricsFile.quoted(task))
                .append(',')
                .append(Double.isFinite(score) ? Double.toString(score) : "")
                .append('\n'));
        lines.put(checkpoint, own.toString());
        AtomicFiles.write(file, HEADER + String.join("", lines.values()));
    }
}
