package dev.plumbline.reports.figure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What mteb's registry says of published models besides their figures' file: {@code languages}, and {@code trained}, the tasks
 * of the benchmarks whose data they were trained on; of every model that the registry has. Made by {@code test/leaderboard/make_model_facts.py} with mteb 2.26.24,
 * whose registry has the models of 2.20.0 and newer ones.
 */
final class RegistryFacts {

    private static final String FILE = "models.tsv.gz";
    private static final String TITLE = "plumbline model facts\t1";

    private RegistryFacts() {}

    /** The same table, with what the registry knows of each model added to its facts. */
    static FigureTable addedTo(FigureTable table) {
        Map<String, Map<String, String>> known = read();
        List<ModelFigures> models = table.models().stream()
                .map(model -> {
                    Map<String, String> facts =
                            new LinkedHashMap<>(model.facts().values());
                    facts.putAll(known.getOrDefault(model.model(), Map.of()));
                    return new ModelFigures(model.model(), new ModelFacts(facts), model.tasks());
                })
                .toList();
        return new FigureTable(table.origin(), models);
    }

    /** Of a model by its name; none where the registry does not have it. */
    static ModelFacts of(String model) {
        return new ModelFacts(read().getOrDefault(model, Map.of()));
    }

    private static Map<String, Map<String, String>> read() {
        Map<String, Map<String, String>> known = new HashMap<>();
        try (InputStream in = RegistryFacts.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + FILE);
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
            if (!TITLE.equals(lines.readLine())) {
                throw new IOException(FILE + " does not begin with " + TITLE);
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> fields = List.of(line.split("\t"));
                if (fields.get(0).equals("model")) {
                    Map<String, String> facts = new LinkedHashMap<>();
                    for (String field : fields.subList(2, fields.size())) {
                        int cut = field.indexOf('=');
                        facts.put(field.substring(0, cut), field.substring(cut + 1));
                    }
                    known.put(fields.get(1), facts);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bundled facts of models", e);
        }
        return known;
    }
}
