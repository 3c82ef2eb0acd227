package dev.plumbline.trainer.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.AtomicFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Writes JSON lines, compressed if the file's name ends with {@code .gz}; the file is there when all of it is. */
public final class JsonLinesWriter {

    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

    private final OutputStream out;

    private JsonLinesWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Replaces a file's content by the lines that are written, as {@link AtomicFiles#write} does.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind STORAGE if there is no room or no right to write, and whatever
     *     the writing throws
     */
    public static void write(Path file, Consumer<JsonLinesWriter> lines) {
        boolean compressed = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        AtomicFiles.write(file, channel -> {
            // not closed: the channel is forced to the disk after it
            OutputStream raw = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            GZIPOutputStream gzip = compressed ? new GZIPOutputStream(raw) : null;
            try {
                lines.accept(new JsonLinesWriter(gzip == null ? raw : gzip));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            if (gzip != null) {
                gzip.finish();
            }
            raw.flush();
        });
    }

    /** One object; values as {@link dev.plumbline.tasks.data.Table} has them, or floats. */
    public void row(Map<String, Object> fields) {
        try {
            line(JSON.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written", e);
        }
    }

    /** One line as it is, without its end. */
    public void line(String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
