package dev.plumbline.tasks.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.PlumblineException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes a file of samples as they come. The same samples give the same bytes. */
public final class SampleWriter implements Closeable {

    private static final int BUFFER = 1 << 16;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

    private final JsonGenerator json;

    /** Writes the header; the stream is closed with this. */
    public SampleWriter(OutputStream out, SampleHeader header) throws IOException {
        json = MAPPER.createGenerator(new FastGzip(out));
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        json.writeStartObject();
        json.writeNumberField("plumbline_samples", SampleHeader.VERSION);
        json.writeStringField("task", header.task());
        json.writeStringField("dataset_revision", header.datasetRevision());
        json.writeStringField("main_score", header.mainScore());
        json.writeStringField("statistic", header.statistic().kind().label());
        json.writePOJOField("similarities", header.statistic().similarities());
        json.writeEndObject();
    }

    /**
     * Takes the samples of a subset. The sink throws {@link UncheckedIOException} where there is no room or no right to
     * write.
     */
    public SampleSink entry(String split, String subset) {
        return sample -> {
            try {
                write(split, subset, sample);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /**
     * Takes over lines of an earlier file of the same task, as they are.
     *
     * @param wanted by split and subset
     * @throws dev.plumbline.ground.PlumblineException of kind RESULT if the file cannot be read or is of something else
     */
    public void keep(Path earlier, SampleHeader header, BiPredicate<String, String> wanted) throws IOException {
        int[] lines = {0};
        try {
            SampleReader.lines(earlier, line -> {
                JsonNode node = SampleReader.parse(line, earlier, ++lines[0]);
                if (lines[0] == 1) {
                    if (!SampleReader.header(node, earlier).equals(header)) {
                        throw PlumblineException.result(
                                earlier + " belongs to another version of " + header.task() + "; use --fresh");
                    }
                } else if (wanted.test(
                        node.path("split").asText(), node.path("subset").asText())) {
                    writeLine(line);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void writeLine(String line) {
        try {
            json.writeRawValue(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String split, String subset, Sample sample) throws IOException {
        json.writeStartObject();
        json.writeStringField("split", split);
        json.writeStringField("subset", subset);
        json.writeStringField("id", sample.id());
        if (!sample.cluster().isEmpty()) {
            json.writeStringField("cluster", sample.cluster());
        }
        if (sample instanceof Sample.Scored scored) {
            json.writeNumberField("score", scored.score());
            for (Map.Entry<String, Object> detail : scored.details().entrySet()) {
                json.writePOJOField(detail.getKey(), detail.getValue());
            }
        } else if (sample instanceof Sample.Rated rated) {
            json.writeNumberField("score", (float) rated.similarity());
            json.writeNumberField("gold", rated.gold());
        } else if (sample instanceof Sample.Labelled labelled) {
            json.writeNumberField("label", labelled.label());
            json.writeArrayFieldStart("scores");
            for (double similarity : labelled.similarities()) {
                json.writeNumber((float) similarity);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** Compresses with the least effort, so that keeping samples costs little beside scoring them. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Ends the file. */
    @Override
    public void close() throws IOException {
        json.close();
    }
}
