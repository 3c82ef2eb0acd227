package dev.plumbline.tasks.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.tasks.numeric.HalfEven;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result file as mteb 2.20.0 to 2.26.24's {@code TaskResult.to_disk} does: every float inside {@code scores}
 * rounded to six decimals, two blanks of indent, ASCII, NaN and Infinity as bare tokens.
 */
public final class TaskResultWriter {

    private static final int DECIMALS = 6;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private TaskResultWriter() {}

    /** The file's text. */
    public static String toJson(TaskResult result) {
        return toJson(result, null);
    }

    /** The file's text with what is recorded under {@link ResultSeal#KEY}, or without if that is null. */
    static String toJson(TaskResult result, @Nullable ObjectNode provenance) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = MAPPER.createGenerator(text)) {
            json.setPrettyPrinter(printer());
            write(result, provenance, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The entries of a file's {@code scores} after rounding, as a reader of the file would see them. */
    public static Scores rounded(Scores scores) {
        Scores.Builder rounded = Scores.builder();
        scores.toMap().forEach((name, value) -> rounded.putValue(name, round(value)));
        return rounded.build();
    }

    private static void write(TaskResult result, @Nullable ObjectNode provenance, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("dataset_revision", result.datasetRevision());
        json.writeStringField("task_name", result.taskName());
        json.writeObjectField("mteb_version", result.mtebVersion());
        json.writeObjectFieldStart("scores");
        for (Map.Entry<String, List<SubsetResult>> split : result.scores().entrySet()) {
            json.writeArrayFieldStart(split.getKey());
            for (SubsetResult entry : split.getValue()) {
                write(entry, json);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeObjectField("evaluation_time", result.evaluationTime());
        json.writeObjectField("kg_co2_emissions", result.kgCo2Emissions());
        json.writeObjectField("date", result.date());
        if (result.phases() == null) {
            json.writeNullField("evaluation_phases");
        } else {
            json.writeArrayFieldStart("evaluation_phases");
            for (PhaseTiming phase : result.phases()) {
                json.writeStartObject();
                json.writeStringField("name", phase.name());
                json.writeNumberField("start", phase.start());
                json.writeNumberField("end", phase.end());
                json.writeObjectField("split", phase.split());
                json.writeObjectField("subset", phase.subset());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (provenance != null) {
            json.writeFieldName(ResultSeal.KEY);
            json.writeTree(provenance);
        }
        json.writeEndObject();
    }

    private static void write(SubsetResult entry, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> score : rounded(entry.scores()).toMap().entrySet()) {
            json.writeObjectField(score.getKey(), score.getValue());
        }
        json.writeStringField("hf_subset", entry.hfSubset());
        json.writeObjectField("languages", entry.languages());
        if (entry.mtebVersion() != null) {
            json.writeStringField("mteb_version", entry.mtebVersion());
        }
        json.writeEndObject();
    }

    private static @Nullable Object round(@Nullable Object value) {
        if (value instanceof Double number) {
            return HalfEven.round(number, DECIMALS);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(TaskResultWriter::round).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> rounded = new LinkedHashMap<>();
            map.forEach((name, element) -> rounded.put((String) name, round(element)));
            return rounded;
        }
        return value;
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }
}
