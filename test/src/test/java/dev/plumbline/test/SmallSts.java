package dev.plumbline.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A data set of four sentence pairs with a task file and a table of vectors, to be damaged in one place by a test. All of
 * it lies in one folder, the data set under {@code own/sts}.
 */
final class SmallSts {

    static final String TASK = """
            {"name": "%s", "type": "STS", "kind": "sts", "dataset": {"path": "%s"}, "eval_splits": ["test"],
             "main_score": "cosine_spearman"}
            """;

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message vectors {
              required binary text (STRING);
              optional binary prompt_type (STRING);
              required group vector (LIST) { repeated group list { required float element; } }
            }
            """);

    private final Path folder;

    SmallSts(Path folder) {
        this.folder = folder;
        data("""
                {"sentence1": "a", "sentence2": "b", "score": 1.0}
                {"sentence1": "c", "sentence2": "d", "score": 2.0}
                {"sentence1": "e", "sentence2": "f", "score": 5.0}
                {"sentence1": "g", "sentence2": "h", "score": 3.0}
                """);
        write("task.json", TASK.formatted("OwnSts", "own/sts"));
    }

    /** Replaces the rows. */
    SmallSts data(String jsonLines) {
        write("own/sts/test.jsonl", jsonLines);
        return this;
    }

    Path write(String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path taskFile() {
        return folder.resolve("task.json");
    }

    Path results() {
        return folder.resolve("out");
    }

    /** Vectors of the eight sentences. */
    Path vectors() {
        return vectors(Map.of());
    }

    /** The same with some replaced; null leaves one out. */
    Path vectors(Map<String, float[]> replaced) {
        Path file = folder.resolve("vectors.parquet");
        PlainParquetConfiguration configuration = new PlainParquetConfiguration();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(configuration)
                .withType(SCHEMA)
                .withWriteMode(org.apache.parquet.hadoop.ParquetFileWriter.Mode.OVERWRITE)
                .build()) {
            for (String text : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
                float angle = text.charAt(0) * text.charAt(0);
                float[] vector = {(float) Math.cos(angle), (float) Math.sin(angle)};
                if (replaced.containsKey(text)) {
                    vector = replaced.get(text);
                }
                if (vector.length > 0) {
                    writer.write(row(text, vector));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static Group row(String text, float[] vector) {
        Group row = new SimpleGroup(SCHEMA);
        row.add("text", text);
        Group list = row.addGroup("vector");
        for (float value : vector) {
            list.addGroup("list").add("element", value);
        }
        return row;
    }

    /** {@code plumbline run} on the task with the vectors. */
    CommandLineRun run(Path vectors, Object... more) {
        Object[] all = new Object[7 + more.length];
        System.arraycopy(
                new Object[] {
                    "run", "--model", "embeddings:" + vectors, "--task-file", taskFile(), "--results", results()
                },
                0,
                all,
                0,
                7);
        System.arraycopy(more, 0, all, 7, more.length);
        return CommandLineRun.of(all);
    }
}
