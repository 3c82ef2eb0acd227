package dev.plumbline.trainer.decontaminate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.plumbline.ground.AtomicFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Overlaps as a file, written while they are found:
 *
 * <pre>
 * {"overlaps": [{"file": ..., "line": 7, "part": "query", "task": ..., "split": ..., "subset": ..., "test_part": ...,
 *                "kind": "near", "similarity": 0.93, "text": ...}, ...],
 *  "summary": {"test_texts": ..., "too_short": ..., "rows": ..., "bad_rows": ..., "overlapping_rows": ...,
 *              "counts": [{"task": ..., "split": ..., "subset": ..., "test_part": ..., "kind": ..., "overlaps": ...}]}}
 * </pre>
 *
 * <p>Rows of a Parquet file have {@code row}, counted from 0, instead of {@code line}, counted from 1.
 */
public final class OverlapReport {

    private final JsonGenerator json;

    private OverlapReport(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes a report; the file is there when all of it is.
     *
     * @param search hands over what it finds and returns the summary
     * @throws dev.plumbline.ground.PlumblineException of kind STORAGE if there is no room or no right to write, and what the
     *     search throws
     */
    public static OverlapSummary write(Path file, Function<Consumer<Overlap>, OverlapSummary> search) {
        List<OverlapSummary> found = new ArrayList<>();
        AtomicFiles.write(file, channel -> {
            BufferedOutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            JsonGenerator json = new JsonFactory()
                    .createGenerator(out)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .setPrettyPrinter(new DefaultPrettyPrinter());
            OverlapReport report = new OverlapReport(json);
            json.writeStartObject();
            json.writeArrayFieldStart("overlaps");
            try {
                found.add(search.apply(report::overlap));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            json.writeEndArray();
            report.summary(found.get(0));
            json.writeEndObject();
            json.flush();
            out.flush();
        });
        return found.get(0);
    }

    private void overlap(Overlap overlap) {
        try {
            json.writeStartObject();
            json.writeStringField("file", overlap.place().file().toString());
            json.writeNumberField(
                    overlap.place().line() ? "line" : "row", overlap.place().number());
            json.writeStringField("part", overlap.part());
            test(overlap.test(), overlap.kind());
            json.writeNumberField("similarity", overlap.similarity());
            json.writeStringField("text", overlap.text());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void test(TestSource test, Overlap.Kind kind) throws IOException {
        json.writeStringField("task", test.task());
        json.writeStringField("split", test.split());
        json.writeStringField("subset", test.subset());
        json.writeStringField("test_part", test.part());
        json.writeStringField("kind", kind.name().toLowerCase(Locale.ROOT));
    }

    private void summary(OverlapSummary summary) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("test_texts", summary.testTexts());
        json.writeNumberField("too_short", summary.tooShort());
        json.writeNumberField("rows", summary.rows());
        json.writeNumberField("bad_rows", summary.badRows());
        json.writeNumberField("overlapping_rows", summary.overlappingRows());
        json.writeArrayFieldStart("counts");
        for (OverlapSummary.Count count : summary.counts()) {
            json.writeStartObject();
            test(count.test(), count.kind());
            json.writeNumberField("overlaps", count.overlaps());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
