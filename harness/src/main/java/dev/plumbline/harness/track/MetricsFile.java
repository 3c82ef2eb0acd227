package dev.plumbline.harness.track;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.loop.StepRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage's steps as comma-separated values, {@code metrics.csv}: a line per step, nothing where a step has no such figure. A
 * run that goes on from a checkpoint drops the lines after it.
 */
final class MetricsFile implements AutoCloseable {

    static final String NAME = "metrics.csv";

    /** Parts of a loss that there can be. */
    private static final List<String> PARTS =
            List.of("contrastive", "focal_weight", "cosent", "kl", "cosent_teacher", "align_cosine", "align_mse");

    private static final String HEADER = "step,dataset,loss," + String.join(",", PARTS)
            + ",positive_similarity,negative_similarity,grad_norm,learning_rate,tokens,seconds,memory_mb\n";

    private final Path file;
    private final BufferedWriter writer;

    private MetricsFile(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /** @param done steps whose lines stay */
    static MetricsFile open(Path folder, long done) {
        Path file = folder.resolve(NAME);
        try {
            Files.createDirectories(folder);
            StringBuilder kept = new StringBuilder(HEADER);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    if (line.matches("\\d+,.*") && Long.parseLong(line.substring(0, line.indexOf(','))) <= done) {
                        kept.append(line).append('\n');
                    }
                }
            }
            AtomicFiles.write(file, kept.toString());
            return new MetricsFile(
                    file, Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    void add(StepRecord step) {
        List<String> cells = new ArrayList<>();
        cells.add(Long.toString(step.step()));
        cells.add(quoted(step.dataset()));
        cells.add(cell(step.loss()));
        PARTS.forEach(part ->
                cells.add(step.parts().containsKey(part) ? cell(step.parts().get(part)) : ""));
        cells.add(cell(step.positive()));
        cells.add(cell(step.negative()));
        cells.add(cell(step.gradientNorm()));
        cells.add(cell(step.learningRate()));
        cells.add(Long.toString(step.tokens()));
        cells.add(cell(step.seconds()));
        cells.add(Long.toString(step.memoryMb()));
        try {
            writer.write(String.join(",", cells) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }

    private static String cell(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    static String quoted(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot write " + file + ": " + e, e);
        }
    }
}
