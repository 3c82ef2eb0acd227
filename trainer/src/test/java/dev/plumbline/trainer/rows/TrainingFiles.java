package dev.plumbline.trainer.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes small training files. */
public final class TrainingFiles {

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message rows {
              optional binary query (STRING);
              optional group pos (LIST) { repeated group list { optional binary element (STRING); } }
              optional group neg (LIST) { repeated group list { optional binary element (STRING); } }
              optional binary unused (STRING);
            }
            """);

    private TrainingFiles() {}

    public static Path lines(Path file, String... lines) {
        return lines(file, List.of(lines));
    }

    /** UTF-8 lines; compressed if the name says so. */
    public static Path lines(Path file, List<String> lines) {
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A Parquet file with a row group per few rows.
     *
     * @param queries null for a row without one; row i has the positive {@code "p" + i} and i negatives
     */
    public static Path parquet(Path file, List<String> queries) {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withRowGroupSize(1L)
                .withPageRowCountLimit(2)
                .build()) {
            for (int i = 0; i < queries.size(); i++) {
                Group row = new SimpleGroup(SCHEMA);
                if (queries.get(i) != null) {
                    row.add("query", queries.get(i));
                }
                row.addGroup("pos").addGroup("list").add("element", "p" + i);
                Group negatives = row.addGroup("neg");
                for (int k = 0; k < i; k++) {
                    negatives.addGroup("list").add("element", "n" + i + "." + k);
                }
                writer.write(row);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code count} rows, queries numbered after a name, each with a positive and negatives of its own. */
    public static Path rows(Path file, String name, int count, int negatives) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder line = new StringBuilder(
                    "{\"query\": \"" + name + i + "\", \"pos\": [\"" + name + i + " p\"], \"neg\": [");
            for (int k = 0; k < negatives; k++) {
                line.append(k == 0 ? "" : ", ").append("\"" + name + i + " n" + k + "\"");
            }
            lines.add(line.append("]}").toString());
        }
        return lines(file, lines);
    }
}
