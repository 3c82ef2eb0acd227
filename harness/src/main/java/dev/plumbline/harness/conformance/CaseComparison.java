package dev.plumbline.harness.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a result with what mteb computed, key by key.
 *
 * <p>Allowed is 1e-6 plus four times how far mteb's own figure moves when only rounding changes (the case's
 * {@code spread}). NaN matches only NaN and null only null; key sets and list lengths must agree.
 */
final class CaseComparison {

    private static final double BASE = 1e-6;
    private static final double SPREADS = 4;

    /**
     * Where rounding alone changes what a solver predicts, each experiment moves much more than the mean whose spread is
     * known.
     */
    private static final double MOVING_EXPERIMENT = 0.05;

    /** One compared number; null stands for JSON's null or a missing value. */
    record Key(@Nullable Object expected, @Nullable Object got, double allowed, boolean pass) {}

    private final Map<String, Double> spread = new LinkedHashMap<>();
    private final Map<String, Key> keys = new LinkedHashMap<>();

    private CaseComparison(JsonNode expected) {
        for (String source : List.of("summation_order", "one_ulp")) {
            expected.path("spread")
                    .path(source)
                    .properties()
                    .forEach(entry ->
                            spread.merge(entry.getKey(), entry.getValue().asDouble(), Math::max));
        }
    }

    /** Every key of {@code scores} and, under {@code result_file/}, of the file as written. */
    static Map<String, Key> of(JsonNode expected, TaskResult result) {
        CaseComparison comparison = new CaseComparison(expected);
        comparison.compareScores(expected.get("scores"), result);
        comparison.compareFile(expected.path("result_file"), result);
        return comparison.keys;
    }

    private void compareScores(JsonNode expected, TaskResult result) {
        comparePresence("splits", names(expected), result.scores().keySet());
        for (Map.Entry<String, JsonNode> split : expected.properties()) {
            List<SubsetResult> entries = result.scores().getOrDefault(split.getKey(), List.of());
            Set<String> subsets = new LinkedHashSet<>();
            entries.forEach(entry -> subsets.add(entry.hfSubset()));
            comparePresence(split.getKey() + "/subsets", names(split.getValue()), subsets);
            for (Map.Entry<String, JsonNode> subset : split.getValue().properties()) {
                result.entry(split.getKey(), subset.getKey()).ifPresent(entry -> {
                    String place = split.getKey() + "/" + subset.getKey();
                    compareMap(place, place, subset.getValue(), entry.scores().toMap());
                });
            }
        }
    }

    private void compareFile(JsonNode expected, TaskResult result) {
        if (!expected.isObject()) {
            return;
        }
        compareText("result_file/dataset_revision", expected.path("dataset_revision"), result.datasetRevision());
        compareText("result_file/task_name", expected.path("task_name"), result.taskName());
        compareText("result_file/mteb_version", expected.path("mteb_version"), result.mtebVersion());
        for (Map.Entry<String, JsonNode> split : expected.path("scores").properties()) {
            List<SubsetResult> entries = result.scores().getOrDefault(split.getKey(), List.of());
            compareText(
                    "result_file/" + split.getKey() + "/length",
                    split.getValue().size() + " entries",
                    entries.size() + " entries");
            for (int i = 0; i < Math.min(entries.size(), split.getValue().size()); i++) {
                compareEntry(split.getKey(), i, split.getValue().get(i), entries.get(i));
            }
        }
    }

    private void compareEntry(String split, int position, JsonNode expected, SubsetResult entry) {
        String place = "result_file/" + split + "[" + position + "]";
        compareText(place + "/hf_subset", expected.path("hf_subset"), entry.hfSubset());
        compareText(place + "/mteb_version", expected.path("mteb_version"), entry.mtebVersion());
        compareText(place + "/languages", expected.path("languages").toString(), quoted(entry.languages()));
        Map<String, JsonNode> numbers = new LinkedHashMap<>();
        expected.properties().forEach(field -> numbers.put(field.getKey(), field.getValue()));
        numbers.keySet().removeAll(Set.of("hf_subset", "mteb_version", "languages"));
        Scores rounded = TaskResultWriter.rounded(entry.scores());
        compareNamed(place, split + "/" + entry.hfSubset(), numbers, rounded.toMap());
    }

    private void compareMap(String place, String spreadKey, JsonNode expected, Map<?, ?> got) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        expected.properties().forEach(field -> named.put(field.getKey(), field.getValue()));
        compareNamed(place, spreadKey, named, got);
    }

    private void compareNamed(String place, String spreadKey, Map<String, JsonNode> expected, Map<?, ?> got) {
        // Order counts too: it is the order of the file.
        comparePresence(place + "/keys", expected.keySet(), got.keySet());
        expected.forEach((name, value) -> {
            if (got.containsKey(name)) {
                compareValue(place + "/" + name, spreadKey + "/" + name, value, got.get(name));
            }
        });
    }

    private void compareValue(String place, String spreadKey, JsonNode expected, @Nullable Object got) {
        if (expected.isObject() && got instanceof Map<?, ?> map) {
            compareMap(place, spreadKey, expected, map);
        } else if (expected.isArray() && got instanceof List<?> list) {
            if (expected.size() != list.size()) {
                compareText(place + "/length", expected.size() + " values", list.size() + " values");
            }
            for (int i = 0; i < Math.min(expected.size(), list.size()); i++) {
                compareValue(place + "[" + i + "]", spreadKey + "[" + i + "]", expected.get(i), list.get(i));
            }
        } else {
            compareNumber(place, spreadKey, expected, got);
        }
    }

    private void compareNumber(String place, String spreadKey, JsonNode expected, @Nullable Object got) {
        double allowed = allowed(spreadKey);
        Double wanted = expected.isNumber() ? Double.valueOf(expected.doubleValue()) : null;
        boolean pass;
        if (wanted == null || !(got instanceof Double number)) {
            pass = expected.isNull() && got == null;
        } else if (!Double.isFinite(wanted) || !Double.isFinite(number)) {
            pass = Double.compare(wanted, number) == 0;
        } else {
            // In decimals: two rounded figures one unit of the last place apart differ by exactly 1e-6, not a little
            // more.
            pass = BigDecimal.valueOf(wanted)
                            .subtract(BigDecimal.valueOf(number))
                            .abs()
                            .compareTo(BigDecimal.valueOf(allowed))
                    <= 0;
        }
        keys.put(place, new Key(wanted, got, allowed, pass));
    }

    private double allowed(String key) {
        int experiment = key.indexOf("/scores_per_experiment[");
        if (experiment >= 0) {
            String mean = key.substring(0, experiment) + key.substring(key.lastIndexOf('/'));
            return spread.getOrDefault(mean, 0.0) > 0 ? MOVING_EXPERIMENT : BASE;
        }
        return BASE + SPREADS * spread.getOrDefault(key, 0.0);
    }

    private void compareText(String place, JsonNode expected, @Nullable String got) {
        compareText(place, expected.asText(), got);
    }

    private void compareText(String place, String expected, @Nullable String got) {
        keys.put(place, new Key(expected, got, 0, expected.equals(got)));
    }

    /** Names present, in order; recorded only where they differ. */
    private void comparePresence(String place, Set<String> expected, Set<?> got) {
        String wanted = String.join(" ", expected);
        String found = String.join(" ", got.stream().map(String::valueOf).toList());
        if (!wanted.equals(found)) {
            compareText(place, wanted, found);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.properties().forEach(field -> names.add(field.getKey()));
        return names;
    }

    private static String quoted(List<String> texts) {
        return "["
                + String.join(",", texts.stream().map(text -> '"' + text + '"').toList()) + "]";
    }
}
