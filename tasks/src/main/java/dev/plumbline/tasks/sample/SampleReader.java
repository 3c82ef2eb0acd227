package dev.plumbline.tasks.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a file of samples line by line. */
public final class SampleReader {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .readerFor(JsonNode.class);

    private SampleReader() {}

    /** Hears of a file's samples. */
    public interface Listener {
        /** Called first. */
        void header(SampleHeader header);

        /** Called for each sample in the file's order. */
        void sample(String split, String subset, Sample sample);
    }

    /**
     * Reads a file to its end.
     *
     * @throws PlumblineException of kind RESULT if it is not a file of samples, or is cut off
     */
    public static void read(Path file, Listener listener) {
        Progress progress = new Progress(file, listener);
        lines(file, progress::line);
        if (progress.header == null) {
            throw noHeader(file);
        }
    }

    /** Calls with each line as it is, the header's first. */
    static void lines(Path file, Consumer<String> use) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(OrdinaryFiles.require(file))), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                use.accept(line);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** @param number of the line, from 1 */
    static JsonNode parse(String line, Path file, int number) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw damaged(file + ", line " + number, "no JSON", e);
        }
    }

    private static PlumblineException damaged(String where, String why, IOException e) {
        return PlumblineException.result(where + " is damaged (" + why + "); score the task anew with --fresh", e);
    }

    private static PlumblineException unreadable(Path file, IOException e) {
        return e instanceof EOFException
                ? damaged(file.toString(), "cut short", e)
                : e instanceof ZipException
                        ? damaged(file.toString(), "not compressed with gzip, or changed since", e)
                        : e instanceof NoSuchFileException
                                ? PlumblineException.result("there is no file " + file, e)
                                : PlumblineException.result(file + " cannot be read (" + e.getMessage() + ")", e);
    }

    private static PlumblineException noHeader(Path file) {
        return PlumblineException.result(file + " is not a file of samples: its first line is no header");
    }

    /** Where reading has come to. */
    private static final class Progress {
        private final Path file;
        private final Listener listener;
        private @Nullable SampleHeader header;
        private int number;

        Progress(Path file, Listener listener) {
            this.file = file;
            this.listener = listener;
        }

        void line(String line) {
            number++;
            JsonNode node = parse(line, file, number);
            if (header == null) {
                header = header(node, file);
                listener.header(header);
                return;
            }
            listener.sample(
                    text(node, "split", file, number),
                    text(node, "subset", file, number),
                    sample(node, header.statistic(), file, number));
        }
    }

    static SampleHeader header(JsonNode node, Path file) {
        if (node == null || !node.path("plumbline_samples").isInt()) {
            throw noHeader(file);
        }
        int version = node.get("plumbline_samples").intValue();
        if (version != SampleHeader.VERSION) {
            throw PlumblineException.result(
                    file + " has version " + version + "; this Plumbline reads version " + SampleHeader.VERSION);
        }
        List<String> similarities = new ArrayList<>();
        node.path("similarities").forEach(similarity -> similarities.add(similarity.asText()));
        return new SampleHeader(
                text(node, "task", file, 1),
                text(node, "dataset_revision", file, 1),
                text(node, "main_score", file, 1),
                new SampleStatistic(kind(text(node, "statistic", file, 1), file), similarities));
    }

    private static SampleStatistic.Kind kind(String label, Path file) {
        for (SampleStatistic.Kind kind : SampleStatistic.Kind.values()) {
            if (kind.label().equals(label.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw PlumblineException.result(file + " has an unknown statistic \"" + label + "\"");
    }

    private static Sample sample(JsonNode node, SampleStatistic statistic, Path file, int line) {
        String id = text(node, "id", file, line);
        String cluster = node.path("cluster").asText("");
        return switch (statistic.kind()) {
            case SPEARMAN, PEARSON ->
                new Sample.Rated(
                        id, (float) number(node, "score", file, line), number(node, "gold", file, line), cluster);
            case AP, ACCURACY, F1 -> {
                List<Double> similarities = new ArrayList<>();
                node.path("scores").forEach(score -> similarities.add((double) (float) score.doubleValue()));
                if (similarities.size() != statistic.similarities().size()) {
                    throw PlumblineException.result(file + ", line " + line + ": " + similarities.size()
                            + " scores where " + statistic.similarities().size() + " belong");
                }
                yield new Sample.Labelled(id, (int) number(node, "label", file, line), similarities, cluster);
            }
            case MEAN, NONE -> new Sample.Scored(id, number(node, "score", file, line), details(node), cluster);
        };
    }

    /** What a reader looks at: label and predictions of a row, a query's documents with score and relevance. Measures are left out. */
    private static Map<String, Object> details(JsonNode node) {
        Map<String, Object> details = new LinkedHashMap<>();
        if (node.has("label")) {
            details.put("label", node.get("label").asText());
        }
        if (node.path("predicted").isArray()) {
            List<String> predicted = new ArrayList<>();
            node.get("predicted").forEach(label -> predicted.add(label.asText()));
            details.put("predicted", predicted);
        }
        List<Object> top = new ArrayList<>();
        for (JsonNode hit : node.path("top")) {
            if (hit.path(0).isTextual()) {
                top.add(List.of(
                        hit.get(0).textValue(),
                        hit.path(1).doubleValue(),
                        hit.path(2).intValue()));
            }
        }
        if (!top.isEmpty()) {
            details.put("top", top);
        }
        return details;
    }

    private static double number(JsonNode node, String field, Path file, int line) {
        JsonNode value = node.get(field);
        if (value == null || !value.isNumber()) {
            throw PlumblineException.result(file + ", line " + line + ": no number \"" + field + "\"");
        }
        return value.doubleValue();
    }

    private static String text(JsonNode node, String field, Path file, int line) {
        JsonNode value = node == null ? null : node.get(field);
        if (value == null || !value.isTextual()) {
            throw PlumblineException.result(file + ", line " + line + ": no text \"" + field + "\"");
        }
        return value.textValue();
    }
}
