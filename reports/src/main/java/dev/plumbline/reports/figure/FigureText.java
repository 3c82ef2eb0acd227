package dev.plumbline.reports.figure;

import dev.plumbline.ground.PlumblineException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The text of a file of figures; see the package's description. */
final class FigureText {

    private static final String TITLE = "plumbline figures";
    private static final String VERSION = "1";
    private static final String SELF_REPORTED = "self-reported";
    private static final String RUN = "run";
    private static final int FIELDS = 7;

    private final String name;
    private final Map<String, String> origin = new LinkedHashMap<>();
    private final List<ModelFigures> models = new ArrayList<>();
    private int line;
    private @Nullable String model;
    private ModelFacts facts = ModelFacts.NONE;
    private Map<String, List<Figure>> tasks = new LinkedHashMap<>();
    private @Nullable List<Figure> figures;

    private FigureText(String name) {
        this.name = name;
    }

    static FigureTable read(InputStream in, String name) throws IOException {
        FigureText text = new FigureText(name);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String next = lines.readLine(); next != null; next = lines.readLine()) {
                text.line++;
                text.take(fields(next));
            }
        }
        text.endModel();
        if (text.line == 0) {
            throw text.wrong("is empty");
        }
        return new FigureTable(text.origin, text.models);
    }

    private static String[] fields(String line) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', from)) {
            fields.add(line.substring(from, tab));
            from = tab + 1;
        }
        fields.add(line.substring(from));
        return fields.toArray(String[]::new);
    }

    private void take(String[] fields) {
        if (line == 1) {
            if (fields.length != 2 || !fields[0].equals(TITLE) || !fields[1].equals(VERSION)) {
                throw wrong("is not a file of figures of version " + VERSION);
            }
        } else if (fields[0].equals("model") && fields.length > 1) {
            endModel();
            model = fields[1];
            facts = new ModelFacts(named(fields, 2));
            tasks = new LinkedHashMap<>();
            figures = null;
        } else if (model == null && fields.length == 2) {
            origin.put(fields[0], fields[1]);
        } else if (model != null && fields[0].equals("task") && fields.length == 2) {
            figures = tasks.computeIfAbsent(fields[1], task -> new ArrayList<>());
        } else if (figures != null && fields[0].equals("figure") && fields.length >= FIELDS) {
            figures.add(figure(fields));
        } else {
            throw wrong("has a line that does not belong there");
        }
    }

    private void endModel() {
        if (model != null) {
            models.add(new ModelFigures(model, facts, tasks));
        }
    }

    private Figure figure(String[] fields) {
        if (!fields[6].equals(RUN) && !fields[6].equals(SELF_REPORTED)) {
            throw wrong("says \"" + fields[6] + "\" where " + RUN + " or " + SELF_REPORTED + " belongs");
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        named(fields, FIELDS).forEach((measure, value) -> measures.put(measure, number(value)));
        return new Figure(
                fields[1],
                fields[2],
                number(fields[3]),
                known(fields[4]),
                known(fields[5]),
                fields[6].equals(SELF_REPORTED),
                measures);
    }

    private Map<String, String> named(String[] fields, int from) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = from; i < fields.length; i++) {
            int cut = fields[i].indexOf('=');
            if (cut < 1) {
                throw wrong("has a field \"" + fields[i] + "\" that is not name=value");
            }
            named.put(fields[i].substring(0, cut), fields[i].substring(cut + 1));
        }
        return named;
    }

    private double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong("has \"" + text + "\" where a number belongs");
        }
    }

    private static Optional<String> known(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private PlumblineException wrong(String what) {
        return PlumblineException.result(name + ", line " + line + " " + what);
    }

    static byte[] write(FigureTable table) {
        StringBuilder text = new StringBuilder();
        line(text, List.of(TITLE, VERSION));
        table.origin().forEach((key, value) -> line(text, List.of(key, value)));
        for (ModelFigures model : table.models()) {
            List<String> fields = new ArrayList<>(List.of("model", model.model()));
            model.facts().values().forEach((fact, value) -> fields.add(fact + "=" + value));
            line(text, fields);
            model.tasks().forEach((task, figures) -> {
                line(text, List.of("task", task));
                figures.forEach(figure -> line(text, fields(figure)));
            });
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<String> fields(Figure figure) {
        List<String> fields = new ArrayList<>(List.of(
                "figure",
                figure.split(),
                figure.subset(),
                String.valueOf(figure.score()),
                figure.datasetRevision().orElse(""),
                figure.mtebVersion().orElse(""),
                figure.selfReported() ? SELF_REPORTED : RUN));
        figure.measures().forEach((measure, value) -> fields.add(measure + "=" + value));
        return fields;
    }

    /** A tab or a line break inside a field would be read as the end of it. */
    private static void line(StringBuilder text, List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            text.append(i == 0 ? "" : "\t").append(fields.get(i).replaceAll("[\t\r\n]", " "));
        }
        text.append('\n');
    }
}
