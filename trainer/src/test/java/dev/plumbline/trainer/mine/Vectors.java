package dev.plumbline.trainer.mine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A file of vectors for a model of the form {@code embeddings:}: texts at angles, so that a cosine is known. */
final class Vectors {

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message vectors {
              required binary text (STRING);
              optional binary prompt_type (STRING);
              required group vector (LIST) { repeated group list { required float element; } }
            }
            """);

    private final Map<String, Double> angles = new LinkedHashMap<>();

    /** A text at an angle in radians. */
    Vectors at(double angle, String text) {
        angles.put(text, angle);
        return this;
    }

    Path write(Path file) {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .build()) {
            for (Map.Entry<String, Double> entry : angles.entrySet()) {
                Group row = new SimpleGroup(SCHEMA);
                row.add("text", entry.getKey());
                Group list = row.addGroup("vector");
                // of length 3: what counts is the cosine
                list.addGroup("list").add("element", (float) (3 * Math.cos(entry.getValue())));
                list.addGroup("list").add("element", (float) (3 * Math.sin(entry.getValue())));
                writer.write(row);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
